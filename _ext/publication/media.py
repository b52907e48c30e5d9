"""Images of posts, and the files that are served as they are.

``/media/x.png`` in a post is ``_static/media/x.png``, ``/x.png`` is ``_static/root/x.png``, and anything
else is beside the post. The first two keep their addresses on the site.
"""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform

from . import report, site
from .core import checks
from .core.problems import Code, Problem, shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

    from .core.post import Post

SERVED = {checks.MEDIA: "media", checks.ROOT_FILES: ""}
"""The folders of files that are served as they are, and the site paths they are served at."""


def find_images(app: Sphinx, doctree: nodes.document) -> None:
    """``doctree-read``, before Sphinx collects images: name each by its file; a missing one is its text."""
    env = app.env
    docname = env.docname
    if site.of(env).post(docname) is None:
        return
    file = env.doc2path(docname, base=False).as_posix()
    for node in list(doctree.findall(nodes.image)):
        address = node["uri"]
        if checks.is_remote(address):
            if address.startswith("//"):
                node["uri"] = "https:" + address
            continue
        found = checks.media_file(address, file, Path(env.srcdir))
        if found:
            node["uri"] = "/" + found
            continue
        wanted = checks.wanted_file(address, file)
        env.note_dependency(wanted)
        message = f"an image must exist, found no {wanted} for {shown(address)}; add the file or correct the name"
        report.record(env, docname, Problem(Code.IMAGE_MISSING, message, file, _line(node)))
        text = node.get("alt") or PurePosixPath(address).name
        node.replace_self(nodes.inline(text, text, classes=["missing-image"]))
    _add_cover(doctree, site.of(env).post(docname), Path(env.srcdir))


def _add_cover(doctree: nodes.document, post: Post | None, root: Path) -> None:
    """Put the cover below title and description, with its credit. A cover on the web is a preview picture only."""
    if post is None or not post.is_post or not post.cover or checks.is_remote(post.cover):
        return
    found = checks.media_file(post.cover, post.file, root)
    section = next(iter(doctree.findall(nodes.section)), None)
    if found is None or section is None:
        return
    figure = nodes.figure("", nodes.image(uri="/" + found, alt=post.cover_alt), classes=["post-cover"], ids=["cover"])
    if post.cover_credit:
        figure += nodes.caption(post.cover_credit, post.cover_credit)
    place = 2 if post.description else 1
    section.insert(place, figure)


def _line(node: nodes.Node) -> int:
    current: nodes.Node | None = node
    while current is not None and current.line is None:
        current = current.parent
    return (current.line if current is not None else None) or 1


def name_images(app: Sphinx, env: BuildEnvironment) -> None:
    """``env-updated``: names in ``_images`` that do not depend on the order of reading.

    Sphinx numbers files of equal names as it meets them, which differs between processes.
    """
    for path, (docnames, _) in list(env.images.items()):
        name = PurePosixPath(path)
        digest = hashlib.sha256(path.encode()).hexdigest()[:8]
        env.images[path] = (docnames, f"{name.stem}-{digest}{name.suffix}")


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


def served_files(root: Path) -> Iterator[tuple[Path, str]]:
    """Every file that is served as it is, with its place below the site's root; hidden ones are passed over."""
    for folder, place in SERVED.items():
        top = root / folder
        for file in sorted(top.rglob("*")):
            parts = file.relative_to(top).parts
            if file.is_file() and not any(part.startswith(".") and part != ".well-known" for part in parts):
                yield file, "/".join((place, *parts)) if place else "/".join(parts)


def copy_served(app: Sphinx, exception: Exception | None) -> None:
    """``build-finished``: put the served files in their places; an unchanged one is left alone."""
    if exception or app.builder.name != "dirhtml":
        return
    for file, place in served_files(Path(app.srcdir)):
        target = Path(app.outdir, place)
        before, after = file.stat(), target.stat() if target.is_file() else None
        if after and (after.st_mtime_ns, after.st_size) == (before.st_mtime_ns, before.st_size):
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(file, target)
