"""Finds the image files for each document, reports missing files and alt text, and prepares images for pages.

In a post, ``/media/x.png`` is the file ``_static/media/x.png``, ``/x.png`` is ``_static/root/x.png``, and any other
path is relative to the post. ``pictures.responsive_images`` makes smaller copies of images.
"""

from __future__ import annotations

import mimetypes
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.directives.patches import Figure
from sphinx.transforms import SphinxTransform
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.osutil import relative_uri

from publication.build import problem_report, site
from publication.core.addresses import media_files
from publication.core.formats import image_tags
from publication.core.formats.image_widths import PictureRole, UnusablePictureError, css_pixels, img_attributes
from publication.core.problems import Problem, ProblemKind, printable, quoted
from publication.pictures import responsive_images

from .title_block import add_to_title_block

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sphinx.application import Sphinx

    from publication.core.formats.image_widths import PictureFile
    from publication.core.posts.post import Post

_MAX_URL_LENGTH = 100  # characters; a message shows only the file name of a longer URL
DECORATIVE_CLASS = "decorative"
"""The class that marks an image as decorative, so that it needs no alt text: ``![](x.png){.decorative}``."""
_ALT_IN_HTML = 'add `alt="What it shows"`, or `alt=""`'


class CreditedFigure(Figure):
    """The ``figure`` directive with an extra ``credit`` option, which is shown below the caption."""

    option_spec = {**(Figure.option_spec or {}), "credit": directives.unchanged}  # noqa: RUF012 -- docutils declares it in this way

    def run(self) -> list[nodes.Node]:
        """Build the figure, with the credit as the last paragraph of its legend."""
        credit = " ".join((self.options.pop("credit", None) or "").split())
        result = super().run()
        if credit and isinstance(figure := result[0], nodes.figure):
            legend = next(iter(figure.findall(nodes.legend)), None)
            if legend is None:
                legend = nodes.legend()
                figure += legend
            legend += nodes.paragraph(credit, credit, classes=["credit"])
        return result


class ImageCaptions(SphinxTransform):
    """Converts an image that has a title and is alone in its paragraph to a figure with that title as its caption."""

    default_priority = 200  # before Sphinx adds anchors to figures (210)

    def apply(self, **kwargs: Any) -> None:  # noqa: ARG002 -- docutils passes it
        """Convert the images in one document."""
        for image in list(self.document.findall(nodes.image)):
            inner = image.parent if isinstance(image.parent, nodes.reference) else image
            paragraph = inner.parent
            is_alone = len(paragraph) == 1 and len(inner.parent if inner is image else inner) == 1
            if image.get("title") and isinstance(paragraph, nodes.paragraph) and is_alone:
                caption = nodes.caption(image["title"], image["title"])
                caption.source, caption.line = paragraph.source, paragraph.line
                del image["title"]
                paragraph.replace_self(nodes.figure("", inner, caption))


def find_images(app: Sphinx, doctree: nodes.document) -> None:
    """Handle ``doctree-read``: set each image's file, and insert the post's cover.

    An image that cannot be shown is reported and replaced by its alt text. This handler runs before Sphinx collects
    the document's images.
    """
    finder = _ImageFinder(app)
    for node in list(doctree.findall(nodes.image)):
        finder.process_image(node)
    for raw in doctree.findall(nodes.raw):
        if "html" in raw.get("format", "").split():
            finder.process_raw_html(raw)
    finder.insert_cover(doctree)


