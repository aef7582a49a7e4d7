"""Cards written as a table and read back: equal up to the written list of losses."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from question_bank.exchange.encoding import decoded
from question_bank.exchange.found import Found, Written
from question_bank.exchange.reduced import reduced
from question_bank.exchange.table.cells import bare, safe
from question_bank.exchange.table.losses import LOSSES, REFUSALS
from question_bank.exchange.table.read import found_in
from question_bank.exchange.table.write import write
from question_bank.items.card import Card
from tests.question_bank.exchange.drafts import draft_of
from tests.question_bank.exchange.some_cards import PAYLOADS, cards, unhurried

pytestmark = pytest.mark.pure
TOLD = sorted(set(PAYLOADS) - set(REFUSALS))


def round_trip(*several: Card) -> tuple[list[Written], list[Found], str]:
    out = io.BytesIO()
    written = list(write(several, out, {}))
    text, _doubts = decoded(out.getvalue())
    return written, list(found_in(text)) if any(not each.refusal for each in written) else [], text


@pytest.mark.parametrize("kind", TOLD)
@unhurried
@given(data=st.data())
def test_what_is_written_is_read_again_but_for_the_losses_that_are_named(kind, data):
    card = data.draw(cards(kind))
    (written,), found, _text = round_trip(card)
    assume(not written.refusal)
    less, losses = reduced(card, LOSSES)
    assert written == Written(card.code, losses)
    assert [each.refusal for each in found] == [""]
    assert found[0].where == "row 2"
    assert found[0].draft == draft_of(less)


@pytest.mark.parametrize("kind", sorted(REFUSALS))
@unhurried
@given(data=st.data())
def test_what_does_not_fit_into_a_table_is_refused_by_name(kind, data):
    (written,), found, _text = round_trip(data.draw(cards(kind)))
    assert written.refusal == REFUSALS[kind]
    assert not found


@unhurried
@given(st.lists(st.sampled_from(TOLD).flatmap(cards), min_size=1, max_size=3))
def test_no_cell_is_one_that_a_spreadsheet_runs(several):
    _written, _found, text = round_trip(*several)
    for row in csv.reader(io.StringIO(text, newline="")):
        assert not [cell for cell in row if cell[:1] in tuple("=+@\t\r") or (cell[:1] == "-" and not is_number(cell))]


def is_number(cell: str) -> bool:
    try:
        return bool(float(cell) or True)
    except ValueError:
        return False


@unhurried
@given(st.text(st.sampled_from("'=+-@1/2a"), max_size=6))
def test_a_mark_is_taken_away_again(text):
    assert bare(safe(text)) == text
