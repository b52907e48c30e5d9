"""What a host must say with each file: a strict policy, how long to keep it; and a server that says it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from publication.core.addresses import permalinks

from . import color_mode

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from publication.core.library import Library

HEADERS_FILE = "_headers"
"""The file that Netlify and Cloudflare Pages read headers from."""

_DAY = 86400
_FOR_GOOD = "public, max-age=31536000, immutable"
_ASK_AGAIN = "public, max-age=0, must-revalidate"
CACHING: Mapping[str, str] = {
    # Their names are made from what they hold.
    "/_static/css/": _FOR_GOOD,
    "/_static/js/": _FOR_GOOD,
    "/pagefind/fragment/": _FOR_GOOD,
    "/pagefind/index/": _FOR_GOOD,
    # Their names are not, and they change rarely.
    "/_images/": f"public, max-age={_DAY}",
    "/_static/fonts/": f"public, max-age={30 * _DAY}",
}
"""How long files below a path are kept; all others are asked for again, which costs an answer of no length."""


def policy() -> str:
    """The Content-Security-Policy: what pages may load and run.

    Nothing comes from another host but pictures that a post names. The one script within pages is named by
    its hash, and the search is a WebAssembly program. Source: https://www.w3.org/TR/CSP3/.
    """
    directives = {
        "default-src": "'none'",
        "script-src": f"'self' 'wasm-unsafe-eval' {color_mode.source()}",
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


def headers() -> dict[str, str]:
    """What is said with every file."""
    return {
        "Content-Security-Policy": policy(),
        "Cross-Origin-Opener-Policy": "same-origin",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
        "Referrer-Policy": "strict-origin-when-cross-origin",
        "Strict-Transport-Security": "max-age=31536000",
        "X-Content-Type-Options": "nosniff",
    }


def headers_file() -> str:
    """The file ``_headers``. What is kept otherwise is said for its own path, since values of all rules are joined.

    Source: https://docs.netlify.com/routing/headers/
    """
    rules = [("/*", headers()), *((f"{path}*", {"Cache-Control": kept}) for path, kept in CACHING.items())]
    return "".join(
        f"{path}\n" + "".join(f"  {name}: {value}\n" for name, value in values.items()) for path, values in rules
    )


def nginx(library: Library, folder: str, listen: str, host: str) -> str:
    """A server of the site for nginx: to be included where ``http`` includes servers.

    ``folder`` holds the site. Source: https://nginx.org/en/docs/.
    """
    kept = "".join(f"    ~^{re.escape(path)} {_quoted(value)};\n" for path, value in CACHING.items())
    moved = "".join(f"    {_quoted(old)} {_quoted(new)};\n" for old, new in _moved(library))
    given_up = "".join(f"    {_quoted(path)} 1;\n" for old in library.gone for path in _forms(old))
    said = "".join(f"    add_header {name} {_quoted(value)} always;\n" for name, value in headers().items())
    return f"""\
# The site on nginx. `make nginx` writes this anew: the policy changes with the site, and so do old addresses.
map_hash_bucket_size 2048;
map_hash_max_size 65536;
map $uri $site_cache {{
    default {_quoted(_ASK_AGAIN)};
{kept}}}
map $uri $site_moved {{
    default "";
{moved}}}
map $uri $site_gone {{
    default "";
{given_up}}}
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

{said}    add_header Cache-Control $site_cache always;

    if ($site_moved) {{ return 301 $site_moved; }}
    if ($site_gone) {{ return 410; }}

    location = /{HEADERS_FILE} {{ return 404; }}
    location ~ /\\.(?!well-known/) {{ return 404; }}
}}
"""


def _moved(library: Library) -> Iterator[tuple[str, str]]:
    """Old addresses and the new ones.

    nginx compares them without regard to case. One that differs by nothing else from a page would send readers
    in a circle: it is left to its page of the site, which leads on as well.
    """
    pages = {path.casefold() for path in (*library.documents, *library.generated)}
    for old, new in sorted(library.redirects.items()):
        if old.casefold() not in pages:
            yield from ((form, f"/{permalinks.url(new)}".replace("$", "%24")) for form in _forms(old))


def _forms(path: str) -> tuple[str, ...]:
    """A path as it may be asked for: with and without a slash at its end, unless it names a file."""
    return (f"/{path}",) if permalinks.is_file(path) else (f"/{path}", f"/{path}/")


def _quoted(value: str) -> str:
    """A value as nginx reads it in quotation marks."""
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
