"""Generates small posts for tests, and defines the authors in the ``everything`` sample site."""

from __future__ import annotations


def post(body: str = "Text.\n", *, title: str = "A title", date: str = "2026-01-02", **fields: str) -> str:
    """Return the source text of a post. Field values are written into the front matter unchanged."""
    lines = [f"title: {title}", f"date: {date}", 'template: "post"']
    lines += [f"{name}: {value}" for name, value in fields.items()]
    return "---\n" + "\n".join(lines) + "\n---\n\n" + body


PEOPLE = {
    "han": {"name": "Han Ji-won", "bio": "Han Ji-won writes about treaties.", "url": "https://han.example/"},
    "seo": {"name": "Seo <서> & Min"},
}
"""The authors in the ``everything`` sample site, for the ``publication_authors`` setting."""
