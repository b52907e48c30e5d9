"""What a file's place says of a document that does not say it itself.

Posts that come from elsewhere may lack a field that is required here, or stand in a folder that has
another address. ``conf.py`` says so once, and no post is edited.
"""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from .front_matter import Scalar

if TYPE_CHECKING:
    from collections.abc import Mapping

_GROUP = re.compile(r"\{(\w+)\}")


def default_fields(file: str, pattern: str, defaults: Mapping[str, str]) -> dict[str, Scalar]:
    """A document's values by role, for the fields that it lacks.

    ``pattern`` must match the file's path without its extension; ``{name}`` in a default is what its
    group of that name matched. A default with a name that matched nothing is left out.
    """
    if not defaults:
        return {}
    found = re.fullmatch(pattern, str(PurePosixPath(file).with_suffix(""))) if pattern else None
    groups = {name: text for name, text in found.groupdict().items() if text is not None} if found else {}
    return {
        role: Scalar(_GROUP.sub(lambda match: groups[match[1]], default), plain=True, line=1)
        for role, default in defaults.items()
        if all(name in groups for name in _GROUP.findall(default))
    }


def mapped_path(file: str, folders: Mapping[str, str]) -> str:
    """The file's path for its address: in the site path that ``folders`` has for its folder, else its own."""
    above = [folder for folder in folders if file.startswith(folder.strip("/") + "/")]
    if not above:
        return file
    folder = max(above, key=len)
    return f"{folders[folder].strip('/')}/{file[len(folder.strip('/')) + 1 :]}".lstrip("/")
