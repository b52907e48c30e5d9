"""Builds of small publications with the extension and the templates of this repository."""

from __future__ import annotations

import io
import re
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import html5lib

if TYPE_CHECKING:
    from collections.abc import Mapping
    from xml.etree.ElementTree import Element

ROOT = Path(__file__).parents[2]
ROOTS = Path(__file__).parent / "roots"
TEMPLATE_FILES = ("conf.py", "index.md", "_templates", "_static")
CLOCK = "1790000000"  # 21 September 2026, 23:13:20 in Seoul


@dataclass
class Built:
    """The result of a build: its output, its environment and its warnings."""

    root: Path
    out: Path
    warnings: str
    status: int
    env: Any

    def path(self, url_path: str) -> Path:
        """The output file of a site path such as ``/posts/x/``."""
        name = url_path.strip("/")
        return self.out / name if "." in name.rpartition("/")[2] else self.out / name / "index.html"

    def has(self, url_path: str) -> bool:
        return self.path(url_path).is_file()

    def html(self, url_path: str) -> str:
        return self.path(url_path).read_text(encoding="utf-8")

    def page(self, url_path: str) -> Element:
        """A page parsed as browsers do; its elements have no namespace."""
        tree: Element = html5lib.parse(self.html(url_path), namespaceHTMLElements=False)
        return tree

    def text(self, url_path: str) -> str:
        """The text of a page's main part, on one line."""
        main = self.page(url_path).find(".//main")
        assert main is not None
        return " ".join("".join(main.itertext()).split())

    def links(self, url_path: str) -> list[str]:
        """The targets of the links in the main part of a page."""
        main = self.page(url_path).find(".//main")
        assert main is not None
        return [link.get("href") or "" for link in main.iter("a")]

    def rows(self, url_path: str) -> list[str]:
        """The targets of the titles in a listing."""
        return [
            link.get("href") or "" for link in self.page(url_path).iter("a") if link.get("class") == "stretched-link"
        ]

    def messages(self) -> list[str]:
        """The warnings of the build, one a line, with paths relative to its root."""
        plain = re.sub("\x1b\\[[0-9;]*m", "", self.warnings).replace(f"{self.root}/", "")
        return [line for line in plain.splitlines() if line.strip()]

    def files(self) -> dict[str, bytes]:
        """Every output file with its bytes."""
        return {
            file.relative_to(self.out).as_posix(): file.read_bytes()
            for file in sorted(self.out.rglob("*"))
            if file.is_file()
        }

    def everything(self) -> bytes:
        """The names and bytes of all output files, to search for text that must not be there."""
        return b"\n".join(name.encode() + b"\n" + data for name, data in self.files().items())


class Build(Protocol):
    """Builds a publication from a test root or from files by path; the options are those of ``run``."""

    def __call__(
        self,
        name: str | None = None,
        files: Mapping[str, str | bytes | None] | None = None,
        builder: str = "dirhtml",
        **options: Any,
    ) -> Built: ...


def prepare(root: Path, name: str | None) -> None:
    """Copy the templates and settings of this repository into a folder, and the posts of a test root."""
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
    """Build a publication in this process."""
    from sphinx.application import Sphinx
    from sphinx.util.docutils import docutils_namespace, patch_docutils

    warnings = io.StringIO()
    conf.setdefault("publication_cards", False)  # only the tests of preview cards need them
    conf.setdefault("publication_search", False)  # takes a third of a second; only the tests of the search need it
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
        app.build()
    return Built(root, target, warnings.getvalue(), app.statuscode, app.env)
