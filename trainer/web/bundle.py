"""Modules of the browser as one script: fewer requests on a bad line. On the disk they stay as they are written."""

from __future__ import annotations

import re
from collections.abc import Callable

IMPORT = re.compile(r'^import (?:(?P<names>\{[^}]*\}|\* as \w+) from )?"\./(?P<module>[\w-]+)\.js";\n', re.MULTILINE)
EXPORT = re.compile(r"^export ((?:async )?(?:function|const|class) (\w+))", re.MULTILINE)
LEFT = re.compile(r"^(?:import|export)\b.*", re.MULTILINE)


class Unbundled(ValueError):
    """A module imports or exports in a way that is not written here."""


def bundle(read: Callable[[str], str], entry: str) -> str:
    """One script that does what the module `entry` does, with all it imports, each once and in order."""
    order: list[str] = []

    def visit(name: str) -> None:
        for found in IMPORT.finditer(read(name)):
            if found["module"] not in order:
                visit(found["module"])
        order.append(name)

    visit(entry)
    return "const modules = {};\n" + "".join(_wrapped(name, read(name)) for name in order)


def _wrapped(name: str, text: str) -> str:
    exported = ", ".join(found[2] for found in EXPORT.finditer(text))
    body = EXPORT.sub(r"\1", IMPORT.sub(_bound, text))
    if left := LEFT.search(body):
        raise Unbundled(f"{name}.js: {left[0]}")
    return f'modules["{name}"] = (() => {{\n{body}return {{ {exported} }};\n}})();\n'


def _bound(found: re.Match[str]) -> str:
    names, module = found["names"], f'modules["{found["module"]}"]'
    if names is None:
        return ""
    left = names.removeprefix("* as ") if names.startswith("*") else names.replace(" as ", ": ")
    return f"const {left} = {module};\n"
