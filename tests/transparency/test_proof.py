"""A proof stands by itself: leaf, place, path and checkpoint, in the form of C2SP tlog-proof."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from tests.transparency.build import NOW, ORIGIN, Log, LogKey, LogKeys, entry
from trainer.keys.provider import Use
from trainer.transparency import proof as proofs
from trainer.transparency import store
from trainer.transparency.checkpoint import Checkpoint, sign
from trainer.transparency.entries import Kind, leaf
from trainer.transparency.models import LogLeaf, LogTile
from trainer.transparency.note import Malformed
from trainer.transparency.proof import Proof, inclusion, proof_of
from trainer.transparency.tiles import Edge, Tile
from trainer.transparency.tree import includes, leaf_hash

KEYS = LogKeys().every(Use.LOG)
ONE = entry(0)
LEAF = leaf(ONE.kind, ONE.subject, ONE.commitment, ONE.at)


def of(log: Log, number: int) -> Proof | None:
    with log.database.session() as session:
        return proof_of(session, f"certificate:{number}:issued")


def test_every_entry_has_a_proof_that_holds(log: Log) -> None:
    log.grow(3, 258, 1)
    for number in (0, 2, 3, 255, 256, 261):
        made = of(log, number)
        assert made
        read = Proof.parse(str(made))
        assert read == made
        assert read.check(ORIGIN, KEYS).size == 262
        assert read.index == number


def test_what_waits_or_never_came_has_none(log: Log) -> None:
    assert of(log, 0) is None
    log.grow(1)
    log.enter(1)
    assert of(log, 1) is None
    assert of(log, 99) is None


def test_the_form_is_that_of_the_specification(log: Log) -> None:
    log.grow(3)
    lines = str(of(log, 2)).split("\n")
    assert lines[0] == "c2sp.org/tlog-proof@v1"
    assert base64.b64decode(lines[1].removeprefix("extra ")).startswith(b'{"at":"2026-11-21T12:00:00Z","commitment":')
    assert lines[2] == "index 2"
    assert len(base64.b64decode(lines[3])) == 32
    assert lines[4:7] == ["", ORIGIN, "3"]


def test_the_leaf_is_canonical_json() -> None:
    assert (
        f'{{"at":"2026-11-21T12:00:00Z","commitment":"{ONE.commitment}","kind":"issued",'
        f'"subject":"{ONE.subject}","v":1}}'
    ).encode() == LEAF


@given(st.data())
def test_a_proof_that_was_changed_is_refused(data: st.DataObject) -> None:
    edge = Edge(0, {})
    other = leaf_hash(b"another")
    edge.grow([leaf_hash(LEAF), other])
    good = Proof(LEAF, 0, (other,), sign(Checkpoint(ORIGIN, 2, edge.root), LogKey("log-1"), now=NOW))
    assert good.check(ORIGIN, KEYS).size == 2
    text = str(good)
    place = data.draw(st.integers(0, text.index("\n\n") - 1))
    changed = text[:place] + data.draw(st.characters(min_codepoint=33, max_codepoint=126)) + text[place + 1 :]
    if changed != text:
        with pytest.raises(Malformed):
            Proof.parse(changed).check(ORIGIN, KEYS)


@pytest.mark.parametrize(
    "text", ["", "c2sp.org/tlog-proof@v1\n", "c2sp.org/tlog-proof@v1\nextra QQ==\nindex 00\n\nnote"]
)
def test_what_is_no_proof_is_refused(text: str) -> None:
    with pytest.raises(Malformed):
        Proof.parse(text)


@given(st.binary(min_size=32, max_size=32).map(bytes.hex) | st.just(""))
def test_the_salt_goes_with_the_proof_and_is_no_part_of_what_it_proves(salt: str) -> None:
    note = sign(Checkpoint(ORIGIN, 1, leaf_hash(LEAF)), LogKey("log-1"), now=NOW)
    made = Proof(LEAF, 0, (), note, salt)
    assert Proof.parse(str(made)) == made
    assert made.check(ORIGIN, KEYS).size == 1


@pytest.mark.parametrize("salt", ["", "00", "0" * 63 + "A", "0" * 64 + "\n", "é" * 32])
def test_what_is_no_salt_is_refused(salt: str) -> None:
    extra = base64.b64encode(LEAF + b"\n" + salt.encode()).decode()
    with pytest.raises(Malformed):
        Proof.parse(f"c2sp.org/tlog-proof@v1\nextra {extra}\nindex 0\n\nnote")


def test_a_tile_once_read_is_not_read_again(log: Log, monkeypatch: pytest.MonkeyPatch) -> None:
    log.grow(600)
    asked: list[Tile] = []
    real = store.read_tile

    def counted(session: Session, tile: Tile) -> bytes:
        asked.append(tile)
        return real(session, tile)

    monkeypatch.setattr(store, "read_tile", counted)
    with log.database.session() as session:
        path = inclusion(session, 17, 600)
        assert len(asked) == 3
        inclusion(session, 18, 600)
        assert len(asked) == 3
        last = store.latest(session)
        assert last
        assert includes(last.root, 600, 17, leaf_hash(next(iter(store.leaves(session, 17, 18)))), path)


def test_a_hole_in_the_rows_is_said_not_passed_over(log: Log) -> None:
    log.grow(600)
    log.unguarded(f"DELETE FROM {LogTile.__tablename__}", f"DELETE FROM {LogLeaf.__tablename__} WHERE place = 599")  # noqa: S608 - our own names
    with log.database.session() as session, pytest.raises(store.Missing):
        proofs.inclusion(session, 17, 600)
    with log.database.session() as session, pytest.raises(store.Missing):
        proofs.inclusion(session, 598, 600)


@given(st.sampled_from(Kind), st.binary(min_size=32, max_size=32), st.datetimes(timezones=st.just(UTC)))
def test_every_leaf_is_canonical(kind: Kind, digest: bytes, at: datetime) -> None:
    made = leaf(kind, digest.hex(), digest[::-1].hex(), at)
    assert rfc8785.dumps(json.loads(made)) == made
