"""The pages of addresses that have moved, or were given up: small files beside Sphinx's pages."""

from __future__ import annotations

import html
from pathlib import Path
from string import Template
from typing import TYPE_CHECKING

from sphinx.util.osutil import relative_uri

from publication.build import site
from publication.core.addresses import permalinks

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.application import Sphinx

# No stylesheet: the first is left at once, the second is read once.
_MOVED = Template("""\
<!DOCTYPE html>
<html lang="$lang">
<head>
<meta charset="utf-8">
<title>$title</title>
<meta name="robots" content="noindex">
<meta http-equiv="refresh" content="0; url=$href">
<link rel="canonical" href="$address">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
</head>
<body>
<p>This page has moved: <a href="$href">$title</a></p>
</body>
</html>
""")
_GONE = Template("""\
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
    """Every stub: its file below the site's root, and its text."""
    library = site.get_site(app).library
    for old, new in library.redirects.items():
        yield permalinks.output_path(old), _moved(app, old, new)
    for path in library.gone:
        yield permalinks.output_path(path), _filled(app, _GONE, path, "")


def output_paths(app: Sphinx) -> list[str]:
    """The files of all stubs, below the site's root."""
    library = site.get_site(app).library
    return [permalinks.output_path(path) for path in (*library.redirects, *library.gone)]


def write_redirects(app: Sphinx, exception: Exception | None) -> None:
    """``build-finished``: write the stubs that are new or other than they were."""
    if exception or app.builder.name != "dirhtml":
        return
    for name, text in redirect_pages(app):
        file = Path(app.outdir, name)
        data = text.encode()
        if not file.is_file() or file.read_bytes() != data:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(data)


def _moved(app: Sphinx, old: str, new: str) -> str:
    post = site.get_site(app).post(new)
    return _filled(app, _MOVED, old, new, title=post.title if post else app.config.project)


def _filled(app: Sphinx, template: Template, old: str, new: str, **values: str) -> str:
    values |= {
        "lang": app.config.language,
        "project": app.config.project,
        "href": relative_uri(permalinks.url(old), permalinks.url(new)) or "./",
        "address": site.get_site(app).full_url(app.config.html_baseurl, new),
    }
    return template.substitute({name: html.escape(value) for name, value in values.items()})
