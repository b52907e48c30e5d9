"""The publication's settings, each declared once: name, type, default, what it may be, what it is for.

They stand in ``conf.py`` as ``publication_<name>``. Sphinx and ``python -m publication`` read the same
declaration, and ``_ext/README.md`` is checked against it.
"""

from __future__ import annotations

import datetime as dt
import os
import re
from collections.abc import Callable, Mapping
from dataclasses import MISSING, dataclass, field, fields
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from publication.core.posts.front_matter_schema import ROLES, FrontMatterOptions

if TYPE_CHECKING:
    from sphinx.application import Sphinx

PREFIX = "publication_"
_LAST_SECOND = 253402214400  # of the year 9999, less a day for the zone


class SettingError(ValueError):
    """A setting in ``conf.py`` that cannot be used."""


def _setting(default: Any, help_: str, valid: Callable[[Any], bool], must: str, rebuild: str = "env") -> Any:
    """A declared setting. When it changes, ``rebuild`` says what Sphinx does: ``env`` reads all, ``html`` writes."""
    metadata = {"help": help_, "valid": valid, "must": must, "rebuild": rebuild}
    if isinstance(default, (dict, list)):
        return field(default_factory=lambda: type(default)(default), metadata=metadata)
    return field(default=default, metadata=metadata)


def _is_zone(value: Any) -> bool:
    try:
        ZoneInfo(value)
    except (KeyError, ValueError, OSError, TypeError):
        return False
    return True


def _is_field_map(value: Any) -> bool:
    return (
        isinstance(value, Mapping)
        and set(value) <= set(ROLES)
        and all(isinstance(name, str) and name for name in value.values())
        and len(set((ROLES | dict(value)).values())) == len(ROLES)
    )


def _is_menu(value: Any) -> bool:
    return isinstance(value, (list, tuple)) and all(
        isinstance(entry, (list, tuple))
        and len(entry) == len(("text", "path"))
        and all(isinstance(text, str) for text in entry)
        for entry in value
    )


def _is_people(value: Any) -> bool:
    return isinstance(value, Mapping) and all(
        isinstance(key, str) and isinstance(person, Mapping) and isinstance(person.get("name"), str)
        for key, person in value.items()
    )


def _is_text_map(value: Any) -> bool:
    return isinstance(value, Mapping) and all(isinstance(text, str) for pair in value.items() for text in pair)


def _is_pattern(value: Any) -> bool:
    try:
        re.compile(value)
    except (re.error, TypeError):
        return False
    return isinstance(value, str)


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


