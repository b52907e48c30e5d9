"""Tests for cross-references, and for the messages about broken cross-references."""

from __future__ import annotations

from typing import TYPE_CHECKING

from support.posts import post

if TYPE_CHECKING:
    from support.site_builds import Build

SOUND = """
{ref}`the-plan`, {ref}`words <The-Plan>`, {eq}`sum`, {doc}`/posts/y`, {term}`Armistice`, {ref}`blog-tags`.

```{figure} x.svg
:alt: x
:name: the-plan

Caption
```

$$
a
$$ (sum)

```{glossary}
Armistice
  An agreement.
```
"""
PICTURE = "<svg xmlns='http://www.w3.org/2000/svg'/>"


def test_references_to_existing_targets_become_links(clean_build: Build) -> None:
    site = clean_build(files={"posts/x.md": post(SOUND), "posts/x.svg": PICTURE, "posts/y.md": post(tags="[a]")})
    links = site.links("/posts/x/")
    assert {"#the-plan", "#equation-sum", "../y/", "#term-Armistice", "../../tags/"} <= set(links)


def test_a_broken_reference_is_reported_in_every_build_and_keeps_its_text(build: Build) -> None:
    body = "{ref}`the-plam`.\n\n{eq}`nosuch`.\n\n{term}`Nosuch` and {doc}`nowhere`.\n"
    files = {"posts/x.md": post(SOUND), "posts/x.svg": PICTURE, "posts/y.md": post(body)}
    first = build(files=files)
    expected = [
        "posts/y.md:7: WARNING: `{ref}` refers to “the-plam”, which does not exist; did you mean `the-plan`? [publication.reference]",
        "posts/y.md:9: WARNING: `{eq}` refers to “nosuch”, which does not exist: correct the name, or write `(nosuch)` after the `$$` that closes the formula [publication.reference]",
        "posts/y.md:11: WARNING: `{doc}` refers to “nowhere”, which does not exist; did you mean `posts/y`? [publication.reference]",
        "posts/y.md:11: WARNING: `{term}` refers to “Nosuch”, which does not exist: correct it, or add it to a `{glossary}` block [publication.reference]",
    ]
    assert first.messages() == expected
    for words in ("the-plam", "nosuch", "Nosuch", "nowhere"):
        assert words in first.text("/posts/y/")
    assert build().messages() == expected
