"""Finds related posts: those that have the most, and the rarest, categories and tags in common."""

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
"""How far apart two related posts can be in a term's list of posts.

This limit keeps the work proportional to the number of posts, even if all posts share a term. A term that is so
common says little about a post, so the results hardly suffer.
"""


def find_related_posts(posts: Sequence[Post], terms: Iterable[Term]) -> Mapping[str, tuple[Post, ...]]:
    """Map the path of each post that has related posts to up to three of them, the most closely related first.

    ``posts`` and each term's posts are newest first. Each shared term adds ``log((posts + 1) / posts with the term)``
    to a pair's score, so rare terms count more. If scores are equal, the newest post comes first. Parts of the same
    series are omitted, because the page lists them anyway.
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
    """Return the posts with the highest scores, excluding the post at ``path`` and other parts of its series."""
    series = posts[positions[path]].series
    others = [
        other for other in scores if other != path and not (series and posts[positions[other]].series == series)
    ]
    # A sum of floats depends on the order of addition, so it is rounded before it is compared.
    others.sort(key=lambda other: (-round(scores[other], 9), positions[other]))
    return tuple(posts[positions[other]] for other in others[:MAX_RELATED_POSTS])
