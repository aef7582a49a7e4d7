"""Witnesses' signatures come back in, are believed only from those we know, and stand under the checkpoint."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from tests.transparency.build import NOW, ORIGIN, Log, LogKey
from trainer.core.errors import Conflict, DomainError, Invalid
from trainer.keys.jwk import octets
from trainer.transparency import store
from trainer.transparency.audit import audit
from trainer.transparency.checkpoint import Checkpoint, sign
from trainer.transparency.commands import log_group
from trainer.transparency.models import LogCosignature
from trainer.transparency.note import PLAIN, TIMESTAMPED, Note, Signature, Verifier, message
from trainer.transparency.proof import proof_of
from trainer.transparency.service import add_witness, cosign

NAME = "witness.example/w1"
KEY = LogKey("a witness")


def verifier(kind: int = TIMESTAMPED, name: str = NAME) -> Verifier:
    return Verifier(name, kind, octets(KEY.public.jwk["x"]))


def cosigned(note: str, *, seconds: int = 0) -> str:
    """The note with the witness's signature below it, as C2SP tlog-cosignature says."""
    text = Note.parse(note).text
    time = int((NOW + timedelta(seconds=seconds)).timestamp()).to_bytes(8)
    made = Signature(NAME, verifier().id, time + KEY.sign(message(text, TIMESTAMPED, time)))
    return f"{note}{made}\n"


def current(log: Log) -> str:
    with log.database.session() as session:
        last = store.latest(session)
        assert last
        return store.note_of(session, last)


def take(log: Log, note: str) -> list[str]:
    with log.database.write() as session:
        return cosign(session, note, log.keys, log.origin)


@pytest.fixture
def witnessed(log: Log) -> Log:
    with log.database.write() as session:
        add_witness(session, NAME, str(verifier()), now=NOW)
    return log.grow(3, 4)


def test_a_cosignature_stands_under_the_checkpoint(witnessed: Log) -> None:
    note = cosigned(current(witnessed))
    assert take(witnessed, note) == [NAME]
    assert current(witnessed) == note
    with witnessed.database.session() as session:
        assert proof_of(session, "certificate:1:issued").note == note  # type: ignore[union-attr] # it is placed
        assert audit(session, witnessed.keys, ORIGIN, witnessed.outside).faults == []


def test_twice_is_once(witnessed: Log) -> None:
    note = cosigned(current(witnessed))
    take(witnessed, note)
    assert take(witnessed, note) == []


def test_a_later_cosignature_takes_the_place_of_an_earlier(witnessed: Log) -> None:
    plain = current(witnessed)
    take(witnessed, cosigned(plain))
    take(witnessed, cosigned(plain, seconds=60))
    assert current(witnessed) == cosigned(plain, seconds=60)


def test_an_older_checkpoint_may_be_cosigned(witnessed: Log) -> None:
    with witnessed.database.session() as session:
        older = store.checkpoint_of(session, 3)
        assert older
    assert take(witnessed, cosigned(older.note)) == [NAME]


def refusals(log: Log) -> dict[str, str]:
    note = current(log)
    foreign = sign(Checkpoint(ORIGIN, 7, bytes(32)), LogKey("log-1"), now=NOW)
    return {
        "No witness": note,
        "not to be believed": cosigned(note)[:-1],
        "never published": cosigned(foreign),
        "has not signed": cosigned(sign(Checkpoint(ORIGIN, 7, bytes(32)), LogKey("stranger"), now=NOW)),
    }


@pytest.mark.parametrize("says", ["No witness", "not to be believed", "never published", "has not signed"])
def test_what_cannot_be_believed_is_refused(witnessed: Log, says: str) -> None:
    with pytest.raises(DomainError, match=says):
        take(witnessed, refusals(witnessed)[says])
    with witnessed.database.session() as session:
        assert session.scalars(select(LogCosignature)).all() == []


def test_a_false_signature_of_a_known_witness_is_refused(witnessed: Log) -> None:
    note = current(witnessed)
    wrong = Signature(NAME, verifier().id, bytes(72))
    with pytest.raises(Invalid, match="not true"):
        take(witnessed, f"{note}{wrong}\n")


@pytest.mark.parametrize("key", ["nonsense", str(verifier(PLAIN)), str(verifier(name="other.example"))])
def test_a_witness_has_a_key_for_cosigning_under_its_name(log: Log, key: str) -> None:
    with pytest.raises(Invalid), log.database.write() as session:
        add_witness(session, NAME, key, now=NOW)


def test_a_witness_is_taken_up_once(witnessed: Log) -> None:
    with pytest.raises(Conflict), witnessed.database.write() as session:
        add_witness(session, NAME, str(verifier()), now=NOW)


def test_a_cosignature_put_in_by_hand_is_audited(witnessed: Log) -> None:
    take(witnessed, cosigned(current(witnessed)))
    witnessed.unguarded("UPDATE log_cosignature SET checkpoint_id = 1")
    with witnessed.database.session() as session:
        (fault,) = audit(session, witnessed.keys, ORIGIN, witnessed.outside).faults
    assert "cosignature 1" in fault.says


def test_the_operator_hands_over_and_takes_in(app: Flask, client: FlaskClient, site: Log) -> None:
    site.grow(5)
    run = app.test_cli_runner().invoke
    assert run(log_group, ["witness", "add", NAME, str(verifier())]).exit_code == 0
    note = cosigned(client.get("/log/checkpoint").text)
    done = run(log_group, ["cosign", "-"], input=note)
    assert (done.exit_code, done.output) == (0, f"Signed by {NAME}.\n")
    assert client.get("/log/checkpoint").text == note
    assert NAME in client.get("/log").text
    assert run(log_group, ["cosign", "-"], input="nonsense").exit_code == 1
    assert run(log_group, ["witness", "add", NAME, "nonsense"]).exit_code == 1
