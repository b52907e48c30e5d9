"""Reads the contents of an EPUB file for tests."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

if TYPE_CHECKING:
    from pathlib import Path

    from support.site_builds import Built


XHTML = "{http://www.w3.org/1999/xhtml}"
OPS = "{http://www.idpf.org/2007/ops}"
OPF = "{http://www.idpf.org/2007/opf}"
DC = "{http://purl.org/dc/elements/1.1/}"


class OpenedEpub:
    """An EPUB file that has been read into memory."""

    def __init__(self, file: Path) -> None:
        self.data = file.read_bytes()
        with zipfile.ZipFile(io.BytesIO(self.data)) as archive:
            self.entries = archive.infolist()
            self.files = {entry.filename: archive.read(entry) for entry in self.entries}
        self.package = ET.fromstring(self.files["EPUB/package.opf"])
        pages = {name.removeprefix("EPUB/"): data for name, data in self.files.items() if name.endswith(".xhtml")}
        self.pages = {name: ET.fromstring(data) for name, data in pages.items()}

    @property
    def spine(self) -> list[str]:
        """Return the chapter titles in reading order."""
        hrefs = {item.get("id"): item.get("href") or "" for item in self.package.iter(f"{OPF}item")}
        names = [hrefs[item.get("idref")] for item in self.package.iter(f"{OPF}itemref")]
        return [self.pages[name].findtext(f".//{XHTML}title") or "" for name in names]

    def chapter(self, title: str) -> ET.Element:
        """Return the page with the given title."""
        return next(page for page in self.pages.values() if page.findtext(f".//{XHTML}title") == title)

    def name(self, title: str) -> str:
        """Return the file name of the page with the given title."""
        return next(name for name, page in self.pages.items() if page.findtext(f".//{XHTML}title") == title)

    def links(self, title: str) -> list[str]:
        """Return the targets of all links on a page."""
        return [link.get("href") or "" for link in self.chapter(title).iter(f"{XHTML}a")]

    def text(self, title: str) -> str:
        """Return the text of a page on one line."""
        return " ".join("".join(self.chapter(title).itertext()).split())

    def metadata(self, name: str) -> list[str]:
        """Return the values of a Dublin Core element or metadata property in the package document."""
        found = [element.text or "" for element in self.package.iter(f"{DC}{name}")]
        return found + [meta.text or "" for meta in self.package.iter(f"{OPF}meta") if meta.get("property") == name]


def book(built: Built) -> OpenedEpub:
    """Open the EPUB edition that contains all posts."""
    return OpenedEpub(built.out / "armistice.epub")
