"""Taking files into the bank: what becomes of each item, all or nothing, and that a dry run tells the same."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import pytest
from flask import Flask
from PIL import Image
from sqlalchemy import func, select

from question_bank.exchange.course.write import write
from question_bank.exchange.found import Outcome
from question_bank.items.card import Card
from question_bank.items.media import picture_of
from tests.build import NOON
from tests.library import build
from tests.library.exchange_build import bank_file, cards, taken
from trainer.audit.models import AuditEvent
from trainer.core.db import Database
from trainer.core.errors import Conflict, Invalid
from trainer.library import editing, exchange_plan, finding, importing, listing
from trainer.library.exchange_cards import Wishes
from trainer.library.exchange_report import Becomes, report_of
from trainer.library.models import Item, ItemSource, ItemVersion, Media
from trainer.storage import FolderStorage

OTHERS = [
    {"id": "a", "text": "Scalenus anterior", "key": True, "rationale": "It crosses the first rib."},
    {"id": "b", "text": "Soleus", "rationale": "It is in the leg."},
]


def test_items_land_as_drafts_and_keep_what_they_say(app: Flask, store: Database, tmp_path: Path) -> None:
    own = build.card("D6-E-007", status="live", version=3, title="A ride", tags=["calf"], enemies=["D6-E-001"])
    report = taken(app, bank_file(tmp_path, own))
    assert report.is_done
    assert cards(store) == {"D6-E-007": own.model_copy(update={"status": "draft", "version": 1})}
    [line] = report.lines
    assert (line.outcome, line.becomes, line.number) == (Outcome.IMPORTED, Becomes.NEW, 1)
    assert line.notes == ("it cites S1, which the library does not hold",)
    with store.session() as session:
        [item] = session.scalars(select(Item))
        assert (item.bank, item.status, item.live_number, item.current_number) == ("dry-needling", "draft", None, 1)
        assert session.scalars(select(ItemSource.key)).all() == ["S1"]
        assert finding.count(session, finding.Filters(words="cyclist calf")) == 1


def test_a_file_that_came_before_changes_nothing(app: Flask, store: Database, tmp_path: Path) -> None:
    path = bank_file(tmp_path, build.card("D6-E-007"), build.card("D6-P-002", use="practice"))
    taken(app, path)
    again = taken(app, path)
    assert [line.becomes for line in again.lines] == [Becomes.UNCHANGED, Becomes.UNCHANGED]
    with store.session() as session:
        assert session.scalar(select(func.count()).select_from(ItemVersion)) == 2


def test_an_item_that_says_something_new_is_the_next_version(app: Flask, store: Database, tmp_path: Path) -> None:
    with store.write() as session:
        live = build.item(session, build.card("D6-E-007", status="live")).id
        gone = build.item(session, build.card("D6-E-008", status="retired")).id
    changed = [build.card(code, title="Anew", sources=["S1", "S9"]) for code in ("D6-E-007", "D6-E-008")]
    report = taken(app, bank_file(tmp_path, *changed))
    assert [line.says.split(";")[0] for line in report.lines] == ["updated to version 2"] * 2
    with store.session() as session:
        first, second = session.get_one(Item, live), session.get_one(Item, gone)
        assert (first.status, first.current_number, first.live_number) == ("draft", 2, 1)
        assert (second.status, second.current_number) == ("retired", 2)
        assert listing.version(session, live, 1).title == ""
        assert listing.version(session, live, 2).title == "Anew"
        assert finding.count(session, finding.Filters(words="anew")) == 2
        assert finding.count(session, finding.Filters(source="S9")) == 2


def test_an_item_that_reads_almost_like_one_of_the_bank_is_told(app: Flask, store: Database, tmp_path: Path) -> None:
    with store.write() as session:
        build.item(session, build.card("D6-E-041"))
    near = build.card("D6-E-042", stem=build.STEM.replace("calf", "thigh"))
    far = build.card("D6-E-043", stem="Which muscle lies over the apex of the lung?", options=OTHERS)
    first, second = taken(app, bank_file(tmp_path, near, far)).lines
    assert "D6-E-041 is nearly the same" in first.says
    assert "nearly the same" not in second.says


def test_nothing_is_written_when_anything_is_refused(app: Flask, store: Database, tmp_path: Path) -> None:
    path = bank_file(tmp_path, build.card("D6-E-007"))
    path.write_bytes(path.read_bytes() + b"---\ntype: essay\nstem: Say more.\n" + path.read_bytes())
    report = taken(app, path)
    assert not report.is_done
    assert (report.refused, report.taken) == (2, 1)
    assert "'essay' is not one of" in report.lines[1].refusal
    assert report.lines[2].refusal == "the code D6-E-007 stands in this file twice"
    assert cards(store) == {}
    partly = taken(app, path, Wishes(is_partial=True))
    assert partly.is_done
    assert set(cards(store)) == {"D6-E-007"}
    assert partly.lines == report.lines


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"", "the file is empty"),
        (b"PK\x03\x04", "not a package"),
        (b"<questestinterop/>", "QTI 1.2"),
        (b"\x89PNG\r\n\x1a\n\0\0", "not a text file"),
        (b'<!DOCTYPE quiz [<!ENTITY a "&b;"><!ENTITY b "&a;">]><quiz><question type="essay">&a;</question></quiz>', ""),
    ],
)
def test_a_hostile_file_ends_in_the_report(
    app: Flask, store: Database, tmp_path: Path, data: bytes, problem: str
) -> None:
    path = tmp_path / "upload"
    path.write_bytes(data)
    report = taken(app, path)
    assert not report.is_done
    assert problem in report.problem
    assert report.problem or report.refused
    with store.session() as session:
        assert session.scalar(select(func.count()).select_from(AuditEvent)) == 0


def test_a_file_of_too_many_items_is_refused_before_memory_is_full(
    app: Flask, store: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exchange_plan, "MOST", 1)
    report = taken(app, bank_file(tmp_path, build.card("D6-E-007"), build.card("D6-E-008")))
    assert (report.is_done, "split it" in report.problem) == (False, True)
    assert cards(store) == {}


def test_a_dry_run_tells_the_same_and_changes_nothing(app: Flask, store: Database, tmp_path: Path) -> None:
    with store.write() as session:
        build.item(session, build.card("D6-E-007"))
    path = bank_file(tmp_path, build.card("D6-E-007", title="Anew"), build.card("D6-E-008"))
    dry = importing.look(store, path, Wishes(), name="items.yaml")
    assert set(cards(store)) == {"D6-E-007"}
    real = taken(app, path)
    assert (dry.lines, dry.sha256, dry.format) == (real.lines, real.sha256, real.format)
    assert (dry.is_dry, dry.is_done, real.is_dry, real.is_done) == (True, False, False, True)
    assert report_of(real.as_json()) == real


def test_pictures_are_kept_once_and_missing_ones_are_refused(app: Flask, store: Database, tmp_path: Path) -> None:
    out = io.BytesIO()
    Image.new("RGB", (12, 8), (7, 100, 30)).save(out, format="PNG")
    picture, kept = picture_of(out.getvalue(), "A field")
    shown = [with_picture(build.card(code), picture) for code in ("D6-E-007", "D6-E-008")]
    alone = bank_file(tmp_path, *shown)
    assert "neither in the file nor kept here" in taken(app, alone).lines[0].refusal
    with (tmp_path / "items.zip").open("wb") as file:
        list(write(shown, file, {picture.digest: kept}))
    assert taken(app, tmp_path / "items.zip").is_done
    storage: FolderStorage = app.extensions["trainer"].storage
    assert storage.get(picture.digest) == kept
    with store.session() as session:
        [row] = session.scalars(select(Media))
        assert (row.media_type, row.width, row.height, row.size) == ("image/png", 12, 8, len(kept))
    assert {line.becomes for line in taken(app, alone).lines} == {Becomes.UNCHANGED}


def with_picture(card: Card, picture: object) -> Card:
    return card.model_copy(update={"payload": card.payload.model_copy(update={"picture": picture})})


def test_an_import_leaves_one_event_with_its_codes(app: Flask, store: Database, tmp_path: Path) -> None:
    report = taken(app, bank_file(tmp_path, build.card("D6-E-007"), build.card("D6-E-008")))
    with store.session() as session:
        [event] = session.scalars(select(AuditEvent))
        assert (event.action, event.subject) == ("review.items.imported", "bank:dry-needling")
        assert event.detail["codes"] == ["D6-E-007", "D6-E-008"]
        assert event.detail["sha256"] == report.sha256
        assert event.detail["counts"]["imported"] == 2


def test_a_bank_that_moved_on_meanwhile_stops_the_import(
    app: Flask, store: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with store.write() as session:
        own: UUID = build.item(session, build.card("D6-E-007")).id
    path = bank_file(tmp_path, build.card("D6-E-009"), build.card("D6-E-007", title="Anew"))

    def meanwhile(count: int) -> None:
        with store.write() as session:
            editing.new_version(
                session, own, build.card("D6-E-007", title=f"Theirs {count}"), by=None, note="n", now=NOON
            )

    with pytest.raises(Conflict, match="changed the bank"):
        taken(app, path, tell=meanwhile)
    assert set(cards(store)) == {"D6-E-007"}


def test_a_bank_has_a_plain_name(app: Flask, tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="small letters"):
        taken(app, bank_file(tmp_path, build.card()), replace(Wishes(), bank="../x"))
