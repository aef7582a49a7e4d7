"""Whatever somebody with the disk changes, the audit names the first entry that is not what it was."""

from __future__ import annotations

from hashlib import sha256

import pytest
from sqlalchemy import select

from tests.transparency.build import NOW, ORIGIN, Log, LogKey
from trainer.transparency import memory
from trainer.transparency.audit import audit
from trainer.transparency.checkpoint import Checkpoint, sign
from trainer.transparency.entries import leaf
from trainer.transparency.models import LogEntry, LogLeaf
from trainer.transparency.regrowing import Report
from trainer.transparency.service.placing import RESTORED
from trainer.transparency.tiles import Edge
from trainer.transparency.tree import leaf_hash


def audited(log: Log) -> Report:
    with log.database.session() as session:
        return audit(session, log.keys, ORIGIN, log.outside)


def says_of(report: Report) -> list[str]:
    return [fault.says for fault in report.faults]


@pytest.fixture
def grown(log: Log) -> Log:
    return log.grow(3, 300, 7)


def test_a_log_that_was_left_alone_agrees(grown: Log) -> None:
    grown.enter(1)
    report = audited(grown)
    assert (report.faults, report.entries, report.checkpoints) == ([], 310, 3)


def test_an_empty_log_agrees(log: Log) -> None:
    assert audited(log).faults == []
    log.sequence()
    assert audited(log).faults == []


@pytest.mark.parametrize(
    ("statement", "first_wrong", "says"),
    [
        (
            "UPDATE log_entry SET kind = 'revoked' WHERE key = 'certificate:5:issued'",
            5,
            "entry 5 is not what was logged",
        ),
        (
            "UPDATE log_entry SET at = '2020-01-01 00:00:00' WHERE key = 'certificate:307:issued'",
            307,
            "entry 307 is not",
        ),
        ("DELETE FROM log_leaf WHERE place = 17", 17, "entry 17 is missing"),
        ("DELETE FROM log_entry WHERE key = 'certificate:9:issued'", 9, "entry 9 is not what was logged"),
        (
            "UPDATE log_leaf SET hash = (SELECT hash FROM log_leaf WHERE place = 1) WHERE place = 40",
            40,
            "entry 40 is not",
        ),
        ("DELETE FROM log_tile", 0, "tile 0/0 is missing"),
        ("UPDATE log_tile SET root = (SELECT hash FROM log_leaf WHERE place = 1)", 0, "does not have its own root"),
        ("UPDATE log_checkpoint SET note = replace(note, '303', '304') WHERE size = 303", None, "is not true"),
        ("UPDATE log_checkpoint SET size = 304 WHERE size = 303", None, "the row is not what was signed"),
        (
            "UPDATE log_checkpoint SET at = '2026-01-01 00:00:00' WHERE size = 303",
            None,
            "the row is not what was signed",
        ),
        ("DELETE FROM log_checkpoint WHERE size = 310", 303, "has 310 entries, and 303 were published"),
        ("DELETE FROM log_waiting", None, "neither has a place nor waits"),
    ],
)
def test_what_was_changed_is_named(grown: Log, statement: str, first_wrong: int | None, says: str) -> None:
    grown.enter(1)
    grown.unguarded(statement)
    report = audited(grown)
    assert report.first_wrong == first_wrong
    assert any(says in fault for fault in says_of(report)), report.faults


def rewrite(log: Log, place: int) -> None:
    """Change an entry and its leaf, so that the two agree."""
    with log.database.session() as session:
        entry_id = session.scalar(select(LogLeaf.entry_id).where(LogLeaf.place == place))
        entry = session.get_one(LogEntry, entry_id)
        changed = leaf_hash(leaf("revoked", entry.subject, entry.commitment, entry.at)).hex()
    blob = f"X'{changed}'" if log.database.is_sqlite else f"'\\x{changed}'"
    log.unguarded(
        f"UPDATE log_entry SET kind = 'revoked' WHERE id = {entry_id}",  # noqa: S608 - the test's own
        f"UPDATE log_leaf SET hash = {blob} WHERE place = {place}",  # noqa: S608 - the test's own
    )


def test_an_entry_changed_with_its_leaf_is_named_by_its_tile(grown: Log) -> None:
    grown.grow(1)
    rewrite(grown, 100)
    assert audited(grown).first_wrong == 100


def test_a_tile_tells_more_exactly_than_a_checkpoint(log: Log) -> None:
    rewrite(log.grow(3, 200, 100), 100)
    report = audited(log)
    assert "one of the entries 3 to 202" in says_of(report)[0]
    assert report.first_wrong == 100


def test_an_entry_changed_with_its_leaf_is_told_by_the_checkpoint(grown: Log) -> None:
    rewrite(grown, 305)
    report = audited(grown)
    assert report.first_wrong == 303
    assert "one of the entries 303 to 309" in says_of(report)[0]


def test_truncation_is_told_by_what_is_kept_outside(grown: Log) -> None:
    grown.unguarded("DELETE FROM log_leaf WHERE place >= 303", "DELETE FROM log_checkpoint WHERE size > 303")
    grown.unguarded("DELETE FROM log_entry WHERE id NOT IN (SELECT entry_id FROM log_leaf)")
    assert says_of(audited(grown)) == [
        f"the checkpoint outside the database: 310 entries were published, and the tree has 303. {RESTORED}"
    ]


def test_a_whole_history_written_anew_is_told_by_what_is_kept_outside(grown: Log) -> None:
    kept = memory.recall(grown.outside)
    tables = ("log_leaf", "log_tile", "log_checkpoint", "log_waiting", "log_entry")
    grown.unguarded(*(f"DELETE FROM {table}" for table in tables))  # noqa: S608 - the test's own
    (grown.outside / memory.NAME).unlink()
    grown.entered = 1000
    grown.grow(3, 300, 7)
    assert audited(grown).faults == []
    assert kept
    (grown.outside / memory.NAME).write_text(kept, "utf-8")
    assert "the first 310 entries are not those that were published" in says_of(audited(grown))[0]


def test_a_second_checkpoint_of_the_same_size_is_told(grown: Log) -> None:
    other = Edge(0, {})
    other.grow([sha256(b"another").digest()] * 310)
    note = sign(Checkpoint(ORIGIN, 310, other.root), LogKey("log-1"), now=NOW)
    grown.unguarded(f"UPDATE log_checkpoint SET note = '{note}' WHERE size = 310")  # noqa: S608 - the test's own
    assert any("was signed over" in says for says in says_of(audited(grown)))
