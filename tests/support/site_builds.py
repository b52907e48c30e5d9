"""Builds small publications with this repository's extension and templates."""

from __future__ import annotations

import io
import re
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import html5lib

from support import compiled_templates

if TYPE_CHECKING:
    from collections.abc import Mapping
    from xml.etree.ElementTree import Element

ROOT = Path(__file__).parents[2]
ROOTS = Path(__file__).parent / "roots"
TEMPLATE_FILES = ("conf.py", "index.md", "_templates", "_static")
CLOCK = "1790000000"  # 21 September 2026, 23:13:20 in Seoul


@dataclass
class Built:
    """The result of a build: its output, environment and warnings."""

    root: Path
    out: Path
    warnings: str
    status: int
    env: Any

    def path(self, url_path: str) -> Path:
        """Return the output file for a site path such as ``/posts/x/``."""
        name = url_path.strip("/")
        return self.out / name if "." in name.rpartition("/")[2] else self.out / name / "index.html"

    def has(self, url_path: str) -> bool:
        return self.path(url_path).is_file()

    def html(self, url_path: str) -> str:
        return self.path(url_path).read_text(encoding="utf-8")

    def page(self, url_path: str) -> Element:
        """Return the page, parsed the way browsers parse it. Elements have no namespace."""
        tree: Element = html5lib.parse(self.html(url_path), namespaceHTMLElements=False)
        return tree

    def text(self, url_path: str) -> str:
        """Return the text in the page's main element, on one line."""
        main = self.page(url_path).find(".//main")
        assert main is not None
        return " ".join("".join(main.itertext()).split())

    def links(self, url_path: str) -> list[str]:
        """Return the targets of the links in the page's main element."""
        main = self.page(url_path).find(".//main")
        assert main is not None
        return [link.get("href") or "" for link in main.iter("a")]

    def rows(self, url_path: str) -> list[str]:
        """Return the targets of the linked titles in a listing."""
        return [
            link.get("href") or "" for link in self.page(url_path).iter("a") if link.get("class") == "stretched-link"
        ]

    def messages(self) -> list[str]:
        """Return the build's warnings, one per line, with paths relative to the publication's folder."""
        plain = re.sub("\x1b\\[[0-9;]*m", "", self.warnings).replace(f"{self.root}/", "")
        return [line for line in plain.splitlines() if line.strip()]

    def files(self) -> dict[str, bytes]:
        """Return the bytes of every output file, keyed by path."""
        return {
            file.relative_to(self.out).as_posix(): file.read_bytes()
            for file in sorted(self.out.rglob("*"))
            if file.is_file()
        }

    def everything(self) -> bytes:
        """Return the names and bytes of all output files, so that tests can search for text that must not occur."""
        return b"\n".join(name.encode() + b"\n" + data for name, data in self.files().items())


class Build(Protocol):
    """Build a publication from a sample site or from a mapping of files. Accepts the same options as ``run``."""

    def __call__(
        self,
        name: str | None = None,
        files: Mapping[str, str | bytes | None] | None = None,
        builder: str = "dirhtml",
        **options: Any,
    ) -> Built: ...


def prepare(root: Path, name: str | None) -> None:
    """Copy this repository's templates and settings, and a sample site's posts, into a folder."""
    root.mkdir(parents=True, exist_ok=True)
    for part in TEMPLATE_FILES:
        source = ROOT / part
        if source.is_dir():
            shutil.copytree(source, root / part, dirs_exist_ok=True)
        else:
            shutil.copy2(source, root / part)
    conf = (root / "conf.py").read_text(encoding="utf-8")
    (root / "conf.py").write_text(conf.replace("Path(__file__).parent", f"Path({str(ROOT)!r})"), encoding="utf-8")
    if name:
        shutil.copytree(ROOTS / f"test-{name}", root, dirs_exist_ok=True)


def run(
    root: Path,
    builder: str = "dirhtml",
    *,
    jobs: int = 1,
    strict: bool = False,
    out: Path | None = None,
    doctrees: Path | None = None,
    fresh: bool = False,
    **conf: Any,
) -> Built:
    """Build a publication in the current process."""
    from sphinx.application import Sphinx
    from sphinx.util.docutils import docutils_namespace, patch_docutils

    warnings = io.StringIO()
    conf.setdefault("publication_cards", False)  # only the preview card tests need them
    conf.setdefault("publication_search", False)  # takes a third of a second; only the search tests need the index
    target = out or root / "_build" / builder
    with patch_docutils(str(root)), docutils_namespace():
        app = Sphinx(
            root,
            root,
            target,
            doctrees or root / "_build" / "doctrees" / builder,
            builder,
            confoverrides=conf,
            status=None,
            warning=warnings,
            freshenv=fresh,
            parallel=jobs,
            warningiserror=strict,
        )
        compiled_templates.share(app.builder)
        app.build()
    return Built(root, target, warnings.getvalue(), app.statuscode, app.env)
