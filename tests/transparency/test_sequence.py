"""What is entered gets its place once, under checkpoints that follow from one another and from what is kept outside."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from tests.transparency import naive
from tests.transparency.build import NOW, ORIGIN, Log, LogKey, LogKeys, entry
from trainer.keys.provider import NoKeys, Use
from trainer.transparency import memory, store
from trainer.transparency.audit import audit
from trainer.transparency.checkpoint import read
from trainer.transparency.entries import leaf
from trainer.transparency.models import LogCheckpoint, LogLeaf, LogTile, LogWaiting
from trainer.transparency.note import Malformed
from trainer.transparency.service import Inconsistent, placing


def leaves_to(count: int) -> list[bytes]:
    entries = [entry(number) for number in range(count)]
    return [leaf(one.kind, one.subject, one.commitment, one.at) for one in entries]


def head(log: Log) -> tuple[int, bytes]:
    with log.database.session() as session:
        last = store.latest(session)
        assert last
        found, at = read(last.note, ORIGIN, log.keys.every(Use.LOG))
        assert (found.size, found.root, at) == (last.size, last.root, last.at)
        return found.size, found.root


def count(log: Log, what: Any) -> int:
    with log.database.session() as session:
        return session.scalar(select(func.count()).select_from(what)) or 0


def test_entries_are_placed_in_the_order_they_came(log: Log) -> None:
    log.grow(3, 1, 300)
    assert head(log) == (304, naive.tree_hash(leaves_to(304)))
    assert count(log, LogWaiting) == 0
    assert count(log, LogTile) == 1


def test_what_does_not_fit_a_batch_is_placed_in_several(log: Log, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(placing, "BATCH", 10)
    log.enter(25)
    assert log.sequence() == 25
    assert head(log) == (25, naive.tree_hash(leaves_to(25)))
    assert count(log, LogCheckpoint) == 3


def test_an_empty_log_has_a_checkpoint(log: Log) -> None:
    assert log.sequence() == 0
    assert head(log) == (0, naive.tree_hash([]))


def test_nothing_is_written_while_nothing_is_due(log: Log) -> None:
    log.grow(2)
    assert log.sequence(now=NOW + timedelta(hours=23)) == 0
    assert count(log, LogCheckpoint) == 1


def test_a_day_later_the_checkpoint_is_signed_afresh(log: Log) -> None:
    log.grow(2)
    assert log.sequence(now=NOW + timedelta(days=1)) == 0
    assert count(log, LogCheckpoint) == 2
    assert head(log)[0] == 2


def test_a_new_key_signs_at_once(log: Log) -> None:
    log.grow(2)
    assert isinstance(log.keys, LogKeys)
    log.keys.rotate(NOW)
    log.sequence(now=NOW)
    assert count(log, LogCheckpoint) == 2, "in the same second"
    assert log.sequence(now=NOW) == 0
    assert count(log, LogCheckpoint) == 2
    log.grow(1, now=NOW + timedelta(hours=2))
    assert head(log)[0] == 3


def test_a_compromised_key_does_not_free_the_log_from_what_it_signed(log: Log) -> None:
    log.grow(3, 2)
    old = LogKey("log-1", compromised_at=NOW - timedelta(days=1))
    log.keys = LogKeys([old, LogKey("log-2", NOW + timedelta(hours=1))])
    log.grow(1, now=NOW + timedelta(hours=1))
    assert head(log)[0] == 6
    log.unguarded(*TRUNCATE)
    log.enter(1)
    with pytest.raises(Inconsistent, match="6 entries were published"):
        log.sequence(now=NOW + timedelta(hours=2))


def test_without_a_key_nothing_is_placed(log: Log) -> None:
    log.keys = LogKeys([])
    log.enter(1)
    with pytest.raises(NoKeys):
        log.sequence()
    assert count(log, LogLeaf) == 0
    assert count(log, LogWaiting) == 1


def test_the_last_checkpoint_is_kept_outside(log: Log) -> None:
    log.grow(2, 3)
    assert size_kept(log) == 5


def test_a_crash_before_it_is_kept_outside_is_made_good(log: Log, monkeypatch: pytest.MonkeyPatch) -> None:
    log.grow(2)
    with monkeypatch.context() as patch:
        patch.setattr(memory, "remember", full)
        with pytest.raises(OSError, match="full"):
            log.grow(3)
    log.grow(1)
    assert size_kept(log) == head(log)[0] == 6


def size_kept(log: Log) -> int:
    kept = memory.recall(log.outside)
    assert kept
    return memory.size_of(kept)


def full(*_: object) -> None:
    raise OSError("the disk is full")


def test_a_smaller_checkpoint_never_takes_the_place_of_a_larger(log: Log) -> None:
    log.grow(2)
    old = memory.recall(log.outside)
    log.grow(2)
    assert old
    memory.remember(log.outside, old)
    assert size_kept(log) == 4


TRUNCATE = (
    "DELETE FROM log_leaf WHERE place >= 3",
    "DELETE FROM log_checkpoint WHERE size > 3",
)


def test_a_log_cut_back_to_an_old_checkpoint_grows_no_more(log: Log) -> None:
    log.grow(3, 4)
    log.unguarded(*TRUNCATE)
    log.enter(1)
    with pytest.raises(Inconsistent, match="7 entries were published, and the tree has 3"):
        log.sequence()
    assert count(log, LogLeaf) == 3


def test_a_log_of_an_older_database_goes_on_under_another_key_once_people_decided_so(log: Log) -> None:
    log.grow(3, now=NOW - timedelta(days=2))
    log.grow(4)
    log.unguarded(*TRUNCATE, "DELETE FROM log_entry WHERE id NOT IN (SELECT entry_id FROM log_leaf)")
    log.enter(1)
    with pytest.raises(Inconsistent, match="Restoring an older database"):
        log.sequence()
    (log.outside / memory.NAME).rename(log.outside / "given-up")
    log.keys = LogKeys([LogKey("log-1", compromised_at=NOW - timedelta(days=1)), LogKey("log-2", NOW)])
    assert log.sequence(now=NOW + timedelta(hours=1)) > 0
    assert size_kept(log) > 3
    with log.database.session() as session:
        assert not audit(session, log.keys, log.origin, log.outside).faults
    with pytest.raises(Malformed):
        read((log.outside / "given-up").read_text("utf-8"), log.origin, log.keys.every(Use.LOG))


def test_the_readme_says_what_the_refusal_names() -> None:
    readme = Path(placing.__file__).parents[3] / "README.md"
    assert "## Restoring an older database" in readme.read_text("utf-8")
    assert "Restoring an older database" in placing.RESTORED


def test_a_log_rewritten_under_its_own_key_grows_no_more(log: Log) -> None:
    log.grow(3, 4)
    kept = memory.recall(log.outside)
    log.unguarded(*TRUNCATE)
    (log.outside / memory.NAME).unlink()
    log.entered = 100
    log.grow(9)
    assert kept
    (log.outside / memory.NAME).write_text(kept, "utf-8")
    log.enter(1)
    with pytest.raises(Inconsistent, match="the first 7 entries are not those that were published"):
        log.sequence()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE log_leaf SET hash = (SELECT hash FROM log_leaf WHERE place = 0) WHERE place = 1",
        "DELETE FROM log_leaf WHERE place = 1",
        "UPDATE log_checkpoint SET note = replace(note, '3', '4')",
    ],
)
def test_a_changed_edge_grows_no_more(log: Log, statement: str) -> None:
    log.grow(3)
    log.unguarded(statement)
    log.enter(1)
    with pytest.raises(Inconsistent):
        log.sequence()
