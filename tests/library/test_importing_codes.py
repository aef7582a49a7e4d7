"""The codes of imported items: kept where they are free, given where not, and followed by whoever names them."""

from __future__ import annotations

from pathlib import Path

from flask import Flask

from question_bank.exchange.course.write import document
from question_bank.items.card import Use
from tests.library import build
from tests.library.exchange_build import GIFT, bank_file, cards, taken
from trainer.core.db import Database
from trainer.library.exchange_cards import Wishes


def test_codes_that_are_taken_or_none_of_ours_become_labels(app: Flask, store: Database, tmp_path: Path) -> None:
    with store.write() as session:
        build.item(session, build.card("D6-E-041"))
    text = document(build.card("D6-E-041", enemies=["D6-E-009"])) + b"---\n" + document(build.card("D6-E-009"))
    odd = text.replace(b"code: D6-E-009", b"code: Q-17")
    path = tmp_path / "items.yaml"
    path.write_bytes(odd)
    report = taken(app, path, Wishes(bank="other"))
    assert [line.code for line in report.lines] == ["D6-E-042", "D6-E-043"]
    found = cards(store)
    assert found["D6-E-042"].tags == ("was: D6-E-041",)
    assert found["D6-E-043"].tags == ("was: Q-17",)
    assert "taken elsewhere" in report.lines[0].says


def test_a_code_that_was_just_given_to_another_item_is_taken(app: Flask, store: Database, tmp_path: Path) -> None:
    text = (
        document(build.card("D6-E-001")).replace(b"code: D6-E-001\n", b"") + b"---\n" + document(build.card("D6-E-001"))
    )
    path = tmp_path / "items.yaml"
    path.write_bytes(text)
    assert [line.code for line in taken(app, path).lines] == ["D6-E-001", "D6-E-002"]
    assert cards(store)["D6-E-002"].tags == ("was: D6-E-001",)


def test_enemies_follow_the_codes_their_items_got(app: Flask, store: Database, tmp_path: Path) -> None:
    with store.write() as session:
        build.item(session, build.card("D6-E-041"))
    pair = (build.card("D6-E-050", enemies=["D6-E-041"]), build.card("D6-E-041", enemies=["D6-E-050"]))
    taken(app, bank_file(tmp_path, *pair), Wishes(bank="other"))
    found = cards(store)
    assert found["D6-E-050"].enemies == ("D6-E-051",)
    assert found["D6-E-051"].enemies == ("D6-E-050",)


def test_what_another_system_does_not_say_is_as_wished(app: Flask, store: Database, tmp_path: Path) -> None:
    path = tmp_path / "questions"
    path.write_text(GIFT, "utf-8")
    report = taken(app, path, Wishes(domain="D4", use=Use.PRACTICE))
    assert report.format == "gift"
    assert set(cards(store)) == {"D4-P-001", "D4-P-002"}
    assert report.lines[0].notes == (
        "the file does not say its group: knowledge",
        "the file does not say its level: recall",
    )
    unsorted = taken(app, path, Wishes())
    assert [line.code for line in unsorted.lines] == ["D0-E-001", "D0-E-002"]
    assert cards(store)["D0-E-002"].domain == "D0"
