"""Builds the library: reads all posts and pages, sets unpublished ones aside, and checks the rest.

The library is built before Sphinx reads any document. ``python -m publication check`` and every build call the same
function, so they see the same posts and report the same problems.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from publication.core.addresses import ledger, output_files
from publication.core.posts import corrections
from publication.core.posts.front_matter import declares_draft, normalize_newlines, read_front_matter
from publication.core.posts.post_parser import parse_post
from publication.core.posts.taxonomies import build_taxonomies

from . import checks, redirects, site_paths
from .library import HeldBack, Library
from .problems import Problem, ProblemKind

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path

    from publication.core.posts.front_matter_schema import FrontMatterOptions
    from publication.core.posts.post import Post

    ReadPost = Callable[[Path, str, FrontMatterOptions], tuple[Post | None, list[Problem]]]


def read_post(root: Path, file: str, options: FrontMatterOptions) -> tuple[Post | None, list[Problem]]:
    """Read one file below ``root``.

    Returns the post, or None if the file has errors, and the problems found in it.
    """
    try:
        data = (root / file).read_bytes()
    except OSError as error:
        reason = (error.strerror or "an error").lower()
        message = f"this file cannot be read ({reason}): check its permissions, or where it links to"
        return None, [Problem(ProblemKind.UNREADABLE, message, file)]
    source = read_front_matter(data, file)
    if isinstance(source, Problem):
        is_draft = declares_draft(data, options.fields.get("draft", "draft"))
        return None, [source.as_note() if is_draft else source]
    post, problems = parse_post(source, file, options)
    if post is None:
        return None, problems
    openings = corrections.find_correction_openings(normalize_newlines(data.decode()), post.end_line)
    dated, correction_problems = corrections.parse_correction_dates(openings, post.file, options.zone)
    if post.draft:
        correction_problems = [problem.as_note() for problem in correction_problems]
    return replace(post, corrections=dated), problems + correction_problems


def gather(
    root: Path,
    files: Iterable[str],
    options: FrontMatterOptions,
    clock: dt.datetime,
    *,
    preview: bool = False,
    page_size: int = 10,
    legacy_page_size: int = 4,
    read: ReadPost = read_post,
) -> Library:
    """Build the library from ``files``, whose paths are relative to ``root`` and use ``/``.

    ``clock`` is the build time, with a time zone. ``legacy_page_size`` is the number of posts on each listing page of
    the old site, or 0 if there was no old site. A preview also includes drafts, scheduled and expired posts. A broken
    file raises no exception: the library omits the file, and its ``problems`` say why. ``read`` is the function that
    reads one file.
    """
    sound, held_back, problems = _read_all(root, files, options, clock, preview=preview, read=read)
    published, clashes = checks.resolve_permalink_clashes(sound)
    posts = tuple(_newest_first(post for post in published if post.is_post))
    pages = tuple(sorted((page for page in published if not page.is_post), key=lambda page: page.path))
    documents = {post.path: post for post in (*posts, *pages)}
    taxonomies = build_taxonomies(posts, options.authors)
    years = site_paths.posts_by_year(posts)
    listings = site_paths.listing_sizes(posts, years, taxonomies.values())
    generated = site_paths.generated_paths(listings, taxonomies.values(), page_size)
    aliases, alias_clashes = redirects.resolve_aliases(documents, generated)
    moved = dict(redirects.legacy_listings(listings, generated, page_size, legacy_page_size)) | aliases
    entries, ledger_problems = read_ledger(root)
    problems += clashes + alias_clashes + ledger_problems
    problems += checks.across_documents(documents, taxonomies, root, options)
    working = documents.keys() | moved.keys() | generated
    problems += checks.recorded_permalinks(entries, documents, working, held_back)
    return Library(
        posts=posts,
        pages=pages,
        clock=clock,
        page_size=page_size,
        authors=options.authors,
        taxonomies=taxonomies,
        years=years,
        listings=listings,
        generated=generated,
        output_files=output_files.output_file_paths(
            term.path for taxonomy in taxonomies.values() for term in taxonomy.terms
        ),
        aliases=aliases,
        redirects=moved,
        gone=tuple(path for path in ledger.gone_paths(entries) if path not in documents),
        held_back=held_back,
        problems=tuple(sorted(problems, key=lambda problem: problem.sort_key)),
    )


def _read_all(
    root: Path,
    files: Iterable[str],
    options: FrontMatterOptions,
    clock: dt.datetime,
    *,
    preview: bool,
    read: ReadPost,
) -> tuple[list[Post], dict[str, HeldBack], list[Problem]]:
    """Return the documents to publish, the files that are held back (with reasons), and all problems found so far."""
    sound: list[Post] = []
    held_back: dict[str, HeldBack] = {}
    problems: list[Problem] = []
    for file in sorted(files):
        post, file_problems = read(root, file, options)
        problems += file_problems
        if post is None:
            continue
        if post.corrections:
            post, date_problems = corrections.apply_corrections(post, clock)
            problems += [problem.as_note() for problem in date_problems] if post.draft else date_problems
        reason = reason_held_back(post, clock)
        if reason is HeldBack.SCHEDULED and post.start and post.start[0] > clock:
            problems.append(Problem(ProblemKind.POSSIBLE_DRAFT, post.start[1].message, file, post.start[1].line))
        if reason:
            held_back[file] = reason
        if preview or not reason:
            sound.append(post)
    return sound, held_back, problems


def _newest_first(posts: Iterable[Post]) -> list[Post]:
    ordered = sorted(posts, key=lambda post: post.path)
    ordered.sort(key=lambda post: post.when, reverse=True)
    return ordered


def reason_held_back(post: Post, clock: dt.datetime) -> HeldBack | None:
    """The reason why a document is not published at the time ``clock``, or None if it is published."""
    if post.draft:
        return HeldBack.DRAFT
    if (post.date and post.date > clock) or (post.start and post.start[0] > clock):
        return HeldBack.SCHEDULED
    if post.expires and post.expires <= clock:
        return HeldBack.EXPIRED
    return None


def read_ledger(root: Path) -> tuple[Mapping[str, ledger.LedgerEntry], list[Problem]]:
    """Return the permalink ledger's entries by path, and the problems in it. A missing ledger counts as empty."""
    try:
        return ledger.parse_ledger((root / ledger.LEDGER_FILE).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}, []
    except (OSError, UnicodeDecodeError):
        message = "the permalink ledger cannot be read as UTF-8 text: restore it from the last commit"
        return {}, [Problem(ProblemKind.LEDGER_LINE, message, ledger.LEDGER_FILE)]
