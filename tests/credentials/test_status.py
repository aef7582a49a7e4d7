"""Status lists: what is set is read back, byte for byte the same each time."""

from __future__ import annotations

import base64
import gzip
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.credentials.build import DID, FACTS
from trainer.credentials import ENTRIES, Purpose, UnreadableList, bits_of, is_set, status_list
from trainer.credentials.status import encoded

pytestmark = pytest.mark.pure
places = st.sets(st.integers(0, ENTRIES - 1), max_size=20)


@settings(deadline=None, max_examples=40)
@given(places)
def test_what_was_set_is_set_and_nothing_else(indexes: set[int]) -> None:
    bits = bits_of(encoded(indexes))
    assert {index for index in range(ENTRIES) if bits[index // 8] and is_set(bits, index)} == indexes


@settings(deadline=None, max_examples=20)
@given(places)
def test_the_same_places_give_the_same_bytes(indexes: set[int]) -> None:
    assert encoded(sorted(indexes)) == encoded(sorted(indexes, reverse=True))


def test_the_first_place_is_the_highest_bit_of_the_first_byte() -> None:
    assert bits_of(encoded([0, 9]))[:2] == b"\x80\x40"


@pytest.mark.parametrize("index", [-1, ENTRIES])
def test_a_place_outside_is_refused(index: int) -> None:
    with pytest.raises(ValueError, match="place"):
        encoded([index])


def packed(content: bytes) -> str:
    return "u" + base64.urlsafe_b64encode(gzip.compress(content)).decode().rstrip("=")


ANOTHER_SIZE = {
    "none": None,
    "empty": "",
    "nothing packed": "u",
    "another base": "z123",
    "no base at all": "u!!!",
    "not packed": "uAAAA",
    "one byte": packed(bytes(1)),
    "one byte more": packed(bytes(ENTRIES // 8 + 1)),
    "a bomb": packed(bytes(50_000_000)),
    "broken off": packed(bytes(ENTRIES // 8))[:-20],
    "very long": "u" + "A" * 100_000,
}


@pytest.mark.parametrize("text", ANOTHER_SIZE.values(), ids=ANOTHER_SIZE.keys())
def test_a_list_of_another_size_is_unreadable(text: object) -> None:
    with pytest.raises(UnreadableList):
        bits_of(text)


def test_a_list_says_how_long_it_is_good() -> None:
    made = status_list(
        FACTS.revocations, DID, Purpose.REVOCATION, [], valid_from=FACTS.valid_from, lasts=timedelta(hours=48)
    )
    assert (made["validFrom"], made["validUntil"]) == ("2020-11-03T00:00:00Z", "2020-11-05T00:00:00Z")
    assert made["credentialSubject"]["ttl"] == 24 * 3_600_000
