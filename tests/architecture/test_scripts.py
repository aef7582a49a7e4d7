"""The scripts that no other test runs: each can at least be started."""

from __future__ import annotations

import importlib
from pathlib import Path

import pytest

pytestmark = pytest.mark.pure
TESTS = Path(__file__).parents[1]
SCRIPTS = sorted(
    path
    for folder in ("benchmarks", "faults", "fuzzing")
    for path in (TESTS / folder).glob("*.py")
    if not path.name.startswith("test_")
)


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: f"{path.parent.name}.{path.stem}")
def test_a_script_finds_what_it_uses(path: Path) -> None:
    assert importlib.import_module(f"tests.{path.parent.name}.{path.stem}")
