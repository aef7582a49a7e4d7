"""What is written as QTI 3 and read back is the same; from the items alone, up to the losses that are named."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from zipfile import ZipFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from question_bank.exchange.found import Found, Outcome, Written
from question_bank.exchange.markup import as_line, as_read
from question_bank.exchange.qti.extras import CHANGED
from question_bank.exchange.qti.reader import read
from question_bank.exchange.qti.writing.writer import write
from question_bank.items import TYPES, Payload
from question_bank.items.card import Card
from tests.question_bank.cards import real_content
from tests.question_bank.exchange.drafts import draft_of
from tests.question_bank.exchange.qti_answers import card_of
from tests.question_bank.exchange.some_cards import cards
from tests.question_bank.samples import SAMPLES

pytestmark = pytest.mark.pure


def written(*some: Card, media: Mapping[str, bytes] | None = None) -> tuple[bytes, list[Written]]:
    out = BytesIO()
    told = list(write(some, out, media or {}))
    return out.getvalue(), told


def found(package: bytes) -> list[Found]:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "questions.zip"
        path.write_bytes(package)
        return list(read(path))


def without_extras(package: bytes) -> bytes:
    """The package as a system leaves it that keeps only what it knows."""
    out = BytesIO()
    with ZipFile(BytesIO(package)) as old, ZipFile(out, "w") as new:
        for name in old.namelist():
            if not name.endswith(".trainer.json"):
                new.writestr(name, old.read(name))
    return out.getvalue()


@pytest.mark.parametrize("kind", TYPES)
@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_a_card_comes_back_as_it_was(kind: str, data: st.DataObject) -> None:
    card = data.draw(cards(kind))
    package, [told] = written(card)
    [result] = found(package)
    expected = draft_of(card)
    assert not told.refusal
    assert result.outcome is Outcome.IMPORTED, result
    assert result.draft is not None
    assert result.draft.payload == card.payload
    assert (result.draft.title, result.draft.category, result.draft.tags) == (card.title, card.domain, expected.tags)
    assert result.draft.about == {**expected.about, "version": card.version}


@pytest.mark.parametrize("kind", [kind for kind in TYPES if kind not in ("needle_vector", "short_text")])
@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_the_item_alone_asks_and_scores_the_same(kind: str, data: st.DataObject) -> None:
    card = data.draw(cards(kind))
    [result] = found(without_extras(written(card)[0]))
    assert result.draft is not None, result
    again = result.draft.payload
    assert not [loss for loss in result.losses if "earns" in loss]
    if card.payload.case is None:
        assert again.stem == as_read(card.payload.stem)
    if again.kind == kind:
        assert reasons(again) == [as_read(why) for why in reasons(card.payload)]
        assert [as_line(text) for text in shown(card.payload)] == shown(again)
        for response, credit in card.payload.examples():
            if kind != "numeric" or not response or response[1] == getattr(again, "unit", ""):
                assert again.grade(response).credit == credit


def parts(payload: Payload) -> list[object]:
    lists = [getattr(payload, name, ()) for name in ("options", "statements", "steps", "prompts", "regions")]
    return [part for each in lists for part in each]


def reasons(payload: Payload) -> list[str]:
    return [str(getattr(part, "rationale", "")) for part in [*parts(payload), payload]]


def shown(payload: Payload) -> list[str]:
    return [str(getattr(part, "text", "")) for part in parts(payload)]


def test_an_item_changed_elsewhere_is_read_as_it_stands_now() -> None:
    [single] = [payload for payload in SAMPLES.values() if payload.kind == "single_choice"]
    package, _told = written(card_of(single))
    out = BytesIO()
    with ZipFile(BytesIO(package)) as old, ZipFile(out, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(b"Which one?", b"Which other one?"))
    [result] = found(out.getvalue())
    assert result.draft is not None
    assert result.draft.payload.stem == "Which other one?"
    assert result.losses == (CHANGED,)


def test_the_real_course_comes_back_as_it_was() -> None:
    some = real_content().cards[::9]
    package, told = written(*some)
    assert not [each for each in told if each.refusal]
    assert [result.draft and result.draft.payload for result in found(package)] == [card.payload for card in some]


def test_the_same_cards_make_the_same_bytes() -> None:
    some = [card_of(payload, code=f"D1-E-{place:03}") for place, payload in enumerate(SAMPLES.values(), 1)]
    assert written(*some)[0] == written(*some)[0]
    assert len(found(written(*some)[0])) == len(some)
