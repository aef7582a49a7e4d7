"""The house keeps its own rules."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import click
import pytest

from tests.architecture.sizes import too_long, tracked

pytestmark = pytest.mark.pure
ROOT = Path(__file__).resolve().parents[2]


def test_nothing_is_over_its_size() -> None:
    assert list(too_long(ROOT)) == []


def test_only_one_place_catches_everything() -> None:
    broad = re.compile(r"except (Exception|BaseException)?\s*:")
    places = [
        str(path.relative_to(ROOT))
        for path in tracked(ROOT)
        if path.suffix == ".py" and not path.is_relative_to(ROOT / "tests") and broad.search(path.read_text("utf-8"))
    ]
    assert sorted(places) == ["trainer/core/db.py", "trainer/jobs/registry.py"]


def test_only_the_clock_asks_the_time() -> None:
    asks = re.compile(r"datetime\.(now|utcnow|today)\(|date\.today\(|time\.time\(")
    places = [
        str(path.relative_to(ROOT))
        for path in tracked(ROOT)
        if path.suffix == ".py" and not path.is_relative_to(ROOT / "tests") and asks.search(path.read_text("utf-8"))
    ]
    assert places == ["trainer/core/clock.py"]


def test_no_template_has_an_inline_style_or_script() -> None:
    inline = re.compile(r"\sstyle=|<style|<script(?![^>]*\ssrc=)|\son[a-z]+=\"", re.IGNORECASE)
    places = [
        str(path.relative_to(ROOT))
        for path in (ROOT / "templates").rglob("*.html")
        if inline.search(path.read_text("utf-8")) and "mail" not in path.parts and path.name != "mail.html"
    ]
    assert places == []


def test_nothing_marks_text_as_safe_but_what_we_render_ourselves() -> None:
    allowed = {
        "templates/courses/page.html",  # pages rendered when the course is loaded
        "templates/items/_picture.html",  # drawings, read into an allow-list and written out from it alone
        "templates/items/hotspot/_regions.html",
        "templates/items/needle_vector/_entries.html",
    }
    safe = re.compile(r"\|\s*safe\b|Markup\(|render_template_string")
    places = {
        str(path.relative_to(ROOT))
        for folder in ("templates", "trainer")
        for path in (ROOT / folder).rglob("*")
        if path.suffix in (".html", ".py") and safe.search(path.read_text("utf-8"))
    }
    assert places <= allowed, places - allowed


def test_no_ignore_lacks_a_reason() -> None:
    bare = re.compile(r"#\s*(type: ignore(\[[a-z, -]+\])?|noqa(: [A-Z0-9, ]+)?)\s*$", re.MULTILINE)
    places = [
        str(path.relative_to(ROOT))
        for path in tracked(ROOT)
        if path.suffix == ".py" and bare.search(path.read_text("utf-8"))
    ]
    assert places == []


def test_every_setting_stands_in_the_readme_or_the_architecture() -> None:
    from trainer.config import Settings  # noqa: PLC0415 - only this test needs it

    told = (ROOT / "README.md").read_text("utf-8") + (ROOT / "ARCHITECTURE.md").read_text("utf-8")
    missing = [name for name in Settings.model_fields if f"TRAINER_{name.upper()}" not in told]
    assert missing == []


def test_every_command_that_the_readme_names_is_there() -> None:
    from trainer.cli import trainer  # noqa: PLC0415 - only this test needs it

    told = re.findall(r"trainer ([a-z][a-z-]+)(?: ([a-z][a-z-]+))?", (ROOT / "README.md").read_text("utf-8"))
    assert len(told) > 20
    for name, verb in told:
        command = trainer.commands[name]
        assert not verb or not isinstance(command, click.Group) or verb in command.commands, (name, verb)


def test_what_paper_needs_of_the_system_is_installed_before_it_runs() -> None:
    needed = {"libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0"}
    serving = re.search(r"^serving=\((.*)\)$", (ROOT / ".ci" / "prepare").read_text("utf-8"), re.MULTILINE)
    assert serving
    assert needed <= set(serving[1].split())
    assert all(name in (ROOT / "ARCHITECTURE.md").read_text("utf-8") for name in needed)


def test_what_is_imported_is_named_as_a_dependency() -> None:
    packages, own = packages_distributions(), {"trainer", "question_bank"}
    dependencies = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["dependencies"]
    named = {re.split(r"[\[>]", each)[0] for each in dependencies}
    asked = {
        name.partition(".")[0]
        for folder in own
        for path in (ROOT / folder).rglob("*.py")
        for name in imported(ast.parse(path.read_text("utf-8")))
    }
    foreign = asked - set(sys.stdlib_module_names) - own
    assert {
        name for name in foreign if not named & {each.lower().replace("_", "-") for each in packages[name]}
    } == set()


def imported(tree: ast.Module) -> Iterator[str]:
    """The modules that a module imports, anywhere in it."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (each.name for each in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
