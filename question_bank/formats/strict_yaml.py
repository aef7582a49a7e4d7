"""YAML read strictly: safe types only, nothing written twice, and every fault in words with its line."""

from __future__ import annotations

from typing import Any

import yaml

LARGEST = 1024 * 1024
"""No file an author writes by hand comes near a megabyte."""
MOST_EVENTS = 50_000
"""Words, lists and mappings of one document; an item has a few hundred."""
DEEPEST = 100
TAG = "tag:yaml.org,2002:"


class UnreadableYaml(ValueError):
    """The text is not YAML, or not a mapping of names to values; the message says where."""


def load(text: str, *, first_line: int = 1) -> dict[str, Any]:
    """Read one mapping; raises UnreadableYaml with the line and what is wrong there.

    `first_line` is the line of its file on which the text begins.
    """
    if len(text) > LARGEST:
        raise UnreadableYaml("the file is larger than a megabyte")
    try:
        data = _Strict(text).document()
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f" at line {first_line + mark.line}" if mark else ""
        raise UnreadableYaml(f"not readable YAML{line}: {getattr(error, 'problem', None) or error}") from error
    except ValueError as error:
        raise UnreadableYaml(f"not readable YAML: {error}") from error
    if not isinstance(data, dict):
        raise UnreadableYaml("the file is empty or not a mapping of names to values")
    return data


def lines_of(text: str, name: str) -> dict[str, int]:
    """The line on which each mapping of a mapping says `name`, by the outer name; nothing of what `load` refuses."""
    try:
        load(text)
    except UnreadableYaml:
        return {}
    outer: Any = yaml.compose(text, getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    mappings = {key.value: value.value for key, value in outer.value if isinstance(value, yaml.MappingNode)}
    return {
        key: inner.start_mark.line + 1 for key, pairs in mappings.items() for inner, _ in pairs if inner.value == name
    }


class _Strict:
    """Builds values from a parser's events; libyaml's parser where PyYAML has it, which is many times faster.

    It refuses what YAML lets pass in silence: a name written twice, an alias, a list as a name.
    """

    def __init__(self, text: str) -> None:
        self._parser: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)(text)
        self._scalars = yaml.constructor.SafeConstructor()
        self._count = 0

    def document(self) -> Any:
        """The value of the only document; None when there is none."""
        self._next()
        if not self._parser.check_event(yaml.DocumentStartEvent):
            return None
        self._next()
        value = self._value(self._next(), 0)
        self._next()
        if not self._parser.check_event(yaml.StreamEndEvent):
            raise _fault("one document ends and another begins", self._next())
        return value

    def _next(self) -> Any:
        event = self._parser.get_event()
        self._count += 1
        if self._count > MOST_EVENTS:
            raise _fault(f"it holds more than {MOST_EVENTS} words, lists and mappings", event)
        return event

    def _value(self, event: Any, depth: int) -> Any:
        if depth > DEEPEST:
            raise _fault("lists and mappings are nested too deep", event)
        if isinstance(event, yaml.ScalarEvent):
            return self._scalar(event)
        if isinstance(event, yaml.AliasEvent):
            raise _fault("an alias (*name) is not used here; write the text out", event)
        if event.tag not in (None, "!", f"{TAG}map", f"{TAG}seq"):
            raise _fault(f"the tag {event.tag} is not used here", event)
        return self._mapping(depth) if isinstance(event, yaml.MappingStartEvent) else self._list(depth)

    def _list(self, depth: int) -> list[Any]:
        found = []
        while not isinstance(event := self._next(), yaml.SequenceEndEvent):
            found.append(self._value(event, depth + 1))
        return found

    def _mapping(self, depth: int) -> dict[str, Any]:
        found: dict[str, Any] = {}
        while not isinstance(event := self._next(), yaml.MappingEndEvent):
            key = self._value(event, depth + 1)
            if not isinstance(key, str):
                raise _fault(f"{key!r} cannot be a name; put it in quotes", event)
            if key in found:
                raise _fault(f"the name {key!r} is written twice", event)
            found[key] = self._value(self._next(), depth + 1)
        return found

    def _scalar(self, event: Any) -> Any:
        value: str = event.value
        tag = event.tag
        if tag in (None, "!"):
            tag = _kind(value) if event.implicit[0] else f"{TAG}str"
        if tag == f"{TAG}str":
            return value
        build = BUILDERS.get(tag)
        if build is None:
            raise _fault(f"the tag {tag} is not used here", event)
        return build(self._scalars, yaml.ScalarNode(tag, value, event.start_mark, event.end_mark))


SAFE: Any = yaml.constructor.SafeConstructor
BUILDERS: dict[str, Any] = {
    f"{TAG}null": SAFE.construct_yaml_null,
    f"{TAG}bool": SAFE.construct_yaml_bool,
    f"{TAG}int": SAFE.construct_yaml_int,
    f"{TAG}float": SAFE.construct_yaml_float,
    f"{TAG}timestamp": SAFE.construct_yaml_timestamp,
}
RESOLVERS: dict[str, list[tuple[str, Any]]] = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != f"{TAG}bool" or first in "tTfF"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
"""What bare words mean, by their first sign. On, off, yes and no are words here, not true or false as in YAML 1.1."""


def _kind(value: str) -> str:
    return next((tag for tag, pattern in RESOLVERS.get(value[:1], ()) if pattern.match(value)), f"{TAG}str")


def _fault(says: str, event: Any) -> yaml.constructor.ConstructorError:
    return yaml.constructor.ConstructorError(None, None, says, event.start_mark)
