"""Divides a listing into numbered pages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

from publication.core.addresses.permalinks import listing_page_path

if TYPE_CHECKING:
    from collections.abc import Sequence

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class ListingPage(Generic[T]):
    """One page of a listing: its items, its number (from 1), and the paths of all the listing's pages in order."""

    items: tuple[T, ...]
    number: int
    paths: tuple[str, ...]

    @property
    def path(self) -> str:
        """The path of this page."""
        return self.paths[self.number - 1]

    @property
    def newer(self) -> str | None:
        """The path of the previous page, whose items are newer; None on the first page."""
        return self.paths[self.number - 2] if self.number > 1 else None

    @property
    def older(self) -> str | None:
        """The path of the next page, whose items are older; None on the last page."""
        return self.paths[self.number] if self.number < len(self.paths) else None

    @property
    def total(self) -> int:
        """The number of pages in the listing."""
        return len(self.paths)

    @property
    def window(self) -> tuple[int, ...]:
        """The page numbers to show as links: the first, the last, and those near this page. 0 stands for a gap."""
        candidates = {1, self.total, *range(self.number - 2, self.number + 3)}
        window: list[int] = []
        for number in sorted(number for number in candidates if 1 <= number <= self.total):
            gap = number - window[-1] - 1 if window else 0
            window += [number - 1] if gap == 1 else [0] if gap else []  # A gap of one page is replaced by that page.
            window.append(number)
        return tuple(window)


def page_count(items: int, page_size: int) -> int:
    """The number of pages in a listing, which is at least one. A ``page_size`` of 0 puts all items on one page."""
    return max(1, -(-items // page_size)) if page_size else 1


def paginate(items: Sequence[T], path: str, page_size: int) -> list[ListingPage[T]]:
    """Divide the listing at ``path`` into pages of ``page_size`` items. A size of 0 puts all items on one page."""
    total = page_count(len(items), page_size)
    page_size = page_size or len(items)
    paths = tuple(listing_page_path(path, number) for number in range(1, total + 1))
    return [
        ListingPage(tuple(items[(number - 1) * page_size : number * page_size]), number, paths)
        for number in range(1, total + 1)
    ]
