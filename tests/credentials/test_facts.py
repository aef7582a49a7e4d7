"""What a credential may state, and what it never may."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from tests.credentials.build import FACTS, IDENTIFIER, NOW
from trainer.credentials import UnfitFact, open_badge

pytestmark = pytest.mark.pure
NEVER = ["\0", "\t", "\n", "\r", "\x1f", "\x7f", "\x85", "\ud800", "\ufffe", "\ufdd0", "\U0010ffff"]


@pytest.mark.parametrize("character", NEVER)
@pytest.mark.parametrize("field", ["name", "certificate", "basis", "issuer", "log_origin"])
def test_no_text_holds_what_cannot_be_seen(field: str, character: str) -> None:
    with pytest.raises(UnfitFact, match=field):
        replace(FACTS, **{field: f"a{character}b"})


@pytest.mark.parametrize("code", [*range(0x20), *range(0x7F, 0xA0)])
def test_no_control_character_is_ever_stated(code: int) -> None:
    with pytest.raises(UnfitFact, match=f"U\\+{code:04X}"):
        replace(FACTS, name=f"Zoë{chr(code)}Nguyễn")


@pytest.mark.parametrize("field", ["covers", "does_not_cover", "scope"])
def test_nor_does_a_line_of_a_list(field: str) -> None:
    with pytest.raises(UnfitFact, match=field):
        replace(FACTS, **{field: ("fine", "not\x07fine")})


@pytest.mark.parametrize(
    "wrong",
    [
        {"identifier": "short"},
        {"subject": "urn:uuid:1"},
        {"issuer_did": "did:key:z6Mk"},
        {"url": "/v/1"},
        {"picture_url": "https://certify.example/a b"},
        {"issuer_url": "https://certify.example/<x>"},
        {"revocations": "javascript:alert(1)"},
        {"suspensions": "status/1"},
        {"suspensions": FACTS.revocations},
        {"status_index": -1},
        {"status_index": 131_072},
        {"name": " "},
        {"name": "x" * 4_001},
        {"valid_from": datetime(2026, 1, 1)},  # noqa: DTZ001 - a naive moment is the point
        {"valid_until": FACTS.valid_from},
    ],
)
def test_every_fact_is_checked(wrong: dict[str, Any]) -> None:
    with pytest.raises(UnfitFact):
        replace(FACTS, **wrong)


def test_the_credential_says_what_is_certified_and_what_is_not() -> None:
    made = open_badge(FACTS)
    achievement = made["credentialSubject"]["achievement"]
    assert made["id"] == FACTS.url
    assert IDENTIFIER in made["description"]
    assert achievement["criteria"]["narrative"] == (
        "Knowledge and observed practical, exam unsupervised. "
        "Scope: knowledge examined on 3 November 2026; thorax not observed. "
        "Covers: Screening for contraindications; Clean technique. Does not cover: Needling of the eye."
    )
    assert (made["validFrom"], made["validUntil"]) == ("2020-11-03T00:00:00Z", "2099-11-02T23:59:59Z")
    assert made["credentialSubject"]["identifier"] == [
        {"type": "IdentityObject", "hashed": False, "identityHash": FACTS.name, "identityType": "ext:name"}
    ]


def test_one_status_list_makes_one_entry_and_no_array() -> None:
    entry = open_badge(replace(FACTS, suspensions=None))["credentialStatus"]
    assert entry == open_badge(FACTS)["credentialStatus"][0]
    assert entry["statusListCredential"] == FACTS.revocations


def test_the_same_facts_make_the_same_credential() -> None:
    assert open_badge(FACTS) == open_badge(replace(FACTS, valid_from=FACTS.valid_from.astimezone(NOW.tzinfo)))
