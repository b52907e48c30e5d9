"""Rules that need more than one field or file. Each is a generator of problems, its docstring the rule."""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from difflib import get_close_matches
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from publication.core.posts.taxonomies import names_in

from .addresses import permalinks
from .problems import ProblemKind, Problem, printable, quoted

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from publication.core.posts.front_matter_schema import Rules
    from publication.core.posts.post import Post

    from .library import Library

MEDIA = "_static/media"
"""The folder whose files are served at ``/media/…``."""
ROOT_FILES = "_static/root"
"""The folder whose files are served at ``/…``."""
_NEVER = dt.datetime.min.replace(tzinfo=dt.UTC)


def across(library: Library, root: Path, rules: Rules) -> Iterator[Problem]:
    """Every problem that shows only when all documents are known."""
    yield from case(library)
    yield from covers(library, root, rules)
    yield from cover_texts(library, rules)
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
    for path, claimants in claims.items():
        rivals = sorted(claimants, key=_newness, reverse=True)
        # A page that is a file itself, such as a.html, can have nothing below it.
        parents = map(str, PurePosixPath(path).parents)
        above = [parent for parent in parents if permalinks.is_file(parent) and parent in claims]
        if above:
            rivals.insert(0, max(claims[above[-1]], key=_newness))
        else:
            kept.append(rivals[0])
        if len(rivals) > 1:
            found = f"/{path}, which is below the file /{above[-1]}," if above else f"/{path}"
            places = ", ".join(_place(post) for post in rivals)
            problems.append(
                Problem(
                    ProblemKind.PERMALINK_CLASH,
                    f"a document must have an address of its own, found {found} claimed by {places}; "
                    f"{printable(rivals[0].file)} is published: give the others another slug",
                    rivals[1].file,
                    rivals[1].line("slug"),
                )
            )
    return kept, problems


def _newness(post: Post) -> dt.datetime:
    return post.date or _NEVER


def _place(post: Post) -> str:
    return f"{printable(post.file)}:{post.line('slug')}"


def case(library: Library) -> Iterator[Problem]:
    """Permalinks must differ by more than upper and lower case: not every file system parts them."""
    seen: dict[str, Post] = {}
    for path, post in sorted(library.documents.items()):
        other = seen.setdefault(path.casefold(), post)
        if other is not post:
            yield Problem(
                ProblemKind.PERMALINK_CASE,
                f"an address must differ from others by more than upper and lower case, found /{path} and, in "
                f"{_place(other)}, /{other.path}, which some systems take for one; change one of the slugs",
                post.file,
                post.line("slug"),
            )


def covers(library: Library, root: Path, rules: Rules) -> Iterator[Problem]:
    """A cover must be a file that exists, or an address on the web."""
    for post in library.documents.values():
        if post.cover and not is_remote(post.cover) and media_file(post.cover, post.file, root) is None:
            wanted = quoted(wanted_file(post.cover, post.file), 100)
            yield Problem(
                ProblemKind.COVER_MISSING,
                f"`{rules.fields['cover']}` must name a file that exists, found {quoted(post.cover)} but no file "
                f"{wanted}; add the file, correct the name or delete the field",
                post.file,
                post.line("cover"),
            )


def cover_texts(library: Library, rules: Rules) -> Iterator[Problem]:
    """A cover should say what it shows. Told once: posts of the starter have no field for it."""
    silent = sorted((post for post in library.documents.values() if post.cover and not post.cover_alt), key=_file)
    if silent:
        alt = rules.fields["cover_alt"]
        others = f" here, and none in {len(silent) - 1} more" if len(silent) > 1 else ""
        yield Problem(
            ProblemKind.COVER_ALT,
            f"a cover should say what it shows, found no `{alt}`{others}; write one for those who do not see it",
            silent[0].file,
            silent[0].line("cover"),
        )


def _file(post: Post) -> str:
    return post.file


def terms(library: Library) -> Iterator[Problem]:
    """Names that share an address should be spelled the same."""
    for taxonomy in library.taxonomies.values():
        for term in taxonomy.terms:
            if len(term.names) > 1:
                names = ", ".join(quoted(name) for name in term.names)
                role = "tags" if taxonomy.name == "tag" else taxonomy.name
                others = set(term.names) - {term.name}
                odd = next(post for post in term.posts if others & set(names_in(post, taxonomy.name)))
                yield Problem(
                    ProblemKind.TERM_CLASH,
                    f"names of one {taxonomy.name} should be spelled the same, found {names}, which share "
                    f"/{term.path}/ and are shown together as {quoted(term.name)}; spell them the same, or "
                    "rename one to part them",
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
        documents.sort(key=_file)
        close = get_close_matches(name.casefold(), folded, n=1, cutoff=0.7)
        hint = f"did you mean `{folded[close[0]]}`?" if close else "it is ignored"
        others = f", and in {len(documents) - 1} more" if len(documents) > 1 else ""
        yield Problem(
            ProblemKind.UNKNOWN_FIELD,
            f"a field should be one that the publication knows, found `{printable(name[:60])}`{others}; {hint}",
            documents[0].file,
            documents[0].unknown[name],
        )


def is_remote(address: str) -> bool:
    """Whether an address is elsewhere on the web."""
    return address.startswith(("http://", "https://", "//", "data:"))


def wanted_file(address: str, file: str) -> str:
    """The file that an image address in a document means, relative to the publication's root.

    ``/media/a.png`` is in the folder of media, ``/b.png`` in the folder of root files, and anything
    else beside the document. ``../../static/media/a.png`` is how a post named the first in the
    folders of the old site.
    """
    plain = address.split("#", 1)[0].split("?", 1)[0]
    plain = re.sub(r"^(?:\.\./)+static/", "/", plain)
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
        try:
            full = (root / wanted).resolve()
            if full.is_relative_to(root.resolve()) and full.is_file():
                return full.relative_to(root.resolve()).as_posix()
        except (OSError, RuntimeError):  # a name too long for a file, links that go in circles
            continue
    return None
