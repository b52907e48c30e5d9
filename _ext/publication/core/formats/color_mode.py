"""The one script that stands within every page: it sets the reader's colour mode before anything is painted.

A Content-Security-Policy must allow it, and names it by its hash; so its text is here and nowhere else.
"""

from __future__ import annotations

import base64
import hashlib

LIGHT, DARK = "#fbfaf7", "#16171a"
"""The colours of the page, as in ``tokens.css``: browsers paint their own frame with them."""

# ``data-script`` tells the style that buttons will work. Where nothing may be kept, asking throws.
SNIPPET = (
    'document.documentElement.dataset.script="";'
    'try{let m=localStorage.getItem("mode");'
    'if(m=="light"||m=="dark")document.documentElement.dataset.mode=m}catch{}'
)


def source() -> str:
    """The source that a policy's ``script-src`` must name. Source: https://www.w3.org/TR/CSP3/#grammardef-hash-source."""
    digest = hashlib.sha256(SNIPPET.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"
