"""Generates the HTTP headers that a host sends with each file, and an nginx configuration that sends them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from publication.core.addresses import permalinks

from . import color_mode

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from publication.core.library import Library

HEADERS_FILE = "_headers"
"""The file from which Netlify and Cloudflare Pages read the headers."""

_DAY = 86400  # seconds
_IMMUTABLE = "public, max-age=31536000, immutable"
_REVALIDATE = "public, max-age=0, must-revalidate"
CACHE_CONTROL: Mapping[str, str] = {
    # These files have content-hashed names.
    "/_static/css/": _IMMUTABLE,
    "/_static/js/": _IMMUTABLE,
    "/pagefind/fragment/": _IMMUTABLE,
    "/pagefind/index/": _IMMUTABLE,
    # These files keep their names when they change, which is rare.
    "/_images/": f"public, max-age={_DAY}",
    "/_static/fonts/": f"public, max-age={30 * _DAY}",
}
"""The ``Cache-Control`` header for files below certain paths. All other files are revalidated on each visit. If such
a file is unchanged, the host's response has no body (304 Not Modified)."""


def content_security_policy() -> str:
    """The Content-Security-Policy, which controls what files pages may load and what scripts they may run.

    Only images in posts may come from other hosts. The policy allows the one inline script by its hash, and
    WebAssembly, because the search needs it. Source: https://www.w3.org/TR/CSP3/.
    """
    directives = {
        "default-src": "'none'",
        "script-src": f"'self' 'wasm-unsafe-eval' {color_mode.csp_source()}",
        "style-src": "'self'",
        "img-src": "'self' https: data:",
        "font-src": "'self'",
        "connect-src": "'self'",
        "manifest-src": "'self'",
        "media-src": "'self'",
        "worker-src": "'self'",
        "base-uri": "'none'",
        "form-action": "'self'",
        "frame-ancestors": "'none'",
    }
    return "; ".join(f"{name} {value}" for name, value in directives.items())


def security_headers() -> dict[str, str]:
    """The headers sent with every file, other than ``Cache-Control``."""
    return {
        "Content-Security-Policy": content_security_policy(),
        "Cross-Origin-Opener-Policy": "same-origin",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
        "Referrer-Policy": "strict-origin-when-cross-origin",
        "Strict-Transport-Security": "max-age=31536000",
        "X-Content-Type-Options": "nosniff",
    }


def headers_file() -> str:
    """The text of the ``_headers`` file.

    Only the paths in ``CACHE_CONTROL`` have a ``Cache-Control`` rule, because hosts combine the values of all rules
    that match a file. Source: https://docs.netlify.com/routing/headers/
    """
    cache_rules = ((f"{path}*", {"Cache-Control": value}) for path, value in CACHE_CONTROL.items())
    rules = [("/*", security_headers()), *cache_rules]
    return "".join(
        f"{path}\n" + "".join(f"  {name}: {value}\n" for name, value in values.items()) for path, values in rules
    )


def nginx_config(library: Library, folder: str, listen: str, host: str) -> str:
    """Return an nginx server configuration for the site, to be included in the ``http`` block.

    ``folder`` is the full path of the site on the server. ``listen`` is a port, or an address and a port. ``host`` is
    the host name. Source: https://nginx.org/en/docs/.
    """
    caching = "".join(f"    ~^{re.escape(path)} {_quoted(value)};\n" for path, value in CACHE_CONTROL.items())
    moved = "".join(f"    {_quoted(old)} {_quoted(new)};\n" for old, new in _redirects(library))
    gone = "".join(f"    {_quoted(path)} 1;\n" for old in library.gone for path in _url_variants(old))
    headers = "".join(
        f"    add_header {name} {_quoted(value)} always;\n" for name, value in security_headers().items()
    )
    return f"""\
# The site on nginx. Run `make nginx` again when the site has changed: the policy and the redirects change with it.
map_hash_bucket_size 2048;
map_hash_max_size 65536;
map $uri $site_cache {{
    default {_quoted(_REVALIDATE)};
{caching}}}
map $uri $site_moved {{
    default "";
{moved}}}
map $uri $site_gone {{
    default "";
{gone}}}
server {{
    listen {listen};
    server_name {host};
    root {_quoted(folder)};
    index index.html;
    charset utf-8;
    charset_types application/javascript application/json text/css text/plain text/xml;
    absolute_redirect off;
    server_tokens off;
    error_page 404 /404.html;
    error_page 410 /404.html;

    include mime.types;
    types {{
        application/epub+zip epub;
        application/manifest+json webmanifest;
    }}

    gzip on;
    gzip_static on;
    gzip_vary on;
    gzip_min_length 1000;
    gzip_types application/javascript application/json application/manifest+json image/svg+xml text/css text/plain
        text/xml;

{headers}    add_header Cache-Control $site_cache always;

    if ($site_moved) {{ return 301 $site_moved; }}
    if ($site_gone) {{ return 410; }}

    location = /{HEADERS_FILE} {{ return 404; }}
    location ~ /\\.(?!well-known/) {{ return 404; }}
}}
"""


def _redirects(library: Library) -> Iterator[tuple[str, str]]:
    """Yield the redirects as (old URL path, new URL path) pairs.

    nginx ignores case when it looks up an old path. If an old path differed from a page's path only in case, the page
    would redirect to itself forever. Such paths are omitted here, and redirected by an HTML page instead.
    """
    pages = {path.casefold() for path in (*library.documents, *library.generated)}
    for old, new in sorted(library.redirects.items()):
        if old.casefold() not in pages:
            target = f"/{permalinks.url_of_page(new)}".replace("$", "%24")  # nginx reads $ as the start of a variable
            yield from ((variant, target) for variant in _url_variants(old))


def _url_variants(path: str) -> tuple[str, ...]:
    """The URL paths that browsers may request for a site path.

    A page may be requested with or without a trailing slash, unless its path is also the name of its output file.
    """
    return (f"/{path}",) if permalinks.is_html_file(path) else (f"/{path}", f"/{path}/")


def _quoted(value: str) -> str:
    """Quote a value for use in the nginx configuration."""
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
