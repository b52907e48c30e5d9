"""Checks the content rules that involve more than one field or file.

Each check is a generator of problems, and its docstring states the rule that it enforces.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from difflib import get_close_matches
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from publication.core.addresses import ledger, media_files, permalinks
from publication.core.posts.taxonomies import term_names

from .library import HeldBack
from .problems import Problem, ProblemKind, printable, quoted

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Set
    from pathlib import Path

    from publication.core.posts.front_matter_schema import FrontMatterOptions
    from publication.core.posts.post import Post
    from publication.core.posts.taxonomies import Taxonomy

_EARLIEST = dt.datetime.min.replace(tzinfo=dt.UTC)


def across_documents(
    documents: Mapping[str, Post], taxonomies: Mapping[str, Taxonomy], root: Path, options: FrontMatterOptions
) -> Iterator[Problem]:
    """Run every check that needs all documents. ``documents`` maps each permalink to its document."""
    yield from permalink_case(documents)
    yield from missing_covers(documents.values(), root, options)
    yield from covers_without_alt_text(documents.values(), options)
    yield from term_spellings(taxonomies.values())
    yield from unknown_fields(documents.values(), options)


def resolve_permalink_clashes(documents: Iterable[Post]) -> tuple[list[Post], list[Problem]]:
    """Return the documents to publish, and a problem for each permalink that several documents share.

    Every document must have a different permalink. If several documents share one, only the newest is published. A
    post takes precedence over a page.
    """
    by_path: dict[str, list[Post]] = defaultdict(list)
    for document in documents:
        by_path[document.path].append(document)
    published: list[Post] = []
    problems: list[Problem] = []
    for path, same_path in by_path.items():
        rivals = sorted(same_path, key=_date_or_earliest, reverse=True)
        # A page whose path is a file name, such as a.html, cannot also be a folder that contains other pages.
        parents = map(str, PurePosixPath(path).parents)
        files_above = [parent for parent in parents if permalinks.is_html_file(parent) and parent in by_path]
        if files_above:
            rivals.insert(0, max(by_path[files_above[-1]], key=_date_or_earliest))
        else:
            published.append(rivals[0])
        if len(rivals) > 1:
            found = f"several files use /{path}"
            if files_above:
                found = f"/{path} is below /{files_above[-1]}, which is a file"
            locations = ", ".join(_location(post) for post in rivals)
            problems.append(
                Problem(
                    ProblemKind.PERMALINK_CLASH,
                    f"{found} ({locations}), so only {printable(rivals[0].file)} is published: "
                    "give the others different slugs",
                    rivals[1].file,
                    rivals[1].line("slug"),
                )
            )
    return published, problems


def _date_or_earliest(post: Post) -> dt.datetime:
    return post.date or _EARLIEST


def _location(post: Post) -> str:
    return f"{printable(post.file)}:{post.line('slug')}"


def permalink_case(documents: Mapping[str, Post]) -> Iterator[Problem]:
    """No two permalinks may differ only in upper and lower case, because some file systems ignore case."""
    seen: dict[str, Post] = {}
    for path, post in sorted(documents.items()):
        other = seen.setdefault(path.casefold(), post)
        if other is not post:
            yield Problem(
                ProblemKind.PERMALINK_CASE,
                f"/{path} differs only in upper and lower case from /{other.path} ({_location(other)}), and some "
                "systems treat them as the same: change one of the two slugs",
                post.file,
                post.line("slug"),
            )


def missing_covers(documents: Iterable[Post], root: Path, options: FrontMatterOptions) -> Iterator[Problem]:
    """A cover must be an existing file or a URL."""
    for post in documents:
        if (
            post.cover
            and not media_files.is_remote(post.cover)
            and media_files.find_media_file(post.cover, post.file, root) is None
        ):
            wanted = quoted(media_files.expected_file(post.cover, post.file), 100)
            yield Problem(
                ProblemKind.COVER_MISSING,
                f"`{options.fields['cover']}` is {quoted(post.cover)}, but there is no file {wanted}: "
                "add the file, correct the name or delete the field",
                post.file,
                post.line("cover"),
            )


def covers_without_alt_text(documents: Iterable[Post], options: FrontMatterOptions) -> Iterator[Problem]:
    """A cover should have alt text.

    Missing alt text is reported only once for all posts, because posts from gatsby-starter-lumen have no field for
    alt text.
    """
    without_alt = sorted((post for post in documents if post.cover and not post.cover_alt), key=_file)
    if without_alt:
        alt = options.fields["cover_alt"]
        others = f" (here and in {len(without_alt) - 1} more)" if len(without_alt) > 1 else ""
        yield Problem(
            ProblemKind.COVER_ALT,
            f'the cover has no alt text{others}: add `{alt}: "…"`',
            without_alt[0].file,
            without_alt[0].line("cover"),
        )


def _file(post: Post) -> str:
    return post.file


def term_spellings(taxonomies: Iterable[Taxonomy]) -> Iterator[Problem]:
    """Terms with the same slug share a listing, so they should be spelled the same way.

    Only one problem is reported for each listing.
    """
    for taxonomy in taxonomies:
        for term in taxonomy.terms:
            if len(term.spellings) > 1:
                *first, last = (quoted(name) for name in term.spellings)
                role = "tags" if taxonomy.name == "tag" else taxonomy.name
                others = set(term.spellings) - {term.name}
                post = next(post for post in term.posts if others & set(term_names(post, taxonomy.name)))
                yield Problem(
                    ProblemKind.TERM_CLASH,
                    f"{', '.join(first)} and {last} share the page /{term.path}/ and are shown there as "
                    f"{quoted(term.name)}: spell them the same, or rename one of them",
                    post.file,
                    post.line(role),
                )


def unknown_fields(documents: Iterable[Post], options: FrontMatterOptions) -> Iterator[Problem]:
    """Every field should have a known name. Each unknown name is reported once."""
    posts_by_name: dict[str, list[Post]] = defaultdict(list)
    for post in documents:
        for name in post.unknown_fields:
            posts_by_name[name].append(post)
    known_names = {name.casefold(): name for name in sorted(options.fields.values())}
    for name, posts in posts_by_name.items():
        posts.sort(key=_file)
        close = get_close_matches(name.casefold(), known_names, n=1, cutoff=0.7)
        hint = (
            f"; did you mean `{known_names[close[0]]}`?"
            if close
            else ", so it is ignored: delete it if you do not need it"
        )
        others = f" (here and in {len(posts) - 1} more)" if len(posts) > 1 else ""
        yield Problem(
            ProblemKind.UNKNOWN_FIELD,
            f"`{printable(name[:60])}`{others} is not a known field{hint}",
            posts[0].file,
            posts[0].unknown_fields[name],
        )


def recorded_permalinks(
    entries: Mapping[str, ledger.LedgerEntry],
    documents: Mapping[str, Post],
    working: Set[str],
    held_back: Mapping[str, HeldBack],
) -> Iterator[Problem]:
    """Every permalink in the ledger must still work, unless it is marked as gone.

    A permalink that is marked as gone must not be in use.

    ``working`` contains the paths of all pages and redirects. An expired document's permalink does not have to work.
    """
    paths = {post.file: path for path, post in documents.items()}
    for entry in entries.values():
        if entry.gone and entry.path in working:
            message = f"/{entry.path} is marked as gone, but it is in use: delete `gone` from this line"
            yield Problem(ProblemKind.LEDGER_LINE, message, ledger.LEDGER_FILE, entry.line)
        elif not entry.gone and entry.path not in working and held_back.get(entry.file) is not HeldBack.EXPIRED:
            post = documents[paths[entry.file]] if entry.file in paths else None
            yield _lost_permalink(entry, post, held_back.get(entry.file))


def _lost_permalink(entry: ledger.LedgerEntry, post: Post | None, reason: HeldBack | None) -> Problem:
    url = "/" + permalinks.url_of_page(entry.path)
    line = f'aliases: ["/{entry.path}"]'
    if post is not None:
        message = (
            f"this post was published at {url} before and is now only at /{permalinks.url_of_page(post.path)}: "
            f"add `{line}` to its front matter"
        )
        return Problem(ProblemKind.PERMALINK_LOST, message, post.file, post.line("slug"))
    found = f" ({entry.file} is {_with_article(reason)})" if reason else ""
    message = (
        f"{url} was published before and is now gone{found}: add `{line}` to the post that replaced it, "
        f"or write `gone {url}` on this line"
    )
    return Problem(ProblemKind.PERMALINK_LOST, message, ledger.LEDGER_FILE, entry.line)


def _with_article(reason: HeldBack) -> str:
    return "a draft" if reason is HeldBack.DRAFT else reason.value