class _ImageFinder:
    """Finds the image files for the document that is being read, and reports problems with them."""

    def __init__(self, app: Sphinx) -> None:
        self._app, self._env, self._root = app, app.env, Path(app.srcdir)
        self._docname = app.env.docname
        self._file = app.env.doc2path(self._docname, base=False).as_posix()
        self._pictures: dict[str, PictureFile] = {}
        responsive_images.PICTURES_BY_DOCUMENT.by_docname(app.env)[self._docname] = self._pictures

    def process_image(self, node: nodes.image) -> None:
        """Find and check an image that was written in Markdown or with a directive."""
        url, line = node["uri"], _line(node)
        is_decorative = DECORATIVE_CLASS in node["classes"]
        if is_decorative:
            node["classes"].remove(DECORATIVE_CLASS)
        if "alt" not in node and not is_decorative:
            self._report_missing_alt(url, line, _repairs(node)[0])
        node["alt"] = "" if is_decorative else " ".join(node.get("alt", "").split())
        if media_files.is_remote(url):
            if url.startswith("//"):
                node["uri"] = "https:" + url
            if not (node.get("width") and node.get("height")):
                self._report_missing_size(url, line, _repairs(node)[1])
            return
        file = self._find_usable_file(url, line)
        if file is None:
            text = node["alt"] or PurePosixPath(url).name
            node.replace_self(nodes.inline(text, text, classes=["missing-image"]))
            return
        node["uri"] = "/" + file
        if picture := self._pictures.get(file):
            # Editions need the picture's own size, while `width` and `height` stay as the author wrote them.
            node["pixels"] = (picture.width, picture.height)

    def process_raw_html(self, node: nodes.raw) -> None:
        """Find and check the images in raw HTML. ``PageImages`` changes the HTML later."""
        for tag in image_tags.find_image_tags(node.astext()):
            url, line = tag.attributes.get("src", ""), (node.line or 1) + tag.line
            if "alt" not in tag.attributes:
                self._report_missing_alt(url, line, _ALT_IN_HTML)
            if url and not media_files.is_remote(url) and (file := self._find_usable_file(url, line)):
                self._env.note_dependency(file)
                self._env.images.add_file(self._docname, file)

    def insert_cover(self, doctree: nodes.document) -> None:
        """Insert the cover and its credit below the title and the description.

        A cover on another site is not inserted. It is used only as the post's preview image.
        """
        post = site.get_site(self._env).post(self._docname)
        section = next(iter(doctree.findall(nodes.section)), None)
        if post is None or section is None or not post.is_post or not post.cover or media_files.is_remote(post.cover):
            return
        file = media_files.find_media_file(post.cover, post.file, self._root)
        if file is None or not self._can_be_shown(file, post.line("cover")):
            return
        add_to_title_block(section, _cover_figure(file, post, self._pictures[file]))

    def _find_usable_file(self, url: str, line: int) -> str | None:
        """Return an image's file. If the file is missing or cannot be shown, report the problem and return None."""
        file = media_files.find_media_file(url, self._file, self._root)
        if file is None:
            wanted = media_files.expected_file(url, self._file)
            self._env.note_dependency(wanted)
            message = f"image {quoted(url)} is missing: add the file {printable(wanted)}, or correct the name"
            self._record_problem(ProblemKind.IMAGE_MISSING, message, line)
            return None
        is_video = (mimetypes.guess_type(file)[0] or "").startswith("video/")
        return file if is_video or self._can_be_shown(file, line) else None

    def _can_be_shown(self, file: str, line: int) -> bool:
        """Whether a file is a usable picture. Records a usable picture for this document, and reports any other."""
        try:
            self._pictures[file], removed = responsive_images.examine_picture(self._app, file)
        except UnusablePictureError as error:
            self._env.note_dependency(file)
            message = f"image {quoted(file, 100)} cannot be shown, because {error}: "
            self._record_problem(ProblemKind.IMAGE_BROKEN, message + "save it again as JPEG, PNG, WebP or SVG", line)
            return False
        if removed:
            message = f"image {quoted(file, 100)} contains {', '.join(removed)}, removed for safety: "
            self._record_problem(ProblemKind.IMAGE_UNSAFE, message + "check that the image still looks right", line)
        return True

    def _report_missing_alt(self, url: str, line: int, repair: str) -> None:
        message = f"image {quoted(url)} has no alt text: {repair} if it is purely decorative"
        self._record_problem(ProblemKind.IMAGE_ALT, message, line)

    def _report_missing_size(self, url: str, line: int, repair: str) -> None:
        message = (
            f"image {quoted(url)} is on another site and has no width and height, so the text moves while it loads"
        )
        self._record_problem(ProblemKind.IMAGE_SIZE, f"{message}: {repair}, or save the file next to the post", line)

    def _record_problem(self, kind: ProblemKind, message: str, line: int) -> None:
        problem_report.record_problem(self._env, self._docname, Problem(kind, message, self._file, line))


def _cover_figure(file: str, post: Post, picture: PictureFile) -> nodes.figure:
    image = nodes.image(uri="/" + file, alt=post.cover_alt, pixels=(picture.width, picture.height))
    figure = nodes.figure("", image, classes=["post-cover"], ids=["cover"])
    if post.cover_credit:
        figure += nodes.caption(post.cover_credit, post.cover_credit)
    return figure


def _repairs(node: nodes.image) -> tuple[str, str]:
    """Return advice for adding alt text and a size to an image, in the syntax that the author used for the image.

    MyST stores the source of an HTML image or a directive in ``rawsource``, which is empty for a Markdown image.
    """
    if node.rawsource.startswith("<"):
        return _ALT_IN_HTML, 'add `width="640" height="480"`'
    if node.rawsource:
        alt = f"add the line `:alt: What it shows`, or `:class: {DECORATIVE_CLASS}`"
        return alt, "add the lines `:width: 640px` and `:height: 480px`"
    url = node["uri"]
    typed = printable(url if len(url) <= _MAX_URL_LENGTH else PurePosixPath(url).name[:_MAX_URL_LENGTH])
    alt = f"write `![What it shows]({typed})`, or `![]({typed}){{.{DECORATIVE_CLASS}}}`"
    return alt, "add `{width=640 height=480}` after it"


