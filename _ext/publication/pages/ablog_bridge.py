"""Posts to ABlog: the only module that knows it.

ABlog keeps its Blog, Catalog, Collection and Post, its archive generator, ``{postlist}`` and its
``:ref:`` names. It never sees front matter, and never a document: each post comes to it as the
record it would have made itself (``ablog/post.py``, ``process_posts``), with lists for labels and
one plain paragraph as the excerpt. Its clock, its addresses and its class-level state are replaced.
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
"""Our taxonomies by the names of ABlog's catalogs."""

# The key is ABlog's own.
POST_RECORDS: site.PerDocument[list[dict[str, Any]]] = site.PerDocument("ablog_posts")


def configure_ablog(app: Sphinx, config: Config) -> None:
    """``config-inited``: start without the posts of another build, and give ABlog its settings from ours."""
    ablog.blog.Blog._dict = {}  # noqa: SLF001 -- shared by every Sphinx object of a process otherwise
    # ABlog hides what is dated after the midnight that followed its import, in the machine's zone.
    # Our gate has decided already, by the build's clock.
    ablog.blog.TOMORROW = dt.datetime.max  # noqa: DTZ901 -- ABlog compares it with naive times
    config.blog_path = permalinks.ALL_POSTS
    config.blog_title = config.project
    config.blog_baseurl = config.html_baseurl
    config.blog_authors = {
        key: (person["name"], person.get("url")) for key, person in config.publication_authors.items()
    }
    config.html_static_path = [path for path in config.html_static_path if "ablog" not in str(path)]
    app.extensions["ablog"].parallel_read_safe = True  # with ``POST_RECORDS`` below it is


def disconnect_ablog(app: Sphinx) -> None:
    """``setup``: take ABlog's pages and feeds out of the build; ``archive_pages`` hands the pages on."""
    for listener in list(app.events.listeners["html-collect-pages"]):
        if listener.handler.__module__ == "ablog.post":
            app.disconnect(listener.id)


def record_post(app: Sphinx, doctree: nodes.document) -> None:
    """``doctree-read``: the record of the post that was read."""
    env = app.env
    post = site.get_site(env).post(env.docname)
    if post is None or not post.is_post:
        return
    POST_RECORDS.by_docname(env)[env.docname] = [_record(post, excerpt_of(env, env.docname))]


def _record(post: Post, excerpt: str) -> dict[str, Any]:
    return {
        "docname": post.path,
        "section": "",
        "order": 1,
        "date": post.when.replace(tzinfo=None),  # naive, in our zone: ABlog compares with naive times
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
    """``write-started``: fill ABlog's blog from the library, with our addresses, names and order."""
    library = site.get_site(app).library
    blog = Blog(app)
    _place(blog, blog.archive, permalinks.ARCHIVE, "blog-archives")
    for year in library.years:
        _collect(blog.archive, year, str(year), f"{permalinks.ARCHIVE}/{year}", f"archive-{year}")
    for taxonomy in _catalogued(library):
        catalog = getattr(blog, _CATALOGS[taxonomy.name])
        _place(blog, catalog, taxonomy.home, f"blog-{taxonomy.home}")
        catalog.collections.clear()
        for term in taxonomy.terms:
            collection = _collect(catalog, term.name, term.name, term.path, f"{taxonomy.name}-{term.key}")
            for name in term.names:
                catalog.collections[name] = collection
    _register_posts(blog, library, app.env)


def _register_posts(blog: Blog, library: Library, env: BuildEnvironment) -> None:
    records = POST_RECORDS.by_docname(env)
    for post in library.posts:
        if post.path in records:
            blog.register(post.path, records[post.path][0])
    # Several spellings lead to one collection while posts are filed; afterwards it is listed once.
    for taxonomy in _catalogued(library):
        catalog = getattr(blog, _CATALOGS[taxonomy.name])
        for term in taxonomy.terms:
            for name in set(term.names) - {term.name}:
                del catalog.collections[name]


def _catalogued(library: Library) -> Iterator[Taxonomy]:
    """The taxonomies that ABlog has a catalog for; it knows no series."""
    return (taxonomy for name, taxonomy in library.taxonomies.items() if name in _CATALOGS)


def _place(blog: Blog, catalog: Any, path: str, reference: str) -> None:
    catalog.path = catalog.docname = path
    blog.references[reference] = (path, blog.references.get(reference, (path, path))[1])


def _collect(catalog: Any, label: Any, name: str, path: str, reference: str) -> Any:
    collection = Collection(catalog, label, name=name, path=path)
    collection.xref = reference
    catalog.blog.references[reference] = (path, name)
    catalog.collections[label] = collection
    return collection


def reference_problems(app: Sphinx) -> Iterator[Problem]:
    """A problem for each ``{ref}`` and similar role that names nothing: no label, and no page of ABlog's."""
    return references.broken_references(app.env, list(Blog(app).references))


def archive_pages(app: Sphinx) -> Iterator[tuple[str, dict[str, Any], str]]:
    """ABlog's archive pages: the docname, its context and ABlog's template; no drafts page."""
    blog = Blog(app)
    for docname, context, template in ablog.post.generate_archive_pages(app):
        if docname != blog.drafts.docname:
            yield docname, context, template
