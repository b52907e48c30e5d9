"""The inline script of every page, which sets the reader's colour mode before the browser paints the page.

It is the only inline script. The Content-Security-Policy allows it by the hash of its text, so the text is defined
only here.
"""

from __future__ import annotations

import base64
import hashlib

LIGHT_BACKGROUND, DARK_BACKGROUND = "#fbfaf7", "#16171a"
"""The background colours of the page, as in ``tokens.css``. Browsers tint their toolbars with them."""

# ``data-script`` tells the style sheet that scripts run, so that buttons work. Reading ``localStorage`` raises an
# error in browsers that block storage.
INLINE_SCRIPT = (
    'document.documentElement.dataset.script="";'
    'try{let m=localStorage.getItem("mode");'
    'if(m=="light"||m=="dark")document.documentElement.dataset.mode=m}catch{}'
)


def csp_source() -> str:
    """The script's hash, as ``script-src`` of a Content-Security-Policy lists it.

    Source: https://www.w3.org/TR/CSP3/#grammardef-hash-source
    """
    digest = hashlib.sha256(INLINE_SCRIPT.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"