def _line(node: nodes.Node) -> int:
    current: nodes.Node | None = node
    while current is not None and not current.line:  # Sphinx removes the line of an image without alt text.
        current = current.parent
    return (current.line if current is not None else None) or 1


class PageImages(SphinxPostTransform):
    """Prepares images for pages: sets each image node's ``html`` attribute to the attributes of its ``<img>``.

    Changes the ``<img>`` elements in raw HTML in the same way.
    """

    builders = ("dirhtml",)
    default_priority = 60

    def run(self, **kwargs: Any) -> None:  # noqa: ARG002 -- docutils passes it
        """Prepare the images in one document."""
        for node in self.document.findall(nodes.image):
            self._set_html_attributes(node)
        for raw in self.document.findall(nodes.raw):
            if "html" in raw.get("format", "").split() and (text := raw.astext()):
                changed = image_tags.rewrite_image_tags(text, self._raw_html_attributes)
                if changed != text:
                    raw.rawsource = changed
                    raw.children = [nodes.Text(changed)]
        for figure in self.document.findall(nodes.figure):
            # The width would become a style attribute, which the site's Content-Security-Policy forbids.
            figure.attributes.pop("width", None)

    def _set_html_attributes(self, node: nodes.image) -> None:
        parent = node.parent.parent if isinstance(node.parent, nodes.reference) else node.parent
        is_cover = isinstance(parent, nodes.figure) and "post-cover" in parent["classes"]
        role = PictureRole.COVER if is_cover else PictureRole.TEXT
        author_sizes = (str(node.get(name, "")) for name in ("width", "height", "scale"))
        image = responsive_images.page_image(self._app, node["uri"], role, node.get("alt", ""), *author_sizes)
        if image is not None:
            node["html"] = img_attributes(image, self._url_for)
            # "?" tells Sphinx not to copy the image, because `responsive_images` copies it.
            node["candidates"] = {"?": ""}
        elif media_files.is_remote(node["uri"]):
            node["html"] = {"src": node["uri"], "alt": node.get("alt", ""), "loading": "lazy", "decoding": "async"}
            sizes = {
                name: str(round(size))
                for name in ("width", "height")
                if (size := css_pixels(str(node.get(name, ""))))
            }
            node["html"] |= sizes
        if "html" in node and node.get("title"):
            node["html"]["title"] = node["title"]

    def _raw_html_attributes(self, typed: Mapping[str, str]) -> Mapping[str, str]:
        """The attributes of an image in raw HTML: the author's own, completed with any that are missing."""
        url = typed.get("src", "")
        document_file = self.env.doc2path(self.env.docname, base=False).as_posix()
        file = media_files.find_media_file(url, document_file, Path(self.env.srcdir)) if url else None
        if file is None or media_files.is_remote(url):
            return typed
        author_sizes = (typed.get("width", ""), typed.get("height", ""))
        image = responsive_images.page_image(self._app, file, PictureRole.TEXT, typed.get("alt", ""), *author_sizes)
        if image is None:
            return typed
        ours = img_attributes(image, self._url_for)
        kept = {name: value for name, value in typed.items() if name not in ("src", "width", "height")}
        return {**ours, **kept} if "srcset" not in kept else {**ours, "sizes": "", **kept}

    @property
    def _app(self) -> Sphinx:
        return self.env._app  # noqa: SLF001 -- Sphinx has no public way from here to the builder

    def _url_for(self, path: str) -> str:
        """The relative URL from the page to a path below the site's root."""
        return relative_uri(self._app.builder.get_target_uri(self.env.docname), path)


class RemoteImages(SphinxPostTransform):
    """Replaces images on other sites with links in builders that must not download anything, such as EPUB and PDF."""

    default_priority = 50  # before Sphinx downloads images (100)

    def run(self, **kwargs: Any) -> None:  # noqa: ARG002 -- docutils passes it
        """Replace the remote images in one document, unless the builder can show them."""
        if self.env._app.builder.supported_remote_images:  # noqa: SLF001 -- Sphinx has no public way from here to the builder
            return
        for node in list(self.document.findall(nodes.image)):
            url = node["uri"]
            if "://" in url:
                text = node.get("alt") or url
                reference = nodes.reference(text, text, refuri=url)
                is_inline = isinstance(node.parent, nodes.TextElement)
                node.replace_self(reference if is_inline else nodes.paragraph("", "", reference))


def add_image_support(app: Sphinx) -> None:
    """Add the directive and the transforms for images. Called from ``setup``."""
    app.add_directive("figure", CreditedFigure, override=True)
    app.add_transform(ImageCaptions)
    app.add_post_transform(RemoteImages)
    app.add_post_transform(PageImages)
