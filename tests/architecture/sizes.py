"""How long modules, functions, templates and tests may be; `python -m tests.architecture.sizes` says what is over."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

MODULE, FUNCTION, TEMPLATE, TEST = 250, 40, 150, 40
ROOTS = ("trainer", "question_bank", "tests")
DATA_ONLY = {"trainer/licensing/jurisdictions.py"}
"""Tables of data, exempt."""


def too_long(root: Path) -> Iterator[str]:
    """Every module, function, template and test over its budget."""
    for path in tracked(root):
        name = str(path.relative_to(root))
        lines = path.read_text("utf-8").count("\n")
        if path.suffix == ".html" and lines > TEMPLATE:
            yield f"{name} has {lines} lines; a template has at most {TEMPLATE}"
        if path.suffix == ".py" and name not in DATA_ONLY:
            if lines > MODULE:
                yield f"{name} has {lines} lines; a module has at most {MODULE}"
            yield from long_functions(path, name)


def tracked(root: Path) -> list[Path]:
    """The files git knows, or would know."""
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard", "--", *ROOTS, "templates", "wsgi.py"],
        cwd=root, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return [root / line for line in listed.stdout.splitlines() if (root / line).is_file()]


def long_functions(path: Path, name: str) -> Iterator[str]:
    """The functions of one module that are over budget."""
    most = TEST if name.startswith("tests/") else FUNCTION
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno:
            length = node.end_lineno - node.lineno + 1
            if length > most:
                yield f"{name}:{node.lineno} {node.name} has {length} lines; a function has at most {most}"


if __name__ == "__main__":
    found = list(too_long(Path(__file__).resolve().parents[2]))
    print("\n".join(found))
    sys.exit(1 if found else 0)
