"""Related posts: the posts that share the most, and the rarest, categories and tags with a post."""

from __future__ import annotations

import math
from collections import defaultdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from .post import Post
    from .taxonomies import Term

MAX_RELATED_POSTS = 3
_MAX_DISTANCE = 24
"""The number of posts before and after a post, in the list of a term, that can be related to it.

The limit keeps the work proportional to the number of posts, even if all of them share a term. Such a term says
little about any post, so hardly anything is lost.
"""


def find_related_posts(posts: Sequence[Post], terms: Iterable[Term]) -> Mapping[str, tuple[Post, ...]]:
    """The related posts of each post that has any, by path: three at most, the closest first.

    ``posts`` and the posts of each term are newest first. Each shared term adds ``log((posts + 1) / posts of the
    term)`` to the score of a pair, so rare terms count more. Of posts with the same score, the newest comes first.
    Parts of the same series are not related posts, because the page lists them anyway.
    """
    positions = {post.path: position for position, post in enumerate(posts)}
    scores: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for term in terms:
        weight = math.log((len(posts) + 1) / len(term.posts))
        for position, post in enumerate(term.posts):
            post_scores = scores[post.path]
            for other in term.posts[max(0, position - _MAX_DISTANCE) : position + _MAX_DISTANCE + 1]:
                post_scores[other.path] += weight
    return {
        path: closest
        for path, post_scores in scores.items()
        if (closest := _highest_scores(posts, positions, path, post_scores))
    }


def _highest_scores(
    posts: Sequence[Post], positions: Mapping[str, int], path: str, scores: Mapping[str, float]
) -> tuple[Post, ...]:
    """The posts with the highest scores, without the post at ``path`` and the other parts of its series."""
    series = posts[positions[path]].series
    others = [
        other for other in scores if other != path and not (series and posts[positions[other]].series == series)
    ]
    # A sum of floats depends on the order of its terms, so it is rounded before it is compared.
    others.sort(key=lambda other: (-round(scores[other], 9), positions[other]))
    return tuple(posts[positions[other]] for other in others[:MAX_RELATED_POSTS])
