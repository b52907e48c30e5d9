"""Defaults that follow from the path of a file: values of missing fields, and the path of its URL.

Posts from another generator may lack a field that is required here, or be in a folder whose documents had other URLs.
Two settings in ``conf.py`` make up for that, ``publication_defaults`` and ``publication_path_map``, so that no post
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
    """The default values of ``file`` by role, to use for the fields that it lacks.

    ``pattern`` is a regular expression for the whole path of the file without its suffix. ``{name}`` in a default
    inserts the text of the group with that name. A default is left out if one of its groups matched nothing.
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
    """The path of a file with its folder replaced, to make the document's permalink from.

    ``path_map`` holds the site path for each folder; the longest folder that contains the file counts. A file in none
    of them keeps its path.
    """
    folders = [folder for folder in path_map if file.startswith(folder.strip("/") + "/")]
    if not folders:
        return file
    folder = max(folders, key=len)
    return f"{path_map[folder].strip('/')}/{file[len(folder.strip('/')) + 1 :]}".lstrip("/")
