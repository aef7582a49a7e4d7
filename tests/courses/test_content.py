"""`trainer content`: what is wrong is told and nothing is written; what is right is loaded, once."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import func, select

from question_bank.formats.faults import UnreadableContent
from tests.build import NOON
from tests.courses.build import replace_in, write_course, write_item
from trainer.content import content_group, load_content, read_checked
from trainer.core import clock
from trainer.core.db import Base, Database
from trainer.core.errors import Conflict
from trainer.courses.models import Course
from trainer.exams.models import Exam
from trainer.library.models import Item


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    return write_course(tmp_path / "content")


def run(app: Flask, *arguments: str) -> Result:
    return app.test_cli_runner().invoke(content_group, list(arguments))


def rows(store: Database) -> dict[str, int]:
    with store.session() as own:
        return {
            table.name: own.scalar(select(func.count()).select_from(table)) or 0
            for table in Base.metadata.sorted_tables
        }


def test_good_content_is_loaded_and_loading_again_adds_nothing(app: Flask, store: Database, directory: Path) -> None:
    first = run(app, "load", str(directory))
    assert (first.exit_code, first.output.count("added")) == (0, 1)
    before = rows(store)
    assert (before["course"], before["exam"], before["item"], before["page"]) == (1, 5, 4, 3)
    again = run(app, "load", str(directory), "--json")
    assert again.exit_code == 0
    assert json.loads(again.output)["added"] == []
    assert rows(store) == before


@pytest.mark.parametrize(
    ("file", "old", "new", "says"),
    [
        ("items/d1/d1-e-001.yaml", "key: true", "key: tr", "items/d1/d1-e-001.yaml: error: schema"),
        ("items/d1/d1-e-001.yaml", "rationale: Because.}", "rationale: Beca", "not readable YAML at line"),
        ("items/d1/d1-e-001.yaml", "key: true, ", "", "a single-choice item has exactly one key, not 0"),
        ("course.yaml", "title: A small course\n", "", "course.yaml: error: schema: title: Field required"),
        ("modules/first/01-start.md", " [@S1]\n", "\n", "no source: 'A claim that rests on something.'"),
        ("sources.yaml", "S2:", "S3:", "S2 is not in sources.yaml"),
    ],
)
def test_content_with_a_fault_is_refused_whole(
    app: Flask, store: Database, directory: Path, file: str, old: str, new: str, says: str
) -> None:
    replace_in(directory / file, old, new)
    before = rows(store)
    for command in ("lint", "load"):
        result = run(app, command, str(directory))
        assert result.exit_code == 1
        assert says in result.output
    assert rows(store) == before


def test_a_fault_on_the_second_loading_leaves_the_first_as_it_was(app: Flask, store: Database, directory: Path) -> None:
    run(app, "load", str(directory))
    before = rows(store)
    write_item(directory, "D1-E-001", **{"text: Wait": "text: Stay"})
    (directory / "items/d2/d2-e-001.yaml").write_text("code: D2-E-")
    assert run(app, "load", str(directory)).exit_code == 1
    assert rows(store) == before


def test_what_is_refused_half_way_is_rolled_back_whole(app: Flask, store: Database, directory: Path) -> None:
    run(app, "load", str(directory))
    before = rows(store)
    write_item(directory, "D1-E-001", **{"text: Wait": "text: Stay"})
    text = (directory / "course.yaml").read_text()
    (directory / "course.yaml").write_text(text.replace("slug: second", "slug: other"))
    (directory / "modules/second").rename(directory / "modules/other")
    result = run(app, "load", str(directory))
    assert result.exit_code == 1
    assert "no longer has the module second" in result.output
    assert "Nothing was loaded." in result.output
    assert rows(store) == before
    with pytest.raises(Conflict), store.write() as own:
        load_content(own, read_checked(directory), NOON)


def test_lint_says_when_there_is_nothing_to_say(app: Flask, directory: Path) -> None:
    result = run(app, "lint", str(directory))
    assert (result.exit_code, result.output) == (0, "0 errors, 0 warnings\n")


def test_lint_warns_by_the_day_it_is_and_loading_goes_on(app: Flask, directory: Path) -> None:
    replace_in(directory / "sources.yaml", "seen: second-hand", "seen: second-hand, review_by: 2026-11-19")
    for days, warnings in ((-1, 0), (0, 3)):
        with clock.stopped_at(NOON + timedelta(days=days)):
            result = run(app, "lint", str(directory))
        assert (result.exit_code, result.output.count("warning: source-due: S2 was to be")) == (0, warnings)
    assert run(app, "load", str(directory)).exit_code == 0


def test_lint_can_be_read_by_a_program(app: Flask, directory: Path) -> None:
    replace_in(directory / "sources.yaml", "S2:", "S3:")
    result = run(app, "lint", str(directory), "--json")
    said = json.loads(result.output)
    assert result.exit_code == 1
    assert said["errors"] + said["warnings"] == len(said["faults"]) > said["warnings"]
    assert {"where", "rule", "says", "is_warning", "field"} == set(said["faults"][0])


def test_a_directory_that_is_not_there_is_wrong_use(app: Flask, tmp_path: Path) -> None:
    assert run(app, "load", str(tmp_path / "none")).exit_code == 2


def test_library_course_and_exams_are_loaded_together(store: Database, directory: Path) -> None:
    with store.write() as own:
        report = load_content(own, read_checked(directory), NOON)
        assert "item D1-E-001" in report.added
        assert "page first/start" in report.added
        for table, wanted in ((Item, 4), (Course, 1), (Exam, 5)):
            assert own.scalar(select(func.count()).select_from(table)) == wanted


def test_every_fault_is_told_at_once(directory: Path) -> None:
    replace_in(directory / "sources.yaml", "kind: cohort, ", "")
    replace_in(directory / "modules/first/01-start.md", "minutes: 5", "minutes: 99")
    with pytest.raises(UnreadableContent) as caught:
        read_checked(directory)
    told = str(caught.value)
    assert "sources.yaml: S1" in told
    assert "modules/first/01-start.md: error: schema: minutes" in told
