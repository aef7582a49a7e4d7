"""What every application compiles alike, kept for the next: most tests make an application of their own."""

from __future__ import annotations

from collections.abc import Callable
from types import CodeType

from jinja2.bccache import Bucket, BytecodeCache
from werkzeug.routing import Rule

Builder = Callable[..., tuple[str, str]]


class Templates(BytecodeCache):
    """Templates, by their place and their text."""

    def __init__(self) -> None:
        self.known: dict[tuple[str, str], CodeType | None] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self.known.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        self.known[bucket.key, bucket.checksum] = bucket.code


class Route(Rule):
    """A route; what puts its addresses together depends on nothing but how it is written."""

    known: dict[object, Builder] = {}

    def _compile_builder(self, append_unknown: bool = True) -> Builder:
        written = (self.rule, *self._trace, *sorted((self.defaults or {}).items()), append_unknown)
        if written not in self.known:
            self.known[written] = super()._compile_builder(append_unknown)
        return self.known[written]


templates = Templates()
