"""Declares the publication's settings, each with its name, type, default, allowed values and purpose.

In ``conf.py``, a setting's name begins with ``publication_``. Sphinx and ``python -m publication`` use the same
declarations, and ``_ext/REFERENCE.md`` is generated from them.
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
from publication.core.problems import Problem, ProblemKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.application import Sphinx
    from sphinx.config import Config

PREFIX = "publication_"
RENAMED = {
    "publication_old_page_size": "publication_legacy_page_size",
    "publication_folders": "publication_path_map",
    "publication_editions": "publication_editions_dir",
}
"""The new name of each renamed setting, by its old name, which still works."""
_LAST_SECOND = 253402214400  # the end of the year 9999, minus one day for the time zone


class SettingError(ValueError):
    """Raised if a setting in ``conf.py`` is unknown or has an invalid value."""


def _setting(default: Any, help_: str, valid: Callable[[Any], bool], must: str, rebuild: str = "env") -> Any:
    """Declare a setting.

    ``valid`` checks a value, and ``must`` completes the message "it must …". If the value of the setting changes,
    Sphinx reads all documents again (``rebuild="env"``) or only writes all pages again (``rebuild="html"``).
    """
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
    """All settings, validated."""

    fields: Mapping[str, str] = _setting(
        {},
        "front-matter map: the field name for each role, where it differs from the name in gatsby-starter-lumen",
        _is_field_map,
        f"map some of {', '.join(ROLES)} to field names that are all different",
    )
    timezone: str = _setting(
        "Asia/Seoul",
        "the time zone of all dates",
        _is_zone,
        "be the name of a time zone such as Asia/Seoul",
    )
    page_size: int = _setting(
        10,
        "the number of posts on each listing page; 0 puts all posts on one page",
        lambda value: isinstance(value, int) and not isinstance(value, bool) and value >= 0,
        "be a whole number, 0 or more",
    )
    legacy_page_size: int = _setting(
        4,
        "the number of posts on each listing page of the old site, used to redirect its numbered pages; "
        "0 if there was no old site",
        lambda value: isinstance(value, int) and not isinstance(value, bool) and value >= 0,
        "be a whole number, 0 or more",
    )
    feed_size: int = _setting(
        50,
        "the number of posts in a feed; 0 includes all posts; a term's feed has at most 20",
        lambda value: isinstance(value, int) and not isinstance(value, bool) and value >= 0,
        "be a whole number, 0 or more",
        rebuild="",  # a feed is written again when its own content changes
    )
    date_format: str = _setting(
        "d MMMM y",
        "the format of dates, as a CLDR pattern",
        lambda value: isinstance(value, str) and bool(value),
        "be a date pattern such as 'd MMMM y'",
        "html",
    )
    slug_rule: str = _setting(
        "verbatim",
        "the path of a post whose slug has no leading slash: `verbatim` puts it at the root, `folder` below the "
        "post's folder",
        lambda value: value in ("verbatim", "folder"),
        "be 'verbatim' or 'folder'",
    )
    defaults: Mapping[str, str] = _setting(
        {},
        "default values of fields, by role; `{name}` inserts the text of a group in `publication_file_pattern`",
        lambda value: _is_text_map(value) and set(value) <= set(ROLES),
        f"map some of {', '.join(ROLES)} to texts",
    )
    file_pattern: str = _setting(
        "",
        "a regular expression for file names without extension; `publication_defaults` can use its named groups",
        _is_pattern,
        "be a regular expression such as r'posts/(?P<date>[0-9-]{10})-.*'",
    )
    path_map: Mapping[str, str] = _setting(
        {},
        "the site path for each folder (relative to the root) whose documents are published elsewhere",
        _is_text_map,
        "map folders such as 'posts/content' to site paths such as '/'",
    )
    tagline: str = _setting("", "one sentence shown below the publication's name", _is_text, "be text", "html")
    menu: list[tuple[str, str]] = _setting(
        [],
        "the site's menu, as (label, site path) pairs",
        _is_menu,
        'be a list of pairs of a text and a path, as in [("About", "/about/")]',
        "html",
    )
    authors: Mapping[str, Mapping[str, str]] = _setting(
        {},
        "the authors that posts can list: for each key, a `name` and optionally a `bio` and a `url`",
        _is_people,
        'map each author to a dictionary with a name, as in {"kim": {"name": "Kim Minji"}}',
    )
    css: list[str] = _setting(
        [],
        "the CSS files in `_static` that make up the style sheet, in order",
        lambda value: isinstance(value, (list, tuple)) and all(isinstance(name, str) for name in value),
        "be a list of file names in _static",
        "html",
    )
    license: str = _setting("", "the name of the licence for the texts", _is_text, "be text", "html")
    license_url: str = _setting("", "the URL of that licence", _is_text, "be text", "html")
    cache: str = _setting(
        "_build/cache",
        "the cache folder, below the root, for resized images and unpacked fonts",
        lambda value: isinstance(value, str) and bool(value.strip("/. ")),
        "be the name of a folder such as '_build/cache'",
        rebuild="",
    )
    paper: str = _setting(
        "a4",
        "the paper size of the PDF: `a4` or `letter`",
        lambda value: value in ("a4", "letter"),
        "be 'a4' or 'letter'",
        rebuild="",  # the PDF builder always checks all documents and typesets those that changed
    )
    book_order: str = _setting(
        "date",
        "the order of posts in the PDF book: by `date`, with a part for each year, or by `category`",
        lambda value: value in ("date", "category"),
        "be 'date' or 'category'",
        rebuild="",
    )
    editions_dir: str = _setting(
        "",
        "the folder, below the root, that contains the built editions (in `pdf` and `epub`) to offer for download; "
        "`make publish` sets it",
        _is_text,
        "be the name of a folder",
        rebuild="",  # a page is written again when the editions it offers change
    )
    cards: bool = _setting(
        default=True,
        help_="draw a social card for each post without a cover, and one for the site",
        valid=lambda value: value in (True, False, 0, 1, "0", "1"),
        must="be True or False",
        rebuild="html",
    )
    search: bool = _setting(
        default=True,
        help_="build the search index",
        valid=lambda value: value in (True, False, 0, 1, "0", "1"),
        must="be True or False",
        rebuild="html",
    )
    preview: bool = _setting(
        default=False,
        help_="include drafts, scheduled and expired posts, with a badge; `make preview` sets it",
        valid=lambda value: value in (True, False, 0, 1, "0", "1"),
        must="be True or False",
    )

    @property
    def zone(self) -> ZoneInfo:
        """The time zone of the publication."""
        return ZoneInfo(self.timezone)

    @property
    def front_matter_options(self) -> FrontMatterOptions:
        """The settings that are needed to read front matter."""
        names = {key: person["name"] for key, person in self.authors.items()}
        return FrontMatterOptions(
            fields=ROLES | dict(self.fields),
            zone=self.zone,
            slug_rule=self.slug_rule,
            authors=names,
            defaults=self.defaults,
            file_pattern=self.file_pattern,
            path_map=self.path_map,
        )


def settings_from_values(values: Mapping[str, Any]) -> Settings:
    """Create the settings from the names and values in ``conf.py``. Names without the prefix are ignored.

    A setting's old name still works, unless the new name is used too. Raises ``SettingError`` with one line for each
    setting that is unknown or has an invalid value.
    """
    values = {RENAMED.get(name, name): value for name, value in values.items() if name in RENAMED} | {
        name: value for name, value in values.items() if name not in RENAMED
    }
    valid: dict[str, Any] = {}
    errors = []
    declared = {item.name: item for item in fields(Settings)}
    for name, value in values.items():
        if not name.startswith(PREFIX):
            continue
        item = declared.get(name.removeprefix(PREFIX))
        if item is None:
            close = get_close_matches(name, [PREFIX + key for key in declared], n=1)
            repair = f": delete it, or write one of {', '.join(PREFIX + key for key in declared)}"
            hint = f"; did you mean `{close[0]}`?" if close else repair
            errors.append(f"`{name}` is not a setting{hint}")
        elif not item.metadata["valid"](value):
            errors.append(f"`{name} = {value!r}` cannot be used: it must {item.metadata['must']}")
        else:
            valid[item.name] = value
    if errors:
        raise SettingError("\n".join(f"conf.py: {error}" for error in errors))
    valid["preview"] = valid.get("preview", False) in (True, 1, "1")
    valid["cards"] = valid.get("cards", True) in (True, 1, "1")
    return Settings(**valid)


def declare_settings(app: Sphinx) -> None:
    """Register every setting with Sphinx, including its old name. The default of an old name is None."""
    for item in fields(Settings):
        default = item.default_factory() if item.default_factory is not MISSING else item.default
        app.add_config_value(PREFIX + item.name, default, item.metadata["rebuild"], types=())
        for old in (old for old, new in RENAMED.items() if new == PREFIX + item.name):
            app.add_config_value(old, None, item.metadata["rebuild"], types=())


def build_clock(zone: dt.tzinfo) -> dt.datetime:
    """Return the build time in ``zone``: ``SOURCE_DATE_EPOCH`` if it is set, otherwise the current time.

    Source: https://reproducible-builds.org/specs/source-date-epoch/
    """
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    if epoch.isascii() and epoch.isdigit() and int(epoch) <= _LAST_SECOND:
        return dt.datetime.fromtimestamp(int(epoch), zone)
    return dt.datetime.now(zone)


def settings_from_config(config: Config) -> Settings:
    """Create the settings from Sphinx's configuration. Raises ``SettingError``, as ``settings_from_values`` does."""
    values = {PREFIX + item.name: config[PREFIX + item.name] for item in fields(Settings)}
    for old, new in RENAMED.items():
        if config[old] is not None and not _is_set(config, new):
            values[new] = config[old]
    return settings_from_values(values)


def _is_set(config: Config, name: str) -> bool:
    return name in config._raw_config or name in config.overrides  # noqa: SLF001 -- Sphinx offers no public way


def setting_names() -> list[str]:
    """The current names of all settings, as written in ``conf.py``."""
    return [PREFIX + item.name for item in fields(Settings)]


def renamed_settings(conf: str) -> Iterator[Problem]:
    """Yield a note for each old setting name in the text of ``conf.py``."""
    for number, line in enumerate(conf.splitlines(), start=1):
        name = line.partition("=")[0].strip()
        if name in RENAMED:
            message = f"the setting `{name}` has a new name: write `{RENAMED[name]}`"
            yield Problem(ProblemKind.RENAMED_SETTING, message, "conf.py", number)
