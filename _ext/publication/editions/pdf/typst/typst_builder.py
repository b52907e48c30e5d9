"""The builder ``typst``: the posts as one Typst project, which can be set by hand as well.

``main.typ`` is the book, ``post.typ`` sets a post alone; each post is a module in ``posts/``. From the project:
``typst compile --font-path fonts main.typ``, or with ``--input post=posts/x.typ`` and ``post.typ``.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from docutils import nodes
from sphinx.builders import Builder
from sphinx.errors import NoUri

from publication.build import report, site
from publication.core.posts.external_sources import listed
from publication.core.problems import ProblemKind, quoted
from publication.pictures import fonts, responsive_images

from . import text as typst

if TYPE_CHECKING:
    from collections.abc import Set

    from publication.core.posts.external_sources import Source
    from publication.core.posts.post import Post

    from .assets import Project
    from .book import Book
    from .writer import Writer

TEMPLATE = "_templates/pdf"
"""Where the design of the PDF is, from the publication's root."""
_FAMILIES = {
    "latin-ext": "Latin Extended",
    "hanja": "Noto Serif KR Hanja",
    "signs": "Noto Serif KR Signs",
    "noto-serif-kr": "Noto Serif KR",
    "noto-serif-jp": "Noto Serif JP",
    "noto-serif-sc": "Noto Serif SC",
}
"""Names for fonts that share one with another, or have none that a template can use, by a part of their file's."""
_FILES = ("source", "noto", "amiri")
"""What the names of the fonts' files begin with."""
SCHEME = "doc:"


