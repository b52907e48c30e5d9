"""Posts into the pages of a listing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

from publication.core.addresses.permalinks import listing_page_path

if TYPE_CHECKING:
    from collections.abc import Sequence

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class ListingPage(Generic[T]):
    """One page of a listing: its items, its number from 1, and where the others are."""

    items: tuple[T, ...]
    number: int
    paths: tuple[str, ...]
    """The paths of all pages of this listing, the first one first."""

    @property
    def path(self) -> str:
        """This page's own path."""
        return self.paths[self.number - 1]

    @property
    def newer(self) -> str | None:
        """The path of the page before this one."""
        return self.paths[self.number - 2] if self.number > 1 else None

    @property
    def older(self) -> str | None:
        """The path of the page after this one."""
        return self.paths[self.number] if self.number < len(self.paths) else None

    @property
    def total(self) -> int:
        """How many pages the listing has."""
        return len(self.paths)

    @property
    def window(self) -> tuple[int, ...]:
        """The numbers of the pages to offer: the first, the last, and those around this one; 0 for a gap."""
        near = {1, self.total, *range(self.number - 2, self.number + 3)}
        shown = [number for number in sorted(near) if 1 <= number <= self.total]
        found: list[int] = []
        for number in shown:
            gap = number - found[-1] - 1 if found else 0
            found += [number - 1] if gap == 1 else [0] if gap else []  # a gap of one page is that page
            found.append(number)
        return tuple(found)


def page_count(items: int, size: int) -> int:
    """How many pages a listing has: at least one, even when it is empty. ``size`` 0 means no paging."""
    return max(1, -(-items // size)) if size else 1


def paginate(items: Sequence[T], path: str, size: int) -> list[ListingPage[T]]:
    """The pages of the listing at a path, ``size`` items each, the last one what is left."""
    total = page_count(len(items), size)
    size = size or len(items)
    paths = tuple(listing_page_path(path, number) for number in range(1, total + 1))
    return [
        ListingPage(tuple(items[(number - 1) * size : number * size]), number, paths)
        for number in range(1, total + 1)
    ]
