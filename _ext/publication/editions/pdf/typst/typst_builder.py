"""Implements the ``typst`` builder, which writes the posts as one Typst project.

``main.typ`` is the book, ``post.typ`` typesets a single post, and each post is a Typst file in ``posts/``. You can
also compile the project by hand in its folder: ``typst compile --font-path fonts main.typ`` for the book, or
``typst compile --font-path fonts --input post=posts/x.typ post.typ`` for a post.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from docutils import nodes
from sphinx.builders import Builder
from sphinx.errors import NoUri

from publication.build import problem_report, site
from publication.core.posts.external_sources import number_sources
from publication.core.problems import ProblemKind, quoted
from publication.pictures import fonts, responsive_images

from .text import (
    array_literal,
    dictionary_literal,
    label_literal,
    readable_url_literal,
    string_literal,
    text_markup,
    url_literal,
)

if TYPE_CHECKING:
    from collections.abc import Set

    from publication.core.posts.external_sources import ExternalSource
    from publication.core.posts.post import Post

    from .assets import TypstProject
    from .book import TypstBook
    from .writer import TypstWriter

_TEMPLATE_FOLDER = "_templates/pdf"
"""The folder that contains the Typst templates, relative to the publication's root."""
_FONT_FAMILIES = {
    "latin-ext": "Latin Extended",
    "hanja": "Noto Serif KR Hanja",
    "signs": "Noto Serif KR Signs",
    "noto-serif-kr": "Noto Serif KR",
    "noto-serif-jp": "Noto Serif JP",
    "noto-serif-sc": "Noto Serif SC",
}
"""New family names for some fonts, by a part of their file name. These fonts share a name with another font, or their
name cannot be used in a template."""
_FONT_FILE_PREFIXES = ("source", "noto", "amiri")


