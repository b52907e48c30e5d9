"""All posts and pages of the publication, read once from the files: gate, order, groups, neighbours."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import Enum
from functools import cached_property
from typing import TYPE_CHECKING

from publication.core.posts.front_matter import normalised, says_draft
from publication.core.posts.front_matter import read as read_front_matter
from publication.core.posts.pagination import page_count
from publication.core.posts.post import Post, parse
from publication.core.posts.related import related
from publication.core.posts.taxonomies import Taxonomy, Term, group, names_in

from . import checks, redirects
from .addresses import ledger, output_files, permalinks
from .posts import corrections
from .problems import ProblemKind, Problem

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path

    from publication.core.addresses.ledger import Entry
    from publication.core.posts.front_matter_schema import Rules


class Hidden(Enum):
    """Why a sound document is not published."""

    DRAFT = "draft"
    SCHEDULED = "scheduled"
    EXPIRED = "expired"


@dataclass(frozen=True)
class Library:
    """What the publication consists of, at the build's clock.

    Every output asks this one object, so nothing that is not in it can appear anywhere.
    """

    posts: tuple[Post, ...]
    """Newest first; equal dates by path."""
    pages: tuple[Post, ...]
    clock: dt.datetime
    page_size: int = 10
    problems: tuple[Problem, ...] = ()
    hidden: Mapping[str, Hidden] = field(default_factory=dict)
    """Files that are held back, or, in a preview, shown all the same and marked."""
    authors: Mapping[str, str] = field(default_factory=dict)
    old_page_size: int = 4
    """How many posts a page of a listing had on the site that the posts come from; 0 for none."""
    ledger: Mapping[str, Entry] = field(default_factory=dict)
    """The addresses that were ever published, by path."""

    @cached_property
    def documents(self) -> Mapping[str, Post]:
        """Everything published, by path."""
        return {post.path: post for post in (*self.posts, *self.pages)}

    @cached_property
    def files(self) -> Mapping[str, str]:
        """Every published file to its path."""
        return {post.file: path for path, post in self.documents.items()}

    @cached_property
    def taxonomies(self) -> Mapping[str, Taxonomy]:
        """The ways of grouping, by the first part of their addresses."""
        ways = (
            group("category", "categories", self.posts),
            group("tag", "tags", self.posts),
            group("author", "authors", self.posts, self.authors),
            group("series", "series", self.posts),
        )
        return {taxonomy.name: taxonomy for taxonomy in ways}

    def has_home(self, taxonomy: Taxonomy) -> bool:
        """Whether a taxonomy has a list of terms: the starter's two always, the others when they have terms."""
        return bool(taxonomy.terms) or taxonomy.name in {"category", "tag"}

    def terms_of(self, post: Post, taxonomy: str) -> list[Term]:
        """The terms of a post in a taxonomy, in the post's order, each once. A page has none."""
        if not post.is_post:
            return []
        by_name = self.taxonomies[taxonomy].by_name
        return list({by_name[name].key: by_name[name] for name in names_in(post, taxonomy)}.values())

    @cached_property
    def years(self) -> Mapping[int, tuple[Post, ...]]:
        """The posts of each year, the newest year first."""
        years: dict[int, list[Post]] = {}
        for post in self.posts:
            years.setdefault(post.when.year, []).append(post)
        return {year: tuple(posts) for year, posts in years.items()}

    @cached_property
    def listings(self) -> Mapping[str, int]:
        """The path of every listing to the number of its posts."""
        sizes = {permalinks.ALL_POSTS: len(self.posts)}
        sizes |= {f"{permalinks.ARCHIVE}/{year}": len(posts) for year, posts in self.years.items()}
        sizes |= {term.path: len(term.posts) for taxonomy in self.taxonomies.values() for term in taxonomy.terms}
        return sizes

    @cached_property
    def generated(self) -> frozenset[str]:
        """The paths of all pages that come from no file: listings with their further pages, lists of terms."""
        paths = {"", permalinks.ARCHIVE, permalinks.FEEDS, "search"}
        paths |= {taxonomy.home for taxonomy in self.taxonomies.values() if self.has_home(taxonomy)}
        for path, size in self.listings.items():
            pages = page_count(size, self.page_size)
            paths |= {permalinks.page_path(path, number) for number in range(1, pages + 1)}
        return frozenset(paths)

    @cached_property
    def served(self) -> frozenset[str]:
        """The paths of the files that the site writes besides its pages: feeds, the sitemap."""
        return output_files.names(term.path for taxonomy in self.taxonomies.values() for term in taxonomy.terms)

    @cached_property
    def redirects(self) -> Mapping[str, str]:
        """Every old path to the path that answers it now."""
        return redirects.redirects(self, self.old_page_size)

    @cached_property
    def gone(self) -> tuple[str, ...]:
        """The paths that were given up on purpose."""
        return tuple(path for path in ledger.gone(self.ledger) if path not in self.documents)

    @cached_property
    def lead(self) -> Post | None:
        """The post that the front page opens with: the newest pinned one, else the newest."""
        return next((post for post in self.posts if post.pinned), self.posts[0] if self.posts else None)

    @cached_property
    def related(self) -> Mapping[str, tuple[Post, ...]]:
        """The path of a post to the posts that its reader may want next, for those that have some."""
        return related(self.posts, [term for way in ("category", "tag") for term in self.taxonomies[way].terms])

    def in_series(self, post: Post) -> tuple[Post, ...]:
        """The parts of the series that a post is in, the first one first; nothing when it is the only one."""
        terms = self.terms_of(post, "series")
        return tuple(reversed(terms[0].posts)) if terms and len(terms[0].posts) > 1 else ()

    def neighbours(self, post: Post) -> tuple[Post | None, Post | None]:
        """The post before and the post after this one in time; None at either end, and for a page."""
        place = self.places.get(post.path)
        if place is None:
            return None, None
        older = self.posts[place + 1] if place + 1 < len(self.posts) else None
        return older, self.posts[place - 1] if place else None

    @cached_property
    def places(self) -> Mapping[str, int]:
        """The path of every post to its place in the order of posts."""
        return {post.path: place for place, post in enumerate(self.posts)}