class TypstBuilder(Builder):
    """Writes the project. Every document is written each time: what it costs is setting it."""

    name = "typst"
    format = "typst"
    epilog = "The Typst project is in %(outdir)s."
    supported_image_types = ["image/svg+xml", "image/png", "image/jpeg", "image/webp", "image/gif", "image/avif"]  # noqa: RUF012 -- as Sphinx has it
    supported_data_uri_images = True
    project: Project

    @property
    def folder(self) -> Path:
        """Where the project is."""
        return Path(self.outdir)

    def init(self) -> None:
        """Begin a project."""
        from .assets import Project  # noqa: PLC0415 -- a build of the site sets no PDF

        self.project = Project(self.folder)
        self.wanted: dict[str, set[str]] = {}
        self.labels: set[str] = set()
        self.modules: dict[str, str] = {}

    def get_outdated_docs(self) -> list[str]:
        """All posts and pages."""
        return list(site.of(self._app).library.documents)

    def get_target_uri(self, docname: str, typ: str | None = None) -> str:
        """An address that the writer knows again. What is in no edition has none, and is linked on the web."""
        if site.of(self._app).post(docname) is None:
            raise NoUri(docname, typ)
        return SCHEME + quote(docname)

    def get_relative_uri(self, from_: str, to: str, typ: str | None = None) -> str:  # noqa: ARG002 -- as above
        """The same from everywhere."""
        return self.get_target_uri(to, typ)

    def prepare_writing(self, docnames: Set[str]) -> None:  # noqa: ARG002 -- as above
        """Load the handlers."""
        from . import blocks, figures, inline, tables  # noqa: F401, PLC0415

    def write_doc(self, docname: str, doctree: nodes.document) -> None:
        """Write the module of a post or page."""
        from publication.editions import raw_html  # noqa: PLC0415 -- as above

        from .writer import Writer  # noqa: PLC0415

        post = site.of(self._app).post(docname)
        if post is None:
            return
        self.post_process_images(doctree)
        raw_html.replace(doctree)
        links = ((node["refuri"], node.astext()) for node in doctree.findall(nodes.reference) if node.get("refuri"))
        sources = listed(links, self.config.html_baseurl)
        writer = Writer(
            docname=docname,
            file=post.file,
            image=lambda node: self._image(writer, node),
            formula=self.project.formula,
            web=self.web,
            sources={source.address: source.number for source in sources},
        )
        body = writer.document(doctree)
        about = self._about(post, writer)
        end = _sources(docname, sources)
        module = (
            f'// Made from {post.file}: changes here are lost.\n#import "/edition.typ": *\n\n'
            f"// {post.file}:{post.line('title')}\n#let about = {about}\n\n#let body(to) = [\n{body}{end}\n]\n"
        )
        self.modules[docname] = module_name(docname)
        self.project.write(module_name(docname), module)
        self.wanted[docname] = writer.wanted
        self.labels |= {typst.label(docname, name) for name in writer.placed} | {typst.label(docname)}
        for problem in writer.problems:
            report.record(self.env, docname, problem)

    def finish(self) -> None:
        """Write what the posts stand in."""
        from . import book  # noqa: PLC0415 -- as above

        root = Path(self._app.srcdir)
        for file in sorted((root / TEMPLATE).glob("*.*")):
            self.project.write(file.name, file.read_bytes())
        for folder in fonts.FOLDERS:
            for file in sorted(file for name in _FILES for file in (root / folder).glob(f"{name}-*.woff2")):
                family = next((name for part, name in _FAMILIES.items() if part in file.name), "")
                unpacked = fonts.unpacked(self._app, file, family)
                self.project.write(f"fonts/{unpacked.name}", unpacked.read_bytes())
        self.project.write("publication.typ", book.publication(self._app, self._mark(root)))
        self.project.write("main.typ", self.book().main())
        self.project.remove_stale()

    def book(self, without: Set[str] = frozenset()) -> Book:
        """The book, without the documents that cannot be set."""
        from .book import Book  # noqa: PLC0415 -- as above

        modules = {docname: name for docname, name in self.modules.items() if docname not in without}
        left_out = tuple(typst.label(docname).rstrip('"') for docname in without)
        wanted = set().union(*self.wanted.values()) & self.labels
        return Book(self._app, modules, {label for label in wanted if not label.startswith(left_out)})

    def web(self, docname: str, anchor: str = "") -> str:
        """The address of a document on the web."""
        address = site.of(self._app).address(self.config.html_baseurl, docname)
        return f"{address}#{quote(anchor)}" if anchor else address

    def _mark(self, root: Path) -> str:
        """The publication's sign, in the project."""
        file = root / (self.config.html_favicon or "")
        return self.project.image(file) if file.is_file() else ""

    def _image(self, writer: Writer, node: nodes.image) -> str:
        file = responsive_images.file_for_editions(self._app, node["uri"])
        path = self.project.image(file) if file.is_file() else ""
        if not path:
            message = f"an image must be one that can be read, found {quoted(file.name)}; save it again as PNG or JPEG"
            writer.problem(ProblemKind.EDITION_IMAGE, message, node)
        return path

    def _about(self, post: Post, writer: Writer) -> str:
        """What is known of a post, as a dictionary."""
        current = site.of(self._app)
        library = current.library
        language = post.lang or self.config.language or "en"
        own = (
            f"({typst.literal(text)}, {typst.address(to)}, {typst.readable(to)})" for to, text in writer.own.items()
        )
        changed = post.changed if post.is_post else library.clock
        return typst.dictionary(
            [
                ("place", typst.label(post.path)),
                ("title", typst.literal(post.title)),
                ("lang", typst.literal(language)),
                ("category", typst.literal(", ".join(term.name for term in library.terms_of(post, "category")))),
                ("date", typst.literal(current.day(post.when, self.config.language or "en") if post.is_post else "")),
                ("changed", f"(year: {changed.year}, month: {changed.month}, day: {changed.day})"),
                ("authors", typst.array(typst.literal(library.authors.get(key, key)) for key in post.authors)),
                ("description", typst.literal(post.description)),
                ("keywords", typst.array(typst.literal(term.name) for term in library.terms_of(post, "tag"))),
                ("series", typst.literal(self._series(post))),
                ("address", typst.address(self.web(post.path))),
                ("shown", typst.readable(self.web(post.path))),
                ("own", typst.array(own)),
            ]
        )

    def _series(self, post: Post) -> str:
        """The place of a post in its series: ``Trials, part 2 of 3``."""
        for term in site.of(self._app).library.terms_of(post, "series"):
            oldest_first = list(reversed(term.posts))
            return f"{term.name}, part {oldest_first.index(post) + 1} of {len(oldest_first)}"
        return ""


def module_name(docname: str) -> str:
    """The file of a document's module: in ASCII, and no two share one."""
    return f"posts/{quote(docname, safe='').replace('%', '=')}.typ"


def _sources(docname: str, sources: tuple[Source, ...]) -> str:
    if not sources:
        return ""
    items = (
        f"source({typst.label(docname, f'source-{source.number}')}, "
        f"{f'[{typst.text(source.text)}]' if source.text else 'none'}, "
        f"{typst.literal(source.host)}, {typst.address(source.address)}, {typst.readable(source.address)})"
        for source in sources
    )
    return f"\n\n#sources({', '.join(items)});\n"
