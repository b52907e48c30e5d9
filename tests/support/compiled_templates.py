"""Shares compiled Jinja templates between tests, although each test builds in a separate folder."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jinja2.bccache import Bucket, BytecodeCache

if TYPE_CHECKING:
    from sphinx.builders import Builder


class CompiledTemplates(BytecodeCache):
    """Keeps compiled templates in memory, keyed by each template's name and a digest of its source.

    Compiling the templates takes up half the time of a small build. Jinja's own caches also include the template's
    path in the key, and the path differs from test to test.
    """

    def __init__(self) -> None:
        self._compiled: dict[tuple[str, str], bytes] = {}

    def get_cache_key(self, name: str, filename: str | None = None) -> str:  # noqa: ARG002 -- see the class
        """Return the template's name alone as the key, because Jinja adds the digest of the source."""
        return name

    def load_bytecode(self, bucket: Bucket) -> None:
        """Load the bytecode that an earlier build compiled, if any, into a bucket."""
        compiled = self._compiled.get((bucket.key, bucket.checksum))
        if compiled is not None:
            bucket.bytecode_from_string(compiled)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Store the bytecode that this build compiled."""
        self._compiled[bucket.key, bucket.checksum] = bucket.bytecode_to_string()


_SHARED = CompiledTemplates()


def share(builder: Builder) -> None:
    """Let a builder reuse the templates compiled by earlier builds in the same process."""
    from sphinx.builders.html import StandaloneHTMLBuilder

    if isinstance(builder, StandaloneHTMLBuilder):
        builder.templates.environment.bytecode_cache = _SHARED
