"""Rules that need more than one field or file. Each is a generator of problems, its docstring the rule."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from difflib import get_close_matches
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from . import permalinks
from .problems import Code, Problem, shown
from .taxonomies import names_in

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from .library import Library
    from .post import Post, Rules

MEDIA = "_static/media"
"""The folder whose files are served at ``/media/…``."""
ROOT_FILES = "_static/root"
"""The folder whose files are served at ``/…``."""
_NEVER = dt.datetime.min.replace(tzinfo=dt.UTC)


def across(library: Library, root: Path, rules: Rules) -> Iterator[Problem]:
    """Every problem that shows only when all documents are known."""
    yield from case(library)
    yield from covers(library, root)
    yield from terms(library)
    yield from unknown_fields(library, rules)


def resolve_clashes(documents: Iterable[Post]) -> tuple[list[Post], list[Problem]]:
    """Every document must have a permalink of its own.

    Of several with the same one the newest is published, a dated one before an undated one.
    """
    claims: dict[str, list[Post]] = defaultdict(list)
    for document in documents:
        claims[document.path].append(document)
    kept: list[Post] = []
    problems: list[Problem] = []
    for path, rivals in claims.items():
        rivals.sort(key=lambda post: post.date or _NEVER, reverse=True)
        above = next((str(up) for up in PurePosixPath(path).parents if _is_taken_file(str(up), claims)), None)
        if above:
            rivals.insert(0, claims[above][0])
        else:
            kept.append(rivals[0])
        if len(rivals) > 1:
            places = ", ".join(f"{post.file}:{post.line('slug')}" for post in rivals)
            problems.append(
                Problem(
                    Code.PERMALINK_CLASH,
                    f"must have an address of its own, found {permalinks.url(path)!r} claimed by {places}; "
                    f"{rivals[0].file} is published: give the others another slug",
                    rivals[1].file,
                    rivals[1].line("slug"),
                )
            )
    return kept, problems


def _is_taken_file(path: str, claims: dict[str, list[Post]]) -> bool:
    return permalinks.is_file(path) and path in claims


def case(library: Library) -> Iterator[Problem]:
    """Permalinks must differ by more than upper and lower case: not every file system parts them."""
    seen: dict[str, Post] = {}
    for path, post in sorted(library.documents.items()):
        other = seen.setdefault(path.casefold(), post)
        if other is not post:
            yield Problem(
                Code.PERMALINK_CASE,
                f"must differ from /{other.path}/ of {other.file}:{other.line('slug')} by more than case, "
                f"found /{path}/; some hosts would lose one: change a slug",
                post.file,
                post.line("slug"),
            )


def covers(library: Library, root: Path) -> Iterator[Problem]:
    """A cover must be a file that exists, or an address on the web."""
    for post in library.documents.values():
        if post.cover and not is_remote(post.cover) and media_file(post.cover, post.file, root) is None:
            yield Problem(
                Code.COVER_MISSING,
                f"cover must exist, found no {wanted_file(post.cover, post.file)} for "
                f"{shown(post.cover)}; add the file or delete the field",
                post.file,
                post.line("cover"),
            )


def terms(library: Library) -> Iterator[Problem]:
    """Names that share an address should be spelled the same."""
    for taxonomy in library.taxonomies.values():
        for term in taxonomy.terms:
            if len(term.names) > 1:
                names = ", ".join(shown(name) for name in term.names)
                role = "tags" if taxonomy.name == "tag" else taxonomy.name
                odd = next(post for post in term.posts if set(names_in(post, taxonomy.name)) - {term.name})
                yield Problem(
                    Code.TERM_CLASH,
                    f"names of one {taxonomy.name} should be spelled the same, found {names}, which share "
                    f"/{term.path}/; they are shown together as {shown(term.name)}",
                    odd.file,
                    odd.line(role),
                )


def unknown_fields(library: Library, rules: Rules) -> Iterator[Problem]:
    """A field should be one that the publication knows; each unknown name is told once."""
    found: dict[str, list[Post]] = defaultdict(list)
    for post in (*library.posts, *library.pages):
        for name in post.unknown:
            found[name].append(post)
    known = sorted(rules.fields.values())
    folded = {name.casefold(): name for name in known}
    for name, documents in found.items():
        documents.sort(key=lambda post: post.file)
        close = get_close_matches(name.casefold(), folded, n=1, cutoff=0.7)
        hint = f"did you mean `{folded[close[0]]}`?" if close else "it is ignored"
        others = f", and in {len(documents) - 1} more" if len(documents) > 1 else ""
        yield Problem(
            Code.UNKNOWN_FIELD,
            f"a field should be one that the publication knows, found `{name}`{others}; {hint}",
            documents[0].file,
            documents[0].unknown[name],
        )


def is_remote(address: str) -> bool:
    """Whether an address is elsewhere on the web."""
    return address.startswith(("http://", "https://", "//", "data:"))


def wanted_file(address: str, file: str) -> str:
    """The file that an image address in a document means, relative to the publication's root.

    ``/media/a.png`` is in the folder of media, ``/b.png`` in the folder of root files, and anything
    else beside the document.
    """
    plain = address.split("#", 1)[0].split("?", 1)[0]
    if plain.startswith("/media/"):
        return f"{MEDIA}/{plain.removeprefix('/media/')}"
    if plain.startswith("/"):
        return f"{ROOT_FILES}{plain}"
    return str(PurePosixPath(file).parent / plain)


def media_file(address: str, file: str, root: Path) -> str | None:
    """The same as ``wanted_file`` where that file exists below the root, else None.

    Percent escapes are undone when the name as written does not exist.
    """
    for candidate in dict.fromkeys((address, permalinks.unescaped(address))):
        wanted = wanted_file(candidate, file)
        if "\0" in wanted:
            continue
        full = (root / wanted).resolve()
        if full.is_relative_to(root.resolve()) and full.is_file():
            return full.relative_to(root.resolve()).as_posix()
    return None
