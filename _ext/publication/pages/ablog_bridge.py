"""Passes the library's posts to ABlog. No other module uses ABlog.

We use ABlog's Blog, Catalog, Collection and Post classes, its archive page generator, ``{postlist}`` and its names
for ``{ref}``. ABlog does not read documents or front matter here. Instead it receives a record for each post, in the
form that it would create itself (``process_posts`` in ``ablog/post.py``), with labels as lists and the excerpt as one
plain paragraph. ABlog's clock, URLs and class-level state are replaced with ours.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import ablog
import ablog.blog
import ablog.post
from ablog.blog import Blog, Collection
from docutils import nodes

from publication.build import site
from publication.core.addresses import permalinks
from publication.reading import references
from publication.reading.excerpts import excerpt_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.application import Sphinx
    from sphinx.builders import Builder
    from sphinx.config import Config
    from sphinx.environment import BuildEnvironment

    from publication.core.library import Library
    from publication.core.posts.post import Post
    from publication.core.posts.taxonomies import Taxonomy
    from publication.core.problems import Problem

_CATALOGS = {"category": "category", "tag": "tags", "author": "author"}
"""The name of ABlog's catalog for each of our taxonomies."""

POST_RECORDS: site.PerDocument[list[dict[str, Any]]] = site.PerDocument("ablog_posts")
"""The post records, stored where ABlog looks for them in the environment."""

POST_LISTS: site.PerDocument[bool] = site.PerDocument("publication_post_lists")
"""The documents that contain a ``{postlist}``."""


def configure_ablog(app: Sphinx, config: Config) -> None:
    """Handle ``config-inited``: derive ABlog's settings from ours, and clear its state from any earlier build."""
    ablog.blog.Blog._dict = {}  # noqa: SLF001 -- otherwise all Sphinx objects in a process share it
    # ABlog hides posts dated after the midnight that follows its import, in the computer's time zone. The library has
    # already omitted scheduled posts, according to the build's clock.
    ablog.blog.TOMORROW = dt.datetime.max  # noqa: DTZ901 -- ABlog compares it with naive datetimes
    config.blog_path = permalinks.ALL_POSTS
    config.blog_title = config.project
    config.blog_baseurl = config.html_baseurl
    config.blog_authors = {
        key: (person["name"], person.get("url")) for key, person in config.publication_authors.items()
    }
    config.html_static_path = [path for path in config.html_static_path if "ablog" not in str(path)]
    # `PerDocument` merges the records from other processes, so reading in parallel is safe.
    app.extensions["ablog"].parallel_read_safe = True


def disconnect_ablog(app: Sphinx) -> None:
    """Prevent ABlog from writing its own pages and feeds. Called from ``setup``.

    ``archive_pages`` returns ABlog's pages.
    """
    for listener in list(app.events.listeners["html-collect-pages"]):
        if listener.handler.__module__ == "ablog.post":
            app.disconnect(listener.id)


def record_post(app: Sphinx, doctree: nodes.document) -> None:
    """Handle ``doctree-read``: store the ABlog record of a post, and whether it lists other posts."""
    env = app.env
    if next(doctree.findall(ablog.post.PostList), None) is not None:
        POST_LISTS.by_docname(env)[env.docname] = True
    post = site.get_site(env).post(env.docname)
    if post is None or not post.is_post:
        return
    POST_RECORDS.by_docname(env)[env.docname] = [_ablog_record(post, excerpt_of(env, env.docname))]


def _ablog_record(post: Post, excerpt: str) -> dict[str, Any]:
    return {
        "docname": post.path,
        "section": "",
        "order": 1,
        # ABlog compares naive datetimes. Both dates are in the publication's time zone.
        "date": post.when.replace(tzinfo=None),
        "update": post.last_changed.replace(tzinfo=None),
        "title": post.title,
        "excerpt": [nodes.paragraph(excerpt, excerpt)] if excerpt else [],
        "tags": list(post.tags),
        "category": list(post.categories),
        "author": list(post.authors),
        "location": [],
        "language": [],
        "redirect": [],
        "nocomments": False,
        "image": None,
        "exclude": False,
        "canonical_link": [],
        "external_link": [],
        "doctree": nodes.container(),
    }


