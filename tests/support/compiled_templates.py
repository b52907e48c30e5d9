"""Jinja templates that the tests compile once, although each test builds in a folder of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jinja2.bccache import Bucket, BytecodeCache

if TYPE_CHECKING:
    from sphinx.builders import Builder


class CompiledTemplates(BytecodeCache):
    """Keep compiled templates in memory, by their name and a digest of their source.

    Compiling the templates takes half the time of a small build. Jinja's own caches also use the path of a template as
    a key, and that differs in each test.
    """

    def __init__(self) -> None:
        self._compiled: dict[tuple[str, str], bytes] = {}

    def get_cache_key(self, name: str, filename: str | None = None) -> str:  # noqa: ARG002 -- see the class
        """Identify a template by its name alone; Jinja adds the digest of its source."""
        return name

    def load_bytecode(self, bucket: Bucket) -> None:
        """Fill a bucket with what an earlier build compiled."""
        compiled = self._compiled.get((bucket.key, bucket.checksum))
        if compiled is not None:
            bucket.bytecode_from_string(compiled)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what this build compiled."""
        self._compiled[bucket.key, bucket.checksum] = bucket.bytecode_to_string()


_SHARED = CompiledTemplates()


def share(builder: Builder) -> None:
    """Let a builder reuse the templates that earlier builds in this process compiled."""
    from sphinx.builders.html import StandaloneHTMLBuilder

    if isinstance(builder, StandaloneHTMLBuilder):
        builder.templates.environment.bytecode_cache = _SHARED
