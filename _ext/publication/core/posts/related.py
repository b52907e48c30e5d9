"""Which posts a reader of a post may want next: those that share what is rare with it."""

from __future__ import annotations

import math
from collections import defaultdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from .post import Post
    from .taxonomies import Term

COUNT = 3
_NEAR = 24
"""How many posts of a term on either side of a post are looked at. The work is so in proportion to the posts,
also when all share a term, and a term that all share says little."""


def related(posts: Sequence[Post], terms: Iterable[Term]) -> Mapping[str, tuple[Post, ...]]:
    """The path of every post that has some to its related posts, the nearest one first, three at most.

    ``posts`` come newest first. A shared term counts by its rarity, ``log(posts / posts of the term)``;
    among equals the newest is first. Parts of the same series are no related posts: they are listed
    with it.
    """
    places = {post.path: place for place, post in enumerate(posts)}
    scores: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for term in terms:
        weight = math.log((len(posts) + 1) / len(term.posts))
        for place, post in enumerate(term.posts):
            own = scores[post.path]
            for other in term.posts[max(0, place - _NEAR) : place + _NEAR + 1]:
                own[other.path] += weight
    return {path: chosen for path, own in scores.items() if (chosen := _best(posts, places, path, own))}


def _best(
    posts: Sequence[Post], places: Mapping[str, int], path: str, scores: Mapping[str, float]
) -> tuple[Post, ...]:
    series = posts[places[path]].series
    others = [name for name in scores if name != path and not (series and posts[places[name]].series == series)]
    # Rounded, since the order of adding must not decide.
    others.sort(key=lambda name: (-round(scores[name], 9), places[name]))
    return tuple(posts[places[name]] for name in others[:COUNT])
