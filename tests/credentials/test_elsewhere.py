"""Other people's programs say of our credentials what we say: @digitalbazaar/vc, openbadgeslib, 1EdTech's schema."""

from __future__ import annotations

import json
import subprocess
from copy import deepcopy
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openbadgeslib.ob3.verifier import OB3VerificationError

from tests.credentials.build import DID, FACTS, KEYS, NOW, PLACE, Document, issued, listing, until
from tests.credentials.elsewhere import NODE, PROGRAMS, by_digitalbazaar, by_openbadgeslib
from tests.credentials.schema import missed, published
from tests.credentials.tampered import CHANGES, tampered
from tests.credentials.texts import names
from trainer.credentials import Purpose, check, did_document

pytestmark = pytest.mark.pure
ISSUER = did_document(DID, KEYS)
GOOD, BAD = (listing(Purpose.REVOCATION), listing(Purpose.SUSPENSION)), [PLACE]
UNSEEN = {
    "one proof only",
    "a later signature",
    "a damaged signature",
    "a signature in other digits",
}
"""What is done to the proof over the JSON alone is not seen by whoever reads the proof over the graph."""


def verdicts(credentials: list[Document], lists: tuple[Document, ...] = GOOD) -> list[dict[str, Any]]:
    """What @digitalbazaar/vc says of each."""
    return by_digitalbazaar(credentials, ISSUER, lists, now=NOW)


def test_a_good_credential_and_its_lists_are_verified() -> None:
    bare = replace(FACTS, suspensions=None)
    good, one_list, *lists = verdicts([issued(), issued(bare), *GOOD])
    assert good == {"verified": True, "error": None, "status": {"revocation": False, "suspension": False}}
    assert one_list == {"verified": True, "error": None, "status": {"revocation": False}}
    assert [one["verified"] for one in lists] == [True, True]


@pytest.mark.parametrize("purpose", Purpose)
def test_the_status_stands_beside_the_verdict(purpose: Purpose) -> None:
    lists = tuple(listing(one, BAD if one is purpose else []) for one in Purpose)
    (found,) = verdicts([issued()], lists)
    assert found["verified"], "whoever asks has to look at the status too"
    assert found["status"] == {one.value: one is purpose for one in Purpose}


def test_changed_and_expired_credentials_are_refused() -> None:
    changed = tampered()
    expired = issued(until(datetime(2026, 1, 1, tzinfo=UTC)))
    *found, late = verdicts([*changed.values(), expired])
    assert {name for name, one in zip(changed, found, strict=True) if one["verified"]} == UNSEEN
    assert not late["verified"]
    assert "validUntil" in late["error"]


@settings(deadline=None, max_examples=2)
@given(st.lists(names, min_size=15, max_size=15))
def test_any_name_that_may_be_certified_is_verified_by_both(written: list[str]) -> None:
    credentials = [issued(replace(FACTS, name=name, certificate=name)) for name in written]
    assert all(one["verified"] for one in verdicts(credentials))
    assert all(one.ok for credential in credentials for one in check(credential, DID, KEYS, now=NOW))


def test_a_wallet_finds_the_shape_of_an_open_badge() -> None:
    good, nameless, without_criteria = issued(), deepcopy(issued()), deepcopy(issued())
    nameless["credentialSubject"]["achievement"]["name"] = 4
    del without_criteria["credentialSubject"]["achievement"]["criteria"]
    asked = json.dumps([good, nameless, without_criteria]).encode()
    run = subprocess.run([NODE, PROGRAMS / "shape-of-credentials.mjs"], input=asked, capture_output=True, check=True)
    assert json.loads(run.stdout) == [[], ["credentialSubject"], ["credentialSubject"]]


def test_it_follows_the_schema_it_names() -> None:
    good = issued(replace(FACTS, suspensions=None))
    assert missed(good) == set()
    assert published()["$id"] == good["credentialSchema"][0]["id"]


def test_the_schema_finds_what_is_wrong() -> None:
    assert missed(issued()) == {"$.credentialStatus"}, "it knows one status list, where W3C knows many"
    changed = deepcopy(issued(replace(FACTS, suspensions=None)))
    changed["credentialSubject"]["achievement"]["name"] = 4
    del changed["credentialSubject"]["achievement"]["criteria"]
    assert missed(changed) == {"$.credentialSubject.achievement", "$.credentialSubject.achievement.name"}


def download(address: str) -> bytes:
    """What openbadgeslib would have fetched."""
    known = {"https://certify.example/.well-known/did.json": ISSUER}
    return json.dumps((known | LISTED)[address]).encode()


LISTED: dict[str, Document] = {one["id"]: one for one in GOOD}


def verify(credential: Document) -> None:
    by_openbadgeslib(credential, DID, download)


def test_openbadgeslib_verifies_it_with_its_status() -> None:
    verify(issued())


@pytest.mark.parametrize("purpose", Purpose)
def test_it_refuses_one_that_is_listed(monkeypatch: pytest.MonkeyPatch, purpose: Purpose) -> None:
    listed = listing(purpose, BAD)
    monkeypatch.setitem(LISTED, listed["id"], listed)
    with pytest.raises(OB3VerificationError, match=f"'{purpose}' is set"):
        verify(issued())


@pytest.mark.parametrize("name", sorted(CHANGES.keys() - UNSEEN))
def test_it_refuses_what_was_changed(name: str) -> None:
    with pytest.raises(OB3VerificationError):
        verify(tampered()[name])


def test_it_refuses_what_has_expired() -> None:
    with pytest.raises(OB3VerificationError, match="expired"):
        verify(issued(until(datetime(2021, 1, 1, tzinfo=UTC))))
