"""Cards written as GIFT and read back: equal up to the written list of losses."""

from __future__ import annotations

import io

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from question_bank.exchange.found import Draft, Found, Written
from question_bank.exchange.gift.losses import LOSSES, REFUSALS
from question_bank.exchange.gift.read import found_in
from question_bank.exchange.gift.write import write
from question_bank.exchange.reduced import reduced
from question_bank.items.card import Card
from tests.question_bank.exchange.drafts import draft_of
from tests.question_bank.exchange.some_cards import PAYLOADS, cards, unhurried

pytestmark = pytest.mark.pure
TOLD = sorted(set(PAYLOADS) - set(REFUSALS))


def round_trip(*several: Card) -> tuple[list[Written], list[Found]]:
    out = io.BytesIO()
    written = list(write(several, out, {}))
    return written, list(found_in(out.getvalue().decode())) if out.getvalue() else []


@pytest.mark.parametrize("kind", TOLD)
@unhurried
@given(data=st.data())
def test_what_is_written_is_read_again_but_for_the_losses_that_are_named(kind, data):
    card = data.draw(cards(kind))
    (written,), found = round_trip(card)
    assume(not written.refusal)
    less, losses = reduced(card, LOSSES)
    assert written == Written(card.code, losses)
    assert [each.refusal for each in found] == [""]
    assert found[0].draft == draft_of(less)


@pytest.mark.parametrize("kind", sorted(REFUSALS))
@unhurried
@given(data=st.data())
def test_what_gift_does_not_know_is_refused_by_name(kind, data):
    (written,), found = round_trip(data.draw(cards(kind)))
    assert written.refusal == REFUSALS[kind]
    assert not found


@unhurried
@given(st.lists(st.sampled_from(TOLD).flatmap(cards), min_size=2, max_size=4))
def test_a_file_of_several_cards_keeps_them_apart(several):
    written, found = round_trip(*several)
    kept = [each.code for each in written if not each.refusal]
    drafts: list[Draft] = [each.draft for each in found if each.draft]
    assert [draft.about["code"] for draft in drafts] == kept