def read_post(root: Path, file: str, rules: Rules) -> tuple[Post | None, list[Problem]]:
    """One file's post, if it is sound, and its problems."""
    try:
        data = (root / file).read_bytes()
    except OSError as error:
        reason = (error.strerror or "an error").lower()
        message = f"a file must be readable, found “{reason}”; check its permissions, or where it links to"
        return None, [Problem(ProblemKind.UNREADABLE, message, file)]
    source = read_front_matter(data, file)
    if isinstance(source, Problem):
        return None, [source.as_note() if says_draft(data, rules.fields.get("draft", "draft")) else source]
    post, problems = parse(source, file, rules)
    return _with_corrections(post, data, rules, problems) if post else (None, problems)


def _with_corrections(
    post: Post, data: bytes, rules: Rules, problems: list[Problem]
) -> tuple[Post | None, list[Problem]]:
    typed = corrections.find(normalised(data.decode()), post.end_line)
    found, faults = corrections.read(typed, post.file, rules.zone)
    if post.draft:
        faults = [problem.as_note() for problem in faults]
    return replace(post, corrections=found), problems + faults


def gather(
    root: Path,
    files: Iterable[str],
    rules: Rules,
    clock: dt.datetime,
    *,
    preview: bool = False,
    page_size: int = 10,
    old_page_size: int = 4,
    read: Callable[[Path, str, Rules], tuple[Post | None, list[Problem]]] = read_post,
) -> Library:
    """The library of the files below ``root``, given relative to it with ``/``.

    ``clock`` is aware. A preview holds drafts, scheduled and expired posts too. Nothing is raised for
    a broken file: it is left out, and its problems are in ``problems``. ``read`` reads one file.
    """
    problems: list[Problem] = []
    found: list[Post] = []
    hidden: dict[str, Hidden] = {}
    for file in sorted(files):
        post, faults = read(root, file, rules)
        problems += faults
        if post and post.corrections:
            post, faults = corrections.settled(post, clock)
            problems += [problem.as_note() for problem in faults] if post.draft else faults
        reason = post and held_back(post, clock)
        if post and reason:
            hidden[file] = reason
            if not preview:
                continue
        if post:
            found.append(post)
    shown, clashes = checks.resolve_clashes(found)
    posts = sorted((post for post in shown if post.is_post), key=lambda post: post.path)
    posts.sort(key=lambda post: post.when, reverse=True)
    entries, faults_in_ledger = read_ledger(root)
    library = Library(
        posts=tuple(posts),
        pages=tuple(sorted((page for page in shown if not page.is_post), key=lambda page: page.path)),
        clock=clock,
        page_size=page_size,
        hidden=hidden,
        authors=rules.authors,
        old_page_size=old_page_size,
        ledger=entries,
    )
    problems += clashes
    problems += checks.across(library, root, rules)
    problems += redirects.aliases(library)[1]
    problems += faults_in_ledger
    problems += ledger.check(entries, library, library.redirects)
    object.__setattr__(library, "problems", tuple(sorted(problems, key=lambda problem: problem.where)))
    return library


def read_ledger(root: Path) -> tuple[Mapping[str, Entry], list[Problem]]:
    """The permalink ledger below a root; none is an empty one."""
    try:
        return ledger.parse((root / ledger.FILE).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}, []
    except (OSError, UnicodeDecodeError):
        message = "the ledger must be a readable file in UTF-8, found another; restore it from the last commit"
        return {}, [Problem(ProblemKind.LEDGER_LINE, message, ledger.FILE)]


def held_back(post: Post, clock: dt.datetime) -> Hidden | None:
    """Why a document is not published at this time, or None."""
    if post.draft:
        return Hidden.DRAFT
    if post.date and post.date > clock:
        return Hidden.SCHEDULED
    if post.expires and post.expires <= clock:
        return Hidden.EXPIRED
    return None
