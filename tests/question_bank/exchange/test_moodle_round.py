"""Cards written as Moodle XML and read back: equal up to the written list of losses."""

from __future__ import annotations

import io
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from PIL import Image

from question_bank.exchange.found import Draft, Found, Written
from question_bank.exchange.moodle.read import read
from question_bank.exchange.moodle.write import write
from question_bank.exchange.moodle.xml_losses import REFUSALS, losses
from question_bank.exchange.reduced import changed, reduced
from question_bank.items.base import Picture
from question_bank.items.card import Card
from question_bank.items.media import picture_of
from tests.question_bank.cards import real_content
from tests.question_bank.exchange.drafts import draft_of
from tests.question_bank.exchange.some_cards import PAYLOADS, cards, unhurried
from tests.question_bank.pictures import spot

pytestmark = pytest.mark.pure
TOLD = sorted(set(PAYLOADS) - set(REFUSALS))


def round_trip(
    folder: Path, *several: Card, media: Mapping[str, bytes] | None = None
) -> tuple[list[Written], list[Found]]:
    out = io.BytesIO()
    written = list(write(several, out, media or {}))
    path = folder / "questions.xml"
    path.write_bytes(out.getvalue())
    return written, list(read(path)) if any(not each.refusal for each in written) else []


@pytest.mark.parametrize("kind", TOLD)
@unhurried
@given(data=st.data())
def test_what_is_written_is_read_again_but_for_the_losses_that_are_named(tmp_path, kind, data):
    card = data.draw(cards(kind))
    (written,), found = round_trip(tmp_path, card)
    assume(not written.refusal)
    less, lost = reduced(card, losses({}))
    assert written == Written(card.code, lost)
    assert [each.refusal for each in found] == [""]
    assert found[0].draft == draft_of(less)


@pytest.mark.parametrize("kind", sorted(REFUSALS))
@unhurried
@given(data=st.data())
def test_what_moodle_does_not_know_is_refused_by_name(tmp_path, kind, data):
    (written,), found = round_trip(tmp_path, data.draw(cards(kind)))
    assert written.refusal == REFUSALS[kind]
    assert not found


@unhurried
@given(st.lists(st.sampled_from(TOLD).flatmap(cards), min_size=2, max_size=4))
def test_a_file_of_several_cards_keeps_them_apart(tmp_path, several):
    written, found = round_trip(tmp_path, *several)
    kept = [each.code for each in written if not each.refusal]
    drafts: list[Draft] = [each.draft for each in found if each.draft]
    assert [draft.about["code"] for draft in drafts] == kept


def bitmap() -> tuple[Picture, bytes]:
    out = io.BytesIO()
    Image.new("RGB", (3, 2), (1, 2, 3)).save(out, format="png")
    return picture_of(out.getvalue(), 'A "grey" card & more')


def test_a_picture_travels_inside_the_file(tmp_path):
    picture, data = bitmap()
    card = changed(real_content().cards[0], picture=picture)
    media = {picture.digest: data}
    (_written,), (found,) = round_trip(tmp_path, card, media=media)
    assert found.draft == draft_of(reduced(card, losses(media))[0], media)
    assert found.draft.payload.picture == picture


def test_a_drawing_travels_inside_the_file(tmp_path):
    card = changed(real_content().cards[0], picture=spot().picture)
    (_written,), (found,) = round_trip(tmp_path, card)
    assert found.draft.payload.picture == spot().picture


def test_a_picture_whose_file_is_missing_is_a_named_loss(tmp_path):
    picture, _data = bitmap()
    (written,), (found,) = round_trip(tmp_path, changed(real_content().cards[0], picture=picture))
    assert "the picture: its file is not here" in written.losses
    assert found.draft.payload.picture is None
