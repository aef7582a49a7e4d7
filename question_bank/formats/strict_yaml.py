"""YAML read strictly: safe types only, nothing written twice, and every fault in words with its line."""

from __future__ import annotations

from typing import Any

import yaml

LARGEST = 1024 * 1024
"""No file an author writes by hand comes near a megabyte."""


class UnreadableYaml(ValueError):
    """The text is not YAML, or not a mapping of names to values; the message says where."""


def load(text: str) -> dict[str, Any]:
    """Read one mapping; raises UnreadableYaml with the line and what is wrong there."""
    if len(text) > LARGEST:
        raise UnreadableYaml("the file is larger than a megabyte")
    try:
        data = yaml.load(text, Loader=StrictLoader)  # noqa: S506 - StrictLoader is a SafeLoader
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f" at line {mark.line + 1}" if mark else ""
        raise UnreadableYaml(f"not readable YAML{line}: {getattr(error, 'problem', None) or error}") from error
    except (ValueError, RecursionError) as error:
        raise UnreadableYaml(f"not readable YAML: {error}") from error
    if not isinstance(data, dict):
        raise UnreadableYaml("the file is empty or not a mapping of names to values")
    return data


class StrictLoader(yaml.SafeLoader):
    """A safe loader that refuses what YAML lets pass in silence: a name written twice, an alias, a list as a name."""

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            mark = self.peek_event().start_mark  # type: ignore[no-untyped-call] # PyYAML's own method
            raise yaml.composer.ComposerError(None, None, "an alias (*name) is not used here; write the text out", mark)
        return super().compose_node(parent, index)

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen = set()
        for key_node, _ in node.value:
            key = self.construct_object(key_node, deep=True)
            if not isinstance(key, str):
                raise _fault(f"{key!r} cannot be a name; put it in quotes", key_node)
            if key in seen:
                raise _fault(f"the name {key!r} is written twice", key_node)
            seen.add(key)
        return super().construct_mapping(node, deep)


# YAML 1.1 reads on, off, yes and no as true or false; here they are the words they are.
StrictLoader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:bool" or first in "tTfF"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def _fault(says: str, node: yaml.Node) -> yaml.constructor.ConstructorError:
    return yaml.constructor.ConstructorError(None, None, says, node.start_mark)
