"""The proof inside a file is of the credential beside it, to the byte, or it proves nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import rfc8785
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from tests.build import NOON
from tests.certificates import build, papers
from tests.certificates.test_uploads import told
from trainer.certificates.anchors import Anchors, anchors_of
from trainer.certificates.check_commands import in_words
from trainer.certificates.commitments import hidden
from trainer.certificates.models import Certificate
from trainer.certificates.presented import PROOF_INSIDE, Presented, presented
from trainer.certificates.service import Workshop, issue_pending
from trainer.credentials import read, secure
from trainer.keys import Use
from trainer.keys.life import compromise, rotate
from trainer.transparency import store
from trainer.transparency.checkpoint import Checkpoint, sign
from trainer.transparency.entries import leaf
from trainer.transparency.proof import Proof
from trainer.transparency.tree import leaf_hash, root_hash
from trainer.web.services import issuer_of

Look = Callable[[bytes], Presented]
pytestmark = pytest.mark.usefixtures("noon")
STOLEN = NOON + timedelta(hours=2)
LATER = NOON + timedelta(hours=3)


@pytest.fixture
def keys(tmp_path: Path) -> Path:
    """A folder of keys for one test, which may change them."""
    return tmp_path / "keys"


@pytest.fixture
def workshop(app: Flask) -> Workshop:
    """The workshop of an installation that issued to Alice and to Bob in the same second."""
    _, made, _ = papers.printed(app)
    with made.log.database.write() as session:
        build.certified(session, "Bob Birch", "limbs", now=NOON)
    issue_pending(made.log.database, made, now=NOON)
    return made


@pytest.fixture
def certificates(workshop: Workshop) -> tuple[Certificate, Certificate]:
    """Alice's and Bob's."""
    with workshop.log.database.session() as session:
        alice, bob = session.scalars(select(Certificate).order_by(Certificate.id))
        return alice, bob


@pytest.fixture
def anchors(workshop: Workshop) -> Anchors:
    """Our keys, and nothing else."""
    return anchors_of(workshop.keys, workshop.issuer.base_url)


@pytest.fixture
def look(workshop: Workshop) -> Look:
    """What a file shows to somebody who has nothing but our keys as they are at that moment."""
    return lambda pdf: presented(pdf, anchors_of(workshop.keys, workshop.issuer.base_url), now=LATER)


def failed(found: Presented) -> list[str]:
    return [check.name for check in found.checks if check.ok is False]


def proof_inside(found: Presented) -> bool | None:
    (check,) = [one for one in found.checks if one.name == PROOF_INSIDE]
    return check.ok


def test_the_proof_of_another_certificate_of_the_same_second_is_not_passed(
    workshop: Workshop, certificates: tuple[Certificate, Certificate], look: Look
) -> None:
    alice, bob = certificates
    own, of_bob = (papers.proof_in_log(one, workshop) for one in (alice, bob))
    assert alice.issued_at == bob.issued_at
    good = look(papers.page_again(alice, workshop))
    assert (good.is_ours, good.is_proved, failed(good)) == (True, True, [])
    for foreign in (of_bob, replace(of_bob, salt=own.salt), replace(own, salt=of_bob.salt)):
        found = look(papers.page_again(alice, workshop, foreign))
        assert failed(found) == [PROOF_INSIDE]
        assert in_words(found).endswith("Not to be relied on.")


def test_a_proof_without_the_salt_does_not_say_whose_it_is(
    workshop: Workshop, certificates: tuple[Certificate, Certificate], look: Look
) -> None:
    own, of_bob = (replace(papers.proof_in_log(one, workshop), salt="") for one in certificates)
    for unsalted in (own, of_bob):
        found = look(papers.page_again(certificates[0], workshop, unsalted))
        assert (found.is_ours, found.is_proved, proof_inside(found)) == (True, False, None)
        assert "does not say whose" in in_words(found)
        assert "ask its page" in in_words(found)


def test_a_stolen_key_finds_no_proof_for_what_it_signs(
    client: FlaskClient, workshop: Workshop, certificates: tuple[Certificate, Certificate], look: Look
) -> None:
    alice, bob = certificates
    good, false = papers.page_again(alice, workshop), forged(alice, workshop)
    foreign = forged(alice, workshop, papers.proof_in_log(bob, workshop))
    unsalted = forged(alice, workshop, replace(papers.proof_in_log(alice, workshop), salt=""))
    rotate(workshop.keys, Use.CREDENTIAL, issuer_of(workshop.issuer), now=LATER)
    compromise(workshop.keys, "credential-1", STOLEN, "a stolen backup", now=LATER)
    assert failed(look(good)) == []
    for page in (false, foreign, unsalted):
        assert failed(look(page)) == ["Credential inside: key"]
        assert told(client, page) == ("tampered", ["Credential inside: key"])


def test_a_lost_key_of_the_log_shows_nothing_whatever_moment_it_writes(
    workshop: Workshop, certificates: tuple[Certificate, Certificate], look: Look
) -> None:
    """Neither that of the tree, which asks for a new one, nor of a tree that never was, dated to when it was ours."""
    alice, stolen = certificates[0], workshop.keys.current(Use.LOG)
    true, salt = papers.proof_in_log(alice, workshop), alice.salt
    with workshop.log.database.session() as session:
        data = workshop.storage.get(session.get_one(Certificate, alice.id).credential_key or "")
    entered = leaf("issued", hidden(salt, alice.identifier.encode()), hidden(salt, data), alice.issued_at)
    never = Checkpoint(workshop.log.origin, 1, leaf_hash(entered))
    forged = Proof(entered, 0, (), sign(never, stolen, now=NOON), salt)
    pages = [papers.page_again(alice, workshop, proof) for proof in (true, forged)]
    assert [look(page).is_proved for page in pages] == [True, True]
    rotate(workshop.keys, Use.LOG, issuer_of(workshop.issuer), now=LATER)
    for since in (STOLEN, NOON):
        compromise(workshop.keys, "log-1", since, "a stolen disk", now=LATER)
        for found in map(look, pages):
            assert (found.is_ours, found.is_proved, proof_inside(found)) == (True, False, None)
            assert "ask its page for a new proof" in in_words(found)
    broken = look(papers.page_again(alice, workshop, replace(forged, index=1)))
    assert failed(broken) == [PROOF_INSIDE]


def test_two_trees_of_one_size_under_our_key_are_told(workshop: Workshop, anchors: Anchors) -> None:
    with workshop.log.database.session() as session:
        pdf = papers.page_again(session.get_one(Certificate, 1), workshop)
    inside = presented(pdf, anchors, now=LATER)
    assert "Log’s past" not in [check.name for check in inside.checks]
    size, origin = 4, workshop.log.origin
    with workshop.log.database.session() as session:
        root = root_hash(size, store.tree(session, size))
    for head, ok in (((size, root), True), ((size, bytes(32)), False), ((size + 1, root), None)):
        found = presented(pdf, replace(anchors, head=Checkpoint(origin, *head)), now=LATER)
        assert [check.ok for check in found.checks if check.name == "Log’s past"] == [ok]
        assert found.is_ours is (ok is not False)


def forged(certificate: Certificate, workshop: Workshop, proof: Proof | None = None) -> bytes:
    """A file that says another name and the same moment, signed by our keys, with the proof of the true credential."""
    with workshop.log.database.session() as session:
        copy = session.get_one(Certificate, certificate.id)
    credential = read(workshop.storage.get(copy.credential_key or ""))
    created = datetime.fromisoformat(credential.pop("proof")[0]["created"])
    credential["credentialSubject"]["identifier"][0]["identityHash"] = "Mallory Smithson"
    key = workshop.keys.current(Use.CREDENTIAL)
    copy.credential_key = workshop.storage.put(rfc8785.dumps(secure(credential, key, workshop.did, created=created)))
    return papers.page_again(copy, workshop, proof)
