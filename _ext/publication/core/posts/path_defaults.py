"""Uses a file's path to supply values for missing fields, and to determine the path in the document's URL.

Posts from another generator may lack a field that is required here, or their URLs may not have matched their folders.
Two settings in ``conf.py``, ``publication_defaults`` and ``publication_path_map``, make up for that, so that no post
needs to be edited.
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
    """Return the default values, by role, for fields that ``file`` may lack.

    ``pattern`` is a regular expression for the file's whole path without its suffix. ``{name}`` in a default inserts
    the text matched by the group with that name. A default is omitted if one of its groups matched nothing.
    """
    if not defaults:
        return {}
    match = re.fullmatch(pattern, str(PurePosixPath(file).with_suffix(""))) if pattern else None
    groups = {name: text for name, text in match.groupdict().items() if text is not None} if match else {}
    return {
        role: Scalar(_GROUP.sub(lambda match: groups[match[1]], default), plain=True, line=1)
        for role, default in defaults.items()
        if all(name in groups for name in _GROUP.findall(default))
    }


def mapped_path(file: str, path_map: Mapping[str, str]) -> str:
    """Replace the folder in a file's path. The document's permalink is derived from the result.

    ``path_map`` maps folders to site paths. If several of these folders contain the file, the longest one is
    replaced. A file outside all of them keeps its path.
    """
    folders = [folder for folder in path_map if file.startswith(folder.strip("/") + "/")]
    if not folders:
        return file
    folder = max(folders, key=len)
    return f"{path_map[folder].strip('/')}/{file[len(folder.strip('/')) + 1 :]}".lstrip("/")