class TypstBuilder(Builder):
    """Writes the Typst project.

    Every build writes all documents, because most of the time goes into compiling them, not into writing them.
    """

    name = "typst"
    format = "typst"
    epilog = "The Typst project is in %(outdir)s."
    supported_image_types = ["image/svg+xml", "image/png", "image/jpeg", "image/webp", "image/gif", "image/avif"]  # noqa: RUF012 -- Sphinx declares it without ClassVar
    supported_data_uri_images = True
    project: TypstProject

    @property
    def project_folder(self) -> Path:
        """The folder into which the Typst project is written."""
        return Path(self.outdir)

    def init(self) -> None:
        """Start an empty project."""
        from .assets import TypstProject  # noqa: PLC0415 -- site builds do not create PDFs

        self.project = TypstProject(self.project_folder)
        self.linked_labels: dict[str, set[str]] = {}
        """For each document, the labels in other documents that it links to."""
        self._written_labels: set[str] = set()
        self._modules: dict[str, str] = {}

    def get_outdated_docs(self) -> list[str]:
        """Return all posts and pages."""
        return list(site.get_site(self._app).library.documents)

    def get_target_uri(self, docname: str, typ: str | None = None) -> str:
        """Return a link target that the Typst link handlers recognise.

        Documents such as the home page are not part of any edition, so links to them lead to the site.
        """
        from .inline import DOCUMENT_SCHEME  # noqa: PLC0415 -- as above

        if site.get_site(self._app).post(docname) is None:
            raise NoUri(docname, typ)
        return DOCUMENT_SCHEME + quote(docname)

    def get_relative_uri(self, from_: str, to: str, typ: str | None = None) -> str:  # noqa: ARG002 -- Sphinx's signature
        """Return the link target for a document, which is the same in every document that links to it."""
        return self.get_target_uri(to, typ)

    def prepare_writing(self, docnames: Set[str]) -> None:  # noqa: ARG002 -- Sphinx's signature
        """Import the modules that contain node handlers, because the handlers are registered on import."""
        from . import blocks, figures, inline, tables  # noqa: F401, PLC0415 -- as above

    def write_doc(self, docname: str, doctree: nodes.document) -> None:
        """Write the Typst file for a post or page."""
        from publication.editions import raw_html  # noqa: PLC0415 -- as above

        from .writer import TypstWriter  # noqa: PLC0415 -- as above

        post = site.get_site(self._app).post(docname)
        if post is None:
            return
        self.post_process_images(doctree)
        raw_html.replace_raw_html(doctree)
        links = ((node["refuri"], node.astext()) for node in doctree.findall(nodes.reference) if node.get("refuri"))
        sources = number_sources(links, self.config.html_baseurl)
        writer = TypstWriter(
            docname=docname,
            file=post.file,
            image_path=lambda node: self._add_image(writer, node),
            draw_formula=self.project.add_formula,
            web_url=self._web_url,
            source_numbers={source.url: source.number for source in sources},
        )
        body = writer.write_document(doctree)
        facts = self._post_facts(post, writer)
        module = (
            f'// Generated from {post.file}. Changes here will be lost.\n#import "/shared.typ": *\n\n'
            f"// {post.file}:{post.line('title')}\n#let about = {facts}\n\n"
            f"#let body(link-to-document) = [\n{body}{_source_list(docname, sources)}\n]\n"
        )
        self._modules[docname] = module_name(docname)
        self.project.write(module_name(docname), module)
        self.linked_labels[docname] = writer.linked_labels
        self._written_labels |= {label_literal(docname, name) for name in writer.written_anchors}
        self._written_labels.add(label_literal(docname))
        for problem in writer.problems:
            problem_report.record_problem(self.env, docname, problem)

    def finish(self) -> None:
        """Copy the templates and the fonts, and write the book."""
        from . import book  # noqa: PLC0415 -- as above

        root = Path(self._app.srcdir)
        for file in sorted((root / _TEMPLATE_FOLDER).glob("*.*")):
            self.project.write(file.name, file.read_bytes())
        for folder in fonts.FONT_FOLDERS:
            for file in sorted(
                file for prefix in _FONT_FILE_PREFIXES for file in (root / folder).glob(f"{prefix}-*.woff2")
            ):
                family = next((name for part, name in _FONT_FAMILIES.items() if part in file.name), "")
                unpacked = fonts.unpacked_font(self._app, file, family)
                self.project.write(f"fonts/{unpacked.name}", unpacked.read_bytes())
        self.project.write("publication.typ", book.publication_module(self._app, self._add_logo(root)))
        self.project.write("main.typ", self.create_book().main_module())
        self.project.remove_unused_files()

    def create_book(self, without: Set[str] = frozenset()) -> TypstBook:
        """Return the book. Documents in ``without``, which cannot be typeset, are omitted."""
        from .book import TypstBook  # noqa: PLC0415 -- as above

        modules = {docname: name for docname, name in self._modules.items() if docname not in without}
        left_out = tuple(label_literal(docname).rstrip('"') for docname in without)
        labels = set().union(*self.linked_labels.values()) & self._written_labels
        return TypstBook(self._app, modules, {label for label in labels if not label.startswith(left_out)})

    def _web_url(self, docname: str, anchor: str = "") -> str:
        """Return the full URL of a document, or of an anchor in it, on the site."""
        url = site.get_site(self._app).full_url(self.config.html_baseurl, docname)
        return f"{url}#{quote(anchor)}" if anchor else url

    def _add_logo(self, root: Path) -> str:
        """Add the publication's logo to the project and return its path, or an empty string if there is no logo."""
        file = root / (self.config.html_favicon or "")
        return self.project.add_image(file) if file.is_file() else ""

    def _add_image(self, writer: TypstWriter, node: nodes.image) -> str:
        """Add a node's image to the project and return its path.

        A broken image is reported, and the path is then empty.
        """
        file = responsive_images.edition_file(self._app, node["uri"])
        path = self.project.add_image(file) if file.is_file() else ""
        if not path:
            message = f"the PDF cannot show image {quoted(file.name)}: save it again as PNG or JPEG"
            writer.add_problem(ProblemKind.EDITION_IMAGE, message, node)
        return path

    def _post_facts(self, post: Post, writer: TypstWriter) -> str:
        """Return the facts about a post that the templates show, as Typst code for a dictionary."""
        current = site.get_site(self._app)
        library = current.library
        language = post.lang or self.config.language or "en"
        internal_links = (
            f"({string_literal(text)}, {url_literal(url)}, {readable_url_literal(url)})"
            for url, text in writer.internal_links.items()
        )
        date = current.format_date(post.when, self.config.language or "en") if post.is_post else ""
        changed = post.last_changed if post.is_post else library.clock
        url = self._web_url(post.path)
        return dictionary_literal(
            [
                ("label", label_literal(post.path)),
                ("title", string_literal(post.title)),
                ("lang", string_literal(language)),
                ("category", string_literal(", ".join(term.name for term in library.terms_of(post, "category")))),
                ("date", string_literal(date)),
                ("updated", f"(year: {changed.year}, month: {changed.month}, day: {changed.day})"),
                ("authors", array_literal(string_literal(library.authors.get(key, key)) for key in post.authors)),
                ("description", string_literal(post.description)),
                ("keywords", array_literal(string_literal(term.name) for term in library.terms_of(post, "tag"))),
                ("series", string_literal(self._series_line(post))),
                ("url", url_literal(url)),
                ("display-url", readable_url_literal(url)),
                ("internal-links", array_literal(internal_links)),
            ]
        )

    def _series_line(self, post: Post) -> str:
        """Return a post's position in its series, such as ``Trials, part 2 of 3``, or an empty string."""
        for term in site.get_site(self._app).library.terms_of(post, "series"):
            oldest_first = list(reversed(term.posts))
            return f"{term.name}, part {oldest_first.index(post) + 1} of {len(oldest_first)}"
        return ""


def module_name(docname: str) -> str:
    """Return the path of a document's file in the Typst project. The path is ASCII and unique to the document."""
    return f"posts/{quote(docname, safe='').replace('%', '=')}.typ"


def _source_list(docname: str, sources: tuple[ExternalSource, ...]) -> str:
    """Return markup that lists a post's sources, or an empty string if there are none."""
    if not sources:
        return ""
    items = (
        f"source({label_literal(docname, f'source-{source.number}')}, "
        f"{f'[{text_markup(source.text)}]' if source.text else 'none'}, "
        f"{string_literal(source.host)}, {url_literal(source.url)}, {readable_url_literal(source.url)})"
        for source in sources
    )
    return f"\n\n#sources({', '.join(items)});\n"
