"""Our own look at a credential: every check is named, and each says no to what it is there for."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.credentials.build import DID, FACTS, KEY, KEYS, NOW, PLACE, Document, changed, issued, key, listing, until
from tests.credentials.tampered import CHANGES, setting, tampered
from trainer.credentials import Finding, Purpose, UnreadableCredential, check, check_status, checking, read
from trainer.keys import PublicKey
from trainer.keys.trust import UNDER_WAY

pytestmark = pytest.mark.pure
NAMES = ["Form", "Issuer", "Key", "Signature", "Linked data signature", "Dates"]
SIGNED = FACTS.valid_from
DAY = timedelta(days=1)


def failing(document: Document, keys: tuple[PublicKey, ...] = KEYS, now: datetime = NOW) -> set[str]:
    """The checks that say no, or nothing."""
    return {one.name for one in check(document, DID, keys, now=now) if one.ok is False}


def test_a_good_credential_passes_every_check() -> None:
    found = check(issued(), DID, KEYS, now=NOW)
    assert [one.name for one in found] == NAMES
    assert all(one.ok for one in found)


@pytest.mark.parametrize("name", CHANGES)
def test_a_changed_one_fails_where_it_was_changed(name: str) -> None:
    assert failing(tampered()[name]) == CHANGES[name][1]


def test_a_change_that_only_one_proof_covers_fails_that_proof() -> None:
    document = changed(issued(), setting("proof", 0, "created", to="2021-01-01T00:00:00Z"))
    assert failing(document) == {"Linked data signature"}


def test_no_graph_is_put_in_order_before_we_know_that_we_wrote_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("trainer.credentials.proofs.canonical", None)
    assert failing(tampered()["another name"]) == {"Signature"}


@pytest.mark.parametrize(
    ("life", "fails"),
    [
        ({}, set()),
        ({"retired_at": SIGNED + DAY}, set()),
        ({"retired_at": SIGNED}, set()),
        ({"retired_at": SIGNED - UNDER_WAY}, {"Key"}),
        ({"compromised_at": SIGNED + DAY}, {"Key"}),
        ({"compromised_at": SIGNED}, {"Key"}),
    ],
)
def test_a_key_vouches_for_what_it_signed_in_its_time(life: dict[str, datetime], fails: set[str]) -> None:
    assert failing(issued(), (key(1, **life).public,)) == fails


def test_of_a_compromised_key_only_what_the_log_had_before_is_believed() -> None:
    keys = (key(1, compromised_at=SIGNED + DAY).public,)
    for logged_at, is_believed in ((SIGNED, True), (SIGNED + DAY, False), (None, False)):
        found = {one.name: one.ok for one in check(issued(), DID, keys, now=NOW, logged_at=logged_at)}
        assert (found["Key"], found["Signature"]) == (is_believed, True)


def test_a_key_of_later_vouches_for_nothing_before() -> None:
    later = PublicKey(KEY.public.use, KEY.public.name, KEY.public.jwk, SIGNED + DAY)
    assert failing(issued(), (later,)) == {"Key"}


def test_after_a_rotation_both_keys_vouch() -> None:
    second = key(2)
    for signer in (KEY, second):
        assert failing(issued(by=signer), (KEY.public, second.public)) == set()


def test_dates_count_to_the_second() -> None:
    ends = datetime(2027, 1, 1, 23, 59, 59, tzinfo=UTC)
    document = issued(until(ends))
    assert failing(document, now=ends) == set()
    assert failing(document, now=ends + timedelta(seconds=1)) == {"Dates"}
    assert failing(document, now=SIGNED - timedelta(seconds=1)) == {"Dates"}


@pytest.mark.parametrize(("purpose", "place"), [(Purpose.REVOCATION, 0), (Purpose.SUSPENSION, 1)])
def test_a_set_bit_says_no(purpose: Purpose, place: int) -> None:
    entry = issued()["credentialStatus"][place]
    assert check_status(entry, listing(purpose, [PLACE]), DID, KEYS, now=NOW).ok is False
    assert check_status(entry, listing(purpose, [PLACE - 1, PLACE + 1]), DID, KEYS, now=NOW).ok is True


LISTS: dict[str, Document] = {
    "changed": changed(listing(Purpose.REVOCATION), setting("credentialSubject", "encodedList", to="uH4sI")),
    "of another purpose": listing(Purpose.SUSPENSION),
    "from elsewhere": changed(listing(Purpose.REVOCATION), setting("id", to="https://mallory.example/status/0")),
    "by a stranger": listing(Purpose.REVOCATION, by=key(9)),
    "out of date": listing(Purpose.REVOCATION, lasts=DAY),
    "no list at all": issued(),
    "empty": {},
}


@pytest.mark.parametrize("name", LISTS)
def test_a_list_that_cannot_be_relied_on_is_no_answer(name: str) -> None:
    found = check_status(issued()["credentialStatus"][0], LISTS[name], DID, KEYS, now=NOW)
    assert found == Finding("Revocation", None, found.detail, is_old=name == "out of date")


@pytest.mark.parametrize("now", [NOW, FACTS.valid_from - DAY])
def test_a_list_that_is_out_of_date_still_tells_of_what_is_set_in_it(now: datetime) -> None:
    entry = issued()["credentialStatus"][0]
    found = [
        check_status(entry, listing(Purpose.REVOCATION, places, lasts=DAY), DID, KEYS, now=now)
        for places in ([PLACE], [PLACE - 1])
    ]
    day = "3 November 2020, 00:00 UTC"
    says = f"Not set in the status list as of {day}; what happened since is not known"
    assert found == [
        Finding("Revocation", False, f"Set in the status list as of {day}"),
        Finding("Revocation", None, says, is_old=True),
    ]


def test_nor_does_a_list_of_a_stranger_tell_of_what_is_set_in_it() -> None:
    strange = listing(Purpose.REVOCATION, [PLACE], by=key(9))
    assert check_status(issued()["credentialStatus"][0], strange, DID, KEYS, now=NOW).ok is None


@pytest.mark.parametrize("index", ["-1", "131072", "x", "²", "", "9" * 5_000])
def test_nor_is_a_place_that_is_none(index: str) -> None:
    entry = {**issued()["credentialStatus"][0], "statusListIndex": index}
    assert check_status(entry, listing(Purpose.REVOCATION), DID, KEYS, now=NOW).ok is None


@pytest.mark.parametrize(
    "content",
    [
        b"", b"[]", b"\xff", b'{"a":1,"a":2}', b'{"a":{"b":1,"b":1}}', b"[" * 60_000,
        json.dumps({"a": "x" * checking.LARGEST}).encode(),
    ],
)  # fmt: skip
def test_bytes_with_no_one_reading_are_refused(content: bytes) -> None:
    with pytest.raises(UnreadableCredential):
        read(content)


def test_what_was_issued_can_be_read_back() -> None:
    assert read(json.dumps(issued()).encode()) == issued()


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inside: st.lists(inside, max_size=3) | st.dictionaries(st.text(max_size=5), inside, max_size=3),
    max_leaves=8,
)


@settings(deadline=None, max_examples=80)
@given(st.sampled_from(sorted(issued())), anything)
def test_whatever_stands_in_a_member_the_answer_is_a_list_of_checks(member: str, value: object) -> None:
    document = changed(issued(), setting(member, to=value))
    found = check(document, DID, KEYS, now=NOW)
    assert [one.name for one in found] == NAMES
    assert document == issued() or not all(one.ok for one in found)
