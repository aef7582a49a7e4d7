"""`trainer items import` and `items export`, as operators and scripts meet them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import select

from question_bank.exchange.formats import FORMATS, WRITTEN
from tests.build import NOON
from tests.library import build
from tests.library.exchange_build import GIFT, bank_file, taken
from trainer.audit.models import AuditEvent
from trainer.core.db import Database
from trainer.library.exchange_commands import items_group
from trainer.library.models import Item


def run(app: Flask, *words: object) -> Result:
    return app.test_cli_runner().invoke(items_group, [str(word) for word in words])


def told(result: Result) -> dict[str, Any]:
    answer: dict[str, Any] = json.loads(result.output)
    return answer


def codes(store: Database) -> set[str]:
    with store.session() as session:
        return set(session.scalars(select(Item.code)))


def test_a_file_is_told_and_imported(app: Flask, store: Database, tmp_path: Path) -> None:
    path = tmp_path / "questions.yaml"
    path.write_text(GIFT, "utf-8")
    dry = run(app, "import", path, "--domain", "D4", "--dry-run")
    assert dry.exit_code == 0, dry.output
    assert "is read as GIFT" in dry.output
    assert "This was a dry run" in dry.output
    assert codes(store) == set()
    real = run(app, "import", path, "--domain", "D4", "--use", "practice", "--json")
    assert (real.exit_code, told(real)["is_done"]) == (0, True)
    assert codes(store) == {"D4-P-001", "D4-P-002"}


def test_a_wrong_guess_is_corrected_by_name(app: Flask, tmp_path: Path) -> None:
    path = tmp_path / "questions.txt"
    path.write_text(GIFT, "utf-8")
    result = run(app, "import", path, "--format", "aiken", "--json")
    assert result.exit_code == 1
    assert told(result)["format"] == "aiken"


def test_what_is_refused_ends_in_exit_1_with_its_place(app: Flask, store: Database, tmp_path: Path) -> None:
    path = bank_file(tmp_path, build.card("D6-E-007"))
    path.write_bytes(path.read_bytes() + b"---\ntype: essay\nstem: Say more.\n")
    whole = run(app, "import", path)
    assert whole.exit_code == 1
    assert "line " in whole.output
    assert "Nothing was imported" in whole.output
    assert codes(store) == set()
    assert run(app, "import", path, "--partial").exit_code == 1
    assert codes(store) == {"D6-E-007"}
    empty = tmp_path / "nothing"
    empty.touch()
    assert "the file is empty" in run(app, "import", empty).output


@pytest.mark.parametrize(
    "words",
    [
        ("import", "nowhere.yaml"),
        ("import", __file__, "--format", "docx"),
        ("import", __file__, "--domain", "D12"),
        ("export", "--format", "aiken", "--out", "x"),
        ("export", "--format", "yaml"),
        ("export", "--format", "yaml", "--out", "/nowhere/at/all"),
    ],
)
def test_wrong_use_is_exit_2(app: Flask, words: tuple[str, ...]) -> None:
    assert run(app, *words).exit_code == 2


def test_a_bad_name_of_a_bank_is_exit_1(app: Flask, tmp_path: Path) -> None:
    result = run(app, "import", bank_file(tmp_path, build.card()), "--bank", "My bank")
    assert (result.exit_code, "small letters" in result.output) == (1, True)


@pytest.mark.parametrize("name", WRITTEN)
def test_items_go_out_and_come_back(app: Flask, store: Database, tmp_path: Path, name: str) -> None:
    taken(app, bank_file(tmp_path, build.card("D6-E-007"), build.card("D6-P-002", use="practice")))
    out = tmp_path / f"out.{FORMATS[name].ending}"
    result = run(app, "export", "--format", name, "--out", out, "--json")
    assert result.exit_code == 0, result.output
    assert told(result)["written"] == 2
    again = run(app, "import", out, "--dry-run", "--json")
    assert told(again)["format"] == name
    assert [line["code"] for line in told(again)["items"]] == ["D6-E-007", "D6-P-002"]
    if name in ("yaml", "qti3"):
        assert told(again)["counts"]["unchanged"] == 2
    with store.session() as session:
        last = session.scalars(select(AuditEvent).order_by(AuditEvent.id)).all()[-1]
        assert (last.action, last.detail["written"]) == ("review.items.exported", 2)


def test_live_items_go_out_as_papers_draw_them(app: Flask, store: Database, tmp_path: Path) -> None:
    with store.write() as session:
        build.item(session, build.card("D6-E-007", status="live", title="As drawn"))
        build.item(session, build.card("D6-E-008", status="draft"))
        other = build.item(session, build.card("D6-E-009", status="live"))
        other.bank = "other"
    taken(app, bank_file(tmp_path, build.card("D6-E-007", title="Not reviewed yet")))
    out = tmp_path / "live.yaml"
    assert run(app, "export", "--format", "yaml", "--out", out, "--status", "live").exit_code == 0
    text = out.read_text("utf-8")
    assert "As drawn" in text
    assert "status: live" in text
    assert "D6-E-008" not in text
    assert "D6-E-009" not in text
    newest = tmp_path / "all.yaml"
    run(app, "export", "--format", "yaml", "--out", newest)
    assert "Not reviewed yet" in newest.read_text("utf-8")
    with store.session() as session:
        assert session.scalars(select(Item.status).where(Item.code == "D6-E-007")).one() == "draft"


def test_what_a_format_cannot_tell_is_said(app: Flask, store: Database, tmp_path: Path) -> None:
    with store.write() as session:
        build.item(session, build.card("D6-E-007"), now=NOON)
    result = run(app, "export", "--format", "gift", "--out", tmp_path / "out.txt")
    assert "1 of them with loss" in result.output
    assert "1 items: " in result.output
