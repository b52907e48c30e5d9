"""The inline script on every page, which sets the reader's colour mode before the browser renders the page.

This is the only inline script. The Content-Security-Policy allows it by a hash of its text, so the text is defined
only here.
"""

from __future__ import annotations

import base64
import hashlib

LIGHT_BACKGROUND, DARK_BACKGROUND = "#fbfaf7", "#16171a"
"""The page's background colours, as in ``tokens.css``. Browsers also use them to tint their toolbars."""

# With ``data-script``, the style sheet shows the buttons that need scripts. Reading
# ``localStorage`` raises an error in browsers that block storage.
INLINE_SCRIPT = (
    'document.documentElement.dataset.script="";'
    'try{let m=localStorage.getItem("mode");'
    'if(m=="light"||m=="dark")document.documentElement.dataset.mode=m}catch{}'
)


def csp_source() -> str:
    """The script's hash, in the form required by ``script-src`` in a Content-Security-Policy.

    Source: https://www.w3.org/TR/CSP3/#grammardef-hash-source
    """
    digest = hashlib.sha256(INLINE_SCRIPT.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"