@dataclass(frozen=True)
class Settings:
    """All settings, checked."""

    fields: Mapping[str, str] = _setting(
        {},
        "front-matter map: role to the name of the field that fills it, for names that differ from the starter's",
        _is_field_map,
        f"map some of {', '.join(ROLES)} to field names that are all different",
    )
    timezone: str = _setting(
        "Asia/Seoul",
        "the zone that dates are meant and shown in",
        _is_zone,
        "be the name of a time zone such as Asia/Seoul",
    )
    page_size: int = _setting(
        10,
        "posts on a page of a listing; 0 puts all on one",
        lambda value: isinstance(value, int) and not isinstance(value, bool) and value >= 0,
        "be a whole number, 0 or more",
    )
    old_page_size: int = _setting(
        4,
        "posts on a page of a listing of the site that the posts come from, whose numbered addresses lead on; "
        "0 when there was none",
        lambda value: isinstance(value, int) and not isinstance(value, bool) and value >= 0,
        "be a whole number, 0 or more",
    )
    feed_size: int = _setting(
        50,
        "posts in a feed, the newest ones; 0 puts all in; the feed of a term has 20 at most",
        lambda value: isinstance(value, int) and not isinstance(value, bool) and value >= 0,
        "be a whole number, 0 or more",
        rebuild="",  # feeds are written when they show something else, whatever made the difference
    )
    date_format: str = _setting(
        "d MMMM y",
        "how days are written, as a pattern of Unicode (CLDR)",
        lambda value: isinstance(value, str) and bool(value),
        "be a date pattern such as 'd MMMM y'",
        "html",
    )
    slug_rule: str = _setting(
        "verbatim",
        "where a slug without a leading slash stands: `verbatim` at the root, `folder` below its folder",
        lambda value: value in ("verbatim", "folder"),
        "be 'verbatim' or 'folder'",
    )
    defaults: Mapping[str, str] = _setting(
        {},
        "role to its value in documents that lack the field; `{name}` is a part of `publication_file_pattern`",
        lambda value: _is_text_map(value) and set(value) <= set(ROLES),
        f"map some of {', '.join(ROLES)} to texts",
    )
    file_pattern: str = _setting(
        "",
        "a regular expression of a document's file, without its extension, whose named groups are parts of defaults",
        _is_pattern,
        "be a regular expression such as r'posts/(?P<date>[0-9-]{10})-.*'",
    )
    folders: Mapping[str, str] = _setting(
        {},
        "folders whose documents stand elsewhere than their files: folder below the root to a site path",
        _is_text_map,
        "map folders such as 'posts/content' to site paths such as '/'",
    )
    tagline: str = _setting("", "one sentence below the name of the publication", _is_text, "be text", "html")
    menu: list[tuple[str, str]] = _setting(
        [],
        "the site's menu: pairs of a text and a site path",
        _is_menu,
        'be a list of pairs of a text and a path, as in [("About", "/about/")]',
        "html",
    )
    authors: Mapping[str, Mapping[str, str]] = _setting(
        {},
        "the authors a post may name: key to `name`, and optionally `bio` and `url`",
        _is_people,
        'map each author to a dictionary with a name, as in {"kim": {"name": "Kim Minji"}}',
    )
    css: list[str] = _setting(
        [],
        "the files in `_static` that the style of the site is made of, in their order",
        lambda value: isinstance(value, (list, tuple)) and all(isinstance(name, str) for name in value),
        "be a list of file names in _static",
        "html",
    )
    license: str = _setting("", "the licence of the texts, as a name", _is_text, "be text", "html")
    license_url: str = _setting("", "the address of that licence", _is_text, "be text", "html")
    cache: str = _setting(
        "_build/cache",
        "the folder, below the root, that keeps what is made once: small images, unpacked fonts",
        lambda value: isinstance(value, str) and bool(value.strip("/. ")),
        "be the name of a folder such as '_build/cache'",
        rebuild="",
    )
    paper: str = _setting(
        "a4",
        "the paper of the PDF: `a4` or `letter`",
        lambda value: value in ("a4", "letter"),
        "be 'a4' or 'letter'",
        rebuild="",  # the PDF is made of all documents each time, and set again where it differs
    )
    book_order: str = _setting(
        "date",
        "the order of posts in the PDF of all: by `date`, in years, or by `category`",
        lambda value: value in ("date", "category"),
        "be 'date' or 'category'",
        rebuild="",
    )
    editions: str = _setting(
        "",
        "the folder, below the root, that holds the editions that were built, in `pdf` and `epub`; the site offers "
        "them. `make publish` sets it",
        _is_text,
        "be the name of a folder",
        rebuild="",  # a page that offers another edition is written again
    )
    cards: bool = _setting(
        default=True,
        help_="draw a preview picture for each post without a cover, and one for the site",
        valid=lambda value: value in (True, False, 0, 1, "0", "1"),
        must="be True or False",
        rebuild="html",
    )
    search: bool = _setting(
        default=True,
        help_="make the search index",
        valid=lambda value: value in (True, False, 0, 1, "0", "1"),
        must="be True or False",
        rebuild="html",
    )
    preview: bool = _setting(
        default=False,
        help_="show drafts, scheduled and expired posts, marked; `make preview` sets it",
        valid=lambda value: value in (True, False, 0, 1, "0", "1"),
        must="be True or False",
    )

    @property
    def zone(self) -> ZoneInfo:
        """The time zone of the publication."""
        return ZoneInfo(self.timezone)

    @property
    def front_matter_options(self) -> FrontMatterOptions:
        """What reading a post needs of the settings."""
        names = {key: person["name"] for key, person in self.authors.items()}
        return FrontMatterOptions(
            fields=ROLES | dict(self.fields),
            zone=self.zone,
            slug_rule=self.slug_rule,
            authors=names,
            defaults=self.defaults,
            file_pattern=self.file_pattern,
            folders=self.folders,
        )


def from_values(values: Mapping[str, Any]) -> Settings:
    """Settings from the names in ``conf.py``; names without the prefix are passed over.

    Raises ``SettingError`` with one line for each setting that is unknown or cannot be used.
    """
    found: dict[str, Any] = {}
    faults = []
    declared = {item.name: item for item in fields(Settings)}
    for name, value in values.items():
        if not name.startswith(PREFIX):
            continue
        item = declared.get(name.removeprefix(PREFIX))
        if item is None:
            close = get_close_matches(name, [PREFIX + key for key in declared], n=1)
            repair = f": delete it, or write one of {', '.join(PREFIX + key for key in declared)}"
            hint = f"; did you mean `{close[0]}`?" if close else repair
            faults.append(f"`{name}` is not a setting{hint}")
        elif not item.metadata["valid"](value):
            faults.append(f"`{name} = {value!r}` cannot be used: it must {item.metadata['must']}")
        else:
            found[item.name] = value
    if faults:
        raise SettingError("\n".join(f"conf.py: {fault}" for fault in faults))
    found["preview"] = found.get("preview", False) in (True, 1, "1")
    found["cards"] = found.get("cards", True) in (True, 1, "1")
    return Settings(**found)


def declare(app: Sphinx) -> None:
    """Tell Sphinx every setting."""
    for item in fields(Settings):
        default = item.default_factory() if item.default_factory is not MISSING else item.default
        app.add_config_value(PREFIX + item.name, default, item.metadata["rebuild"], types=())


def now(zone: dt.tzinfo) -> dt.datetime:
    """The build's time: ``SOURCE_DATE_EPOCH``, or the present, in ``zone``.

    Source: https://reproducible-builds.org/specs/source-date-epoch/
    """
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    if epoch.isascii() and epoch.isdigit() and int(epoch) <= _LAST_SECOND:
        return dt.datetime.fromtimestamp(int(epoch), zone)
    return dt.datetime.now(zone)


def names() -> list[str]:
    """The names of all settings as they stand in ``conf.py``."""
    return [PREFIX + item.name for item in fields(Settings)]
