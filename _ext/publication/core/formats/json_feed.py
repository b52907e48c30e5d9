"""Generates feeds in the JSON Feed format, using pure functions.

Source: https://www.jsonfeed.org/version/1.1/
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from .feed_xml import strip_control_characters
from .timestamps import rfc3339

if TYPE_CHECKING:
    from collections.abc import Iterable

    from .feed_xml import Feed, FeedEntry, Person


def json_feed(feed: Feed, entries: Iterable[FeedEntry]) -> bytes:
    """Serialise a JSON Feed, version 1.1."""
    content = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "home_page_url": feed.page_url,
        "feed_url": feed.url,
        "description": feed.subtitle,
        "language": feed.language,
        "authors": [_json_person(feed.author)],
        "items": [_json_item(entry) for entry in entries],
    }
    return json.dumps(_without_empty_values(content), ensure_ascii=False, indent=1).encode() + b"\n"


def _json_item(entry: FeedEntry) -> dict[str, Any]:
    item = {
        "id": entry.url,
        "url": entry.url,
        "title": strip_control_characters(entry.title),
        "content_html": entry.content,
        "summary": strip_control_characters(entry.summary),
        "image": entry.image,
        "date_published": rfc3339(entry.published),
        "date_modified": rfc3339(entry.updated),
        "authors": [_json_person(person) for person in entry.authors],
        "tags": [strip_control_characters(category.name) for category in entry.categories],
        "language": entry.language,
    }
    # JSON Feed requires content_html, even if it is empty.
    return _without_empty_values(item) | {"content_html": strip_control_characters(entry.content)}


def _json_person(person: Person) -> dict[str, Any]:
    return _without_empty_values({"name": strip_control_characters(person.name), "url": person.url})


def _without_empty_values(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value or name == "items"}