def register_posts(app: Sphinx, builder: Builder) -> None:
    """Handle ``write-started``: fill ABlog's catalogs from the library, with our URLs, names and order."""
    library = site.get_site(app).library
    blog = Blog(app)
    _set_path(blog, blog.archive, permalinks.ARCHIVE, "blog-archives")
    for year in library.years:
        _add_collection(blog.archive, year, str(year), f"{permalinks.ARCHIVE}/{year}", f"archive-{year}")
    for taxonomy in _taxonomies_with_catalog(library):
        catalog = getattr(blog, _CATALOGS[taxonomy.name])
        _set_path(blog, catalog, taxonomy.terms_path, f"blog-{taxonomy.terms_path}")
        catalog.collections.clear()
        for term in taxonomy.terms:
            collection = _add_collection(catalog, term.name, term.name, term.path, f"{taxonomy.name}-{term.slug}")
            for name in term.spellings:
                catalog.collections[name] = collection
    _add_posts_to_catalogs(blog, library, app.env)


def _add_posts_to_catalogs(blog: Blog, library: Library, env: BuildEnvironment) -> None:
    records = POST_RECORDS.by_docname(env)
    for post in library.posts:
        if post.path in records:
            blog.register(post.path, records[post.path][0])
    # While posts were added, each spelling of a term led to its collection. Now each collection must be listed once.
    for taxonomy in _taxonomies_with_catalog(library):
        catalog = getattr(blog, _CATALOGS[taxonomy.name])
        for term in taxonomy.terms:
            for name in set(term.spellings) - {term.name}:
                del catalog.collections[name]


def _taxonomies_with_catalog(library: Library) -> Iterator[Taxonomy]:
    """The taxonomies for which ABlog has a catalog. It has no catalog for series."""
    return (taxonomy for name, taxonomy in library.taxonomies.items() if name in _CATALOGS)


def _set_path(blog: Blog, catalog: Any, path: str, reference: str) -> None:
    """Set the path of a catalog's page, and the name by which ``{ref}`` finds the page."""
    catalog.path = catalog.docname = path
    blog.references[reference] = (path, blog.references.get(reference, (path, path))[1])


def _add_collection(catalog: Any, label: Any, name: str, path: str, reference: str) -> Any:
    """Add a collection of posts to a catalog. ``label`` is its key in the catalog, ``name`` its title."""
    collection = Collection(catalog, label, name=name, path=path)
    collection.xref = reference
    catalog.blog.references[reference] = (path, name)
    catalog.collections[label] = collection
    return collection


def reference_problems(app: Sphinx) -> Iterator[Problem]:
    """Yield a problem for each reference to an unknown name. References to ABlog's pages are valid."""
    return references.broken_references(app.env, list(Blog(app).references))


def fingerprint(app: Sphinx, docname: str) -> object:
    """The data about other posts that the page of a document with a ``{postlist}`` may show."""
    if docname not in POST_LISTS.by_docname(app.env):
        return ""
    posts = site.get_site(app).library.posts
    shown = [(post.path, post.title, post.date, post.updated, excerpt_of(app.env, post.path)) for post in posts]
    return [*shown, *((post.categories, post.tags, post.authors, post.lang) for post in posts)]


def archive_pages(app: Sphinx) -> Iterator[tuple[str, dict[str, Any], str]]:
    """Yield ABlog's archive pages, except its page of drafts, as (docname, context, template) tuples."""
    blog = Blog(app)
    for docname, context, template in ablog.post.generate_archive_pages(app):
        if docname != blog.drafts.docname:
            yield docname, context, template
