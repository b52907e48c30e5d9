"""Writes the small HTML pages that redirect from old paths or announce that a page has been withdrawn."""

from __future__ import annotations

import html
from string import Template
from typing import TYPE_CHECKING

from sphinx.util.osutil import relative_uri

from publication.build import site, staging
from publication.core.addresses import permalinks

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.application import Sphinx

# Neither page has a style sheet: browsers leave a redirect page immediately, and a withdrawal page is rarely seen.
_REDIRECT_TEMPLATE = Template("""\
<!DOCTYPE html>
<html lang="$lang">
<head>
<meta charset="utf-8">
<title>$title</title>
<meta name="robots" content="noindex">
<meta http-equiv="refresh" content="0; url=$href">
<link rel="canonical" href="$full_url">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
</head>
<body>
<p>This page has moved: <a href="$href">$title</a></p>
</body>
</html>
""")
_WITHDRAWN_TEMPLATE = Template("""\
<!DOCTYPE html>
<html lang="$lang">
<head>
<meta charset="utf-8">
<title>Page withdrawn · $project</title>
<meta name="robots" content="noindex">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
</head>
<body>
<h1>Page withdrawn</h1>
<p>This page has been removed permanently. <a href="$href">Go to $project</a></p>
</body>
</html>
""")


def redirect_pages(app: Sphinx) -> Iterator[tuple[str, str]]:
    """Yield all redirect and withdrawal pages, as (site path of the file, HTML) pairs."""
    library = site.get_site(app).library
    for old_path, new_path in library.redirects.items():
        post = site.get_site(app).post(new_path)
        title = post.title if post else app.config.project
        yield permalinks.html_file(old_path), _fill(app, _REDIRECT_TEMPLATE, old_path, new_path, title=title)
    for path in library.gone:
        yield permalinks.html_file(path), _fill(app, _WITHDRAWN_TEMPLATE, path, "")


def write_redirects(app: Sphinx, exception: Exception | None) -> None:
    """Handle ``build-finished``: write the redirect and withdrawal pages that are new or have changed."""
    if exception or app.builder.name != "dirhtml":
        return
    for path, text in redirect_pages(app):
        staging.write_file(app, path, text.encode())


def _fill(app: Sphinx, template: Template, old_path: str, new_path: str, **values: str) -> str:
    """Fill in the template of the page at ``old_path``, which links to ``new_path``. All values are escaped."""
    values |= {
        "lang": app.config.language,
        "project": app.config.project,
        "href": relative_uri(permalinks.url_of_page(old_path), permalinks.url_of_page(new_path)) or "./",
        "full_url": site.get_site(app).full_url(app.config.html_baseurl, new_path),
    }
    return template.substitute({name: html.escape(value) for name, value in values.items()})
