"""Images in documents: found by their files, checked, and written into pages.

``/media/x.png`` in a post is ``_static/media/x.png``, ``/x.png`` is ``_static/root/x.png``, and anything
else is beside the post. What is made of the files is in ``pictures``.
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

from publication.build import report, site
from publication.core.addresses import media_files
from publication.core.formats import image_tags
from publication.core.formats.image_sizes import PictureRole, UnusablePictureError, css_pixels, img_attributes
from publication.core.problems import Problem, ProblemKind, printable, quoted
from publication.pictures import responsive_images

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sphinx.application import Sphinx

    from publication.core.formats.image_sizes import PictureFile
    from publication.core.posts.post import Post

_LONGEST = 100  # characters of an address that a message shows in full
DECORATIVE_CLASS = "decorative"
"""The class of an image that says nothing: ``![](x.png){.decorative}``."""
_ALT_IN_BLOCK = f"add the line `:alt: What it shows`, or `:class: {DECORATIVE_CLASS}`"


class CreditedFigure(Figure):
    """A figure that may say who made its picture, in a last line of its own: ``:credit: Photograph: …``."""

    option_spec = {**(Figure.option_spec or {}), "credit": directives.unchanged}  # noqa: RUF012 -- as docutils has it

    def run(self) -> list[nodes.Node]:
        """Make the figure."""
        credit = " ".join((self.options.pop("credit", None) or "").split())
        found = super().run()
        if credit and isinstance(figure := found[0], nodes.figure):
            legend = next(iter(figure.findall(nodes.legend)), None)
            if legend is None:
                legend = nodes.legend()
                figure += legend
            legend += nodes.paragraph(credit, credit, classes=["credit"])
        return found


class ImageCaptions(SphinxTransform):
    """An image that is alone in its paragraph and has a title is a figure, and the title its caption."""

    default_priority = 200  # before Sphinx gives figures their anchors (210)

    def apply(self, **kwargs: Any) -> None:  # noqa: ARG002 -- docutils gives it
        """Change the paragraphs of one document."""
        for image in list(self.document.findall(nodes.image)):
            inner = image.parent if isinstance(image.parent, nodes.reference) else image
            paragraph = inner.parent
            alone = len(paragraph) == 1 and len(inner.parent if inner is image else inner) == 1
            if image.get("title") and isinstance(paragraph, nodes.paragraph) and alone:
                caption = nodes.caption(image["title"], image["title"])
                caption.source, caption.line = paragraph.source, paragraph.line
                del image["title"]
                paragraph.replace_self(nodes.figure("", inner, caption))


def find_images(app: Sphinx, doctree: nodes.document) -> None:
    """``doctree-read``, before Sphinx collects images: name each by its file.

    One that cannot be shown is a problem, and its text stands in its place.
    """
    finder = _Finder(app)
    for node in list(doctree.findall(nodes.image)):
        finder.image(node)
    for raw in doctree.findall(nodes.raw):
        if "html" in raw.get("format", "").split():
            finder.raw(raw)
    finder.cover(doctree)


class _Finder:
    """Finds the images of the document that is being read, and tells what is wrong with them."""

    def __init__(self, app: Sphinx) -> None:
        self._app, self._env, self._root = app, app.env, Path(app.srcdir)
        self._docname = app.env.docname
        self._file = app.env.doc2path(self._docname, base=False).as_posix()
        self._shown: dict[str, PictureFile] = {}
        responsive_images.PICTURES_BY_DOCUMENT.by_docname(app.env)[self._docname] = self._shown

    def image(self, node: nodes.image) -> None:
        """An image in Markdown, or of a directive."""
        address, line = node["uri"], _line(node)
        decorative = DECORATIVE_CLASS in node["classes"]
        if decorative:
            node["classes"].remove(DECORATIVE_CLASS)
        if "alt" not in node and not decorative:
            self._no_alt(address, line, _ALT_IN_BLOCK if _is_block(node) else _alt_in_markdown(address))
        node["alt"] = "" if decorative else " ".join(node.get("alt", "").split())
        if media_files.is_remote(address):
            if address.startswith("//"):
                node["uri"] = "https:" + address
            if not (node.get("width") and node.get("height")):
                self._no_size(address, line, in_block=_is_block(node))
            return
        found = self._found(address, line)
        if found is None:
            text = node["alt"] or PurePosixPath(address).name
            node.replace_self(nodes.inline(text, text, classes=["missing-image"]))
            return
        node["uri"] = "/" + found
        if picture := self._shown.get(found):
            node["pixels"] = (picture.width, picture.height)  # for editions: the author's width and height stay

    def raw(self, node: nodes.raw) -> None:
        """The images in raw HTML. It stays as it is: ``Images`` writes their addresses into pages."""
        for tag in image_tags.find_image_tags(node.astext()):
            address, line = tag.attributes.get("src", ""), (node.line or 1) + tag.line
            if "alt" not in tag.attributes:
                self._no_alt(address, line, 'add `alt="What it shows"`, or `alt=""`')
            if address and not media_files.is_remote(address) and (found := self._found(address, line)):
                self._env.note_dependency(found)
                self._env.images.add_file(self._docname, found)

    def cover(self, doctree: nodes.document) -> None:
        """Put the cover below title and description, with its credit. One on the web is a preview picture only."""
        post = site.get_site(self._env).post(self._docname)
        section = next(iter(doctree.findall(nodes.section)), None)
        if post is None or section is None or not post.is_post or not post.cover or media_files.is_remote(post.cover):
            return
        found = media_files.find_file(post.cover, post.file, self._root)
        if found is None or not self._examined(found, post.line("cover")):
            return
        section.insert(2 if post.description else 1, _cover(found, post, self._shown[found]))

    def _found(self, address: str, line: int) -> str | None:
        """The file of an image in the text, where it exists and can be shown."""
        found = media_files.find_file(address, self._file, self._root)
        if found is None:
            wanted = media_files.expected_file(address, self._file)
            self._env.note_dependency(wanted)
            message = f"image {quoted(address)} is missing: add the file {printable(wanted)}, or correct the name"
            self._problem(ProblemKind.IMAGE_MISSING, message, line)
            return None
        is_film = (mimetypes.guess_type(found)[0] or "").startswith("video/")
        return found if is_film or self._examined(found, line) else None

    def _examined(self, file: str, line: int) -> bool:
        """Whether a file can be shown; a picture of this document then."""
        try:
            self._shown[file], removed = responsive_images.examine_picture(self._app, file)
        except UnusablePictureError as error:
            self._env.note_dependency(file)
            message = f"image {quoted(file, 100)} cannot be shown, because {error}: "
            self._problem(ProblemKind.IMAGE_BROKEN, message + "save it again as JPEG, PNG, WebP or SVG", line)
            return False
        if removed:
            message = f"image {quoted(file, 100)} contains {', '.join(removed)}, removed for safety: "
            self._problem(ProblemKind.IMAGE_UNSAFE, message + "check that the image still looks right", line)
        return True

    def _no_alt(self, address: str, line: int, repair: str) -> None:
        message = f"image {quoted(address)} has no alt text: {repair} if it is purely decorative"
        self._problem(ProblemKind.IMAGE_ALT, message, line)

    def _no_size(self, address: str, line: int, *, in_block: bool) -> None:
        message = f"image {quoted(address)} is on another site and has no width and height"
        repair = "add `{width=640 height=480}` after it"
        if in_block:
            repair = "add the lines `:width: 640px` and `:height: 480px`"
        message += f", so the text moves while it loads: {repair}, or save the file next to the post"
        self._problem(ProblemKind.IMAGE_SIZE, message, line)

    def _problem(self, code: ProblemKind, message: str, line: int) -> None:
        report.record(self._env, self._docname, Problem(code, message, self._file, line))


def _cover(file: str, post: Post, picture: PictureFile) -> nodes.figure:
    image = nodes.image(uri="/" + file, alt=post.cover_alt, pixels=(picture.width, picture.height))
    figure = nodes.figure("", image, classes=["post-cover"], ids=["cover"])
    if post.cover_credit:
        figure += nodes.caption(post.cover_credit, post.cover_credit)
    return figure


def _is_block(node: nodes.image) -> bool:
    """Whether an image was written as a block such as ``{figure}``: MyST keeps the text of those only."""
    return bool(node.rawsource)


def _alt_in_markdown(address: str) -> str:
    typed = printable(address if len(address) <= _LONGEST else PurePosixPath(address).name[:_LONGEST])
    return f"write `![What it shows]({typed})`, or `![]({typed}){{.{DECORATIVE_CLASS}}}`"


def _line(node: nodes.Node) -> int:
    current: nodes.Node | None = node
    while current is not None and not current.line:  # Sphinx takes the line of an image without words
        current = current.parent
    return (current.line if current is not None else None) or 1


class PageImages(SphinxPostTransform):
    """What a page writes for each image, as the attribute ``html`` of its node; those in raw HTML likewise."""

    builders = ("dirhtml",)
    default_priority = 60

    def run(self, **kwargs: Any) -> None:  # noqa: ARG002 -- docutils gives it
        """Change the images of one document."""
        for node in self.document.findall(nodes.image):
            self._image(node)
        for raw in self.document.findall(nodes.raw):
            if "html" in raw.get("format", "").split() and (text := raw.astext()):
                changed = image_tags.rewrite_image_tags(text, self._raw)
                if changed != text:
                    raw.rawsource = changed
                    raw.children = [nodes.Text(changed)]
        for figure in self.document.findall(nodes.figure):
            figure.attributes.pop("width", None)  # it would be a style in the page, which the site's policy forbids

    def _image(self, node: nodes.image) -> None:
        parent = node.parent.parent if isinstance(node.parent, nodes.reference) else node.parent
        is_cover = isinstance(parent, nodes.figure) and "post-cover" in parent["classes"]
        role = PictureRole.COVER if is_cover else PictureRole.TEXT
        measures = (str(node.get(name, "")) for name in ("width", "height", "scale"))
        shown_ = responsive_images.page_image(self._app, node["uri"], role, node.get("alt", ""), *measures)
        if shown_ is not None:
            node["html"] = img_attributes(shown_, self._at)
            node["candidates"] = {"?": ""}  # Sphinx shall not copy the file: `pictures` does
        elif media_files.is_remote(node["uri"]):
            node["html"] = {"src": node["uri"], "alt": node.get("alt", ""), "loading": "lazy", "decoding": "async"}
            sides = {
                name: str(round(size))
                for name in ("width", "height")
                if (size := css_pixels(str(node.get(name, ""))))
            }
            node["html"] |= sides
        if "html" in node and node.get("title"):
            node["html"]["title"] = node["title"]

    def _raw(self, given: Mapping[str, str]) -> Mapping[str, str]:
        """The attributes of an image in raw HTML: the author's, and those that are missing."""
        address = given.get("src", "")
        file = self.env.doc2path(self.env.docname, base=False).as_posix()
        found = media_files.find_file(address, file, Path(self.env.srcdir)) if address else None
        if found is None or media_files.is_remote(address):
            return given
        measures = (given.get("width", ""), given.get("height", ""))
        shown_ = responsive_images.page_image(self._app, found, PictureRole.TEXT, given.get("alt", ""), *measures)
        if shown_ is None:
            return given
        made = img_attributes(shown_, self._at)
        own = {name: value for name, value in given.items() if name not in ("src", "width", "height")}
        return {**made, **own} if "srcset" not in own else {**made, "sizes": "", **own}

    @property
    def _app(self) -> Sphinx:
        return self.env._app  # noqa: SLF001 -- Sphinx has no public way from here to the builder

    def _at(self, place: str) -> str:
        return relative_uri(self._app.builder.get_target_uri(self.env.docname), place)


class RemoteImages(SphinxPostTransform):
    """An image on the web becomes a link to it in an edition, which must not fetch anything."""

    default_priority = 50  # before Sphinx downloads (100)

    def run(self, **kwargs: Any) -> None:  # noqa: ARG002 -- docutils gives it
        """Replace the remote images of one document where the builder cannot show them."""
        if self.env._app.builder.supported_remote_images:  # noqa: SLF001 -- Sphinx has no public way from here to the builder
            return
        for node in list(self.document.findall(nodes.image)):
            address = node["uri"]
            if "://" in address:
                text = node.get("alt") or address
                reference = nodes.reference(text, text, refuri=address)
                inline = isinstance(node.parent, nodes.TextElement)
                node.replace_self(reference if inline else nodes.paragraph("", "", reference))


def add_image_support(app: Sphinx) -> None:
    """``setup``: the directive and the transforms of images."""
    app.add_directive("figure", CreditedFigure, override=True)
    app.add_transform(ImageCaptions)
    app.add_post_transform(RemoteImages)
    app.add_post_transform(PageImages)
