"""Our own YAML: whatever is written is read back as it was, and what is broken is refused with its place."""

from __future__ import annotations

import io
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from zipfile import ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from question_bank.exchange.course.read import read
from question_bank.exchange.course.write import document, write
from question_bank.exchange.found import Found, Outcome, Unreadable
from question_bank.items import TYPES, Case
from question_bank.items.card import Card
from question_bank.items.media import picture_of
from tests.question_bank.cards import CONTENT, real_content
from tests.question_bank.exchange.some_cards import cards

pytestmark = pytest.mark.pure
ITEM = """\
code: D4-E-012
type: single_choice
use: exam
domain: D4
group: thorax
level: apply
stem: Which?
options:
- {id: a, text: One, key: true}
- {id: b, text: Two}
"""


def bitmap(kind: str = "PNG", colour: int = 7) -> bytes:
    out = io.BytesIO()
    picture = Image.frombytes("RGB", (12, 8), bytes(place * colour % 251 for place in range(288)))
    picture.save(out, format=kind)
    return out.getvalue()


def found(data: bytes) -> list[Found]:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "items"
        path.write_bytes(data)
        return list(read(path))


def written(*some: Card, media: Mapping[str, bytes] | None = None) -> bytes:
    out = io.BytesIO()
    assert [told.code for told in write(some, out, media or {})] == [card.code for card in some]
    return out.getvalue()


def card_of(one: Found) -> Card:
    assert one.draft is not None, one.refusal
    draft = one.draft
    return Card(**draft.about, type=draft.payload.kind, payload=draft.payload, title=draft.title, tags=draft.tags)


def package(files: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    with ZipFile(out, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


@pytest.mark.parametrize("kind", TYPES)
@given(data=st.data())
def test_whatever_a_card_says_comes_back(kind: str, data: st.DataObject) -> None:
    some = data.draw(st.lists(cards(kind), min_size=1, max_size=3, unique_by=lambda card: card.code))
    picture, kept = picture_of(bitmap(), "A field")
    again = found(written(*some))
    assert [card_of(one) for one in again] == some
    assert {one.outcome for one in again} == {Outcome.IMPORTED}
    beside = sorted(some, key=lambda card: (card.domain, card.code.lower()))
    assert sorted(
        map(card_of, found(written(*some, media={picture.digest: kept}))), key=lambda card: card.code
    ) == sorted(beside, key=lambda card: card.code)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF", "SVG"])
def test_pictures_travel_with_their_items(kind: str) -> None:
    wild = (
        b'<svg xmlns="http://www.w3.org/2000/svg" width="8" height="6"><filter id="f"/><style>a{fill:red}</style></svg>'
    )
    picture, kept = picture_of(wild if kind == "SVG" else bitmap(kind), "A field")
    own, other = picture_of(bitmap(colour=200), "Another field")
    card = next(each for each in real_content().cards if each.type == "single_choice")
    case = Case(code="C-001", title="A case", text="It began.", picture=own, place=2, of=3)
    shown = card.model_copy(update={"payload": card.payload.model_copy(update={"picture": picture, "case": case})})
    media = {picture.digest: kept, own.digest: other}
    [again] = found(written(shown, media=media))
    assert again.draft is not None
    assert card_of(again) == shown
    assert again.draft.media == media
    [alone] = found(written(shown))
    assert card_of(alone) == shown
    assert next(iter(write([shown], io.BytesIO(), {}))).losses


def test_the_course_itself_is_read_from_its_folder_as_a_package_and_written_again() -> None:
    folder = sorted(CONTENT.rglob("*.yaml")) + sorted(CONTENT.rglob("*.svg"))
    whole = package({f"course/{path.relative_to(CONTENT)}": path.read_bytes() for path in folder})
    expected = {card.code: card for card in real_content().cards}
    assert {card.code: card for card in map(card_of, found(whole))} == expected
    assert {card.code: card for card in map(card_of, found(written(*expected.values())))} == expected


def test_one_broken_document_spoils_no_other() -> None:
    text = f"---\n{ITEM}---\n{ITEM}use: exam\n---\n# nothing\n---\nstem: [\n--- \n{ITEM.replace('012', '013')}"
    first, twice, broken, last = found(text.encode())
    assert (first.where, twice.where, broken.where, last.where) == ("line 1", "line 12", "line 26", "line 28")
    assert twice.refusal.endswith("at line 23: the name 'use' is written twice")
    assert "at line 2" in broken.refusal
    assert card_of(last).code == "D4-E-013"


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (("type: single_choice", "type: essay"), "'essay' is not one of"),
        (("key: true", "key: false"), "exactly one key"),
        (("stem: Which?", "picture: {alt: A, file: ../x.svg}\nstem: Which?"), "figures/ holds no such drawing"),
        (("stem: Which?", "stem: &a Which?\ntitle: *a"), "an alias"),
        (("stem: Which?", "stem: !!python/name:os.system x"), "is not used here"),
        (("domain: D4", "domain: Thorax"), "domain: String should match"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_reason(change: tuple[str, str], says: str) -> None:
    [one] = found(ITEM.replace(*change).encode())
    assert says in one.refusal


def test_a_file_in_another_encoding_and_one_that_is_too_long_are_refused() -> None:
    assert "not UTF-8 at byte" in found(ITEM.replace("Which", "Für").encode("latin-1"))[0].refusal
    assert "larger than a megabyte" in found(ITEM.encode() + b"title: " + b"x" * 9_000_000)[0].refusal
    with pytest.raises(Unreadable, match="no item"):
        found(b"---\n# nothing here\n---\n")


def test_what_a_file_does_not_say_is_not_told() -> None:
    [one] = found(b"type: single_choice\nstem: Which?\noptions: [{id: a, text: One, key: true}, {id: b, text: Two}]\n")
    assert one.draft is not None
    assert one.draft.about == {}


def test_a_picture_that_is_none_is_refused() -> None:
    picture, _kept = picture_of(bitmap(), "A field")
    card = next(each for each in real_content().cards if each.type == "single_choice")
    shown = card.model_copy(update={"payload": card.payload.model_copy(update={"picture": picture})})
    made = package({"items/a.yaml": document(shown), f"media/{picture.digest}.png": b"<script>"})
    assert "not readable as a PNG" in found(made)[0].refusal
    anew = package({"items/a.yaml": document(shown), f"media/{picture.digest}.png": bitmap(colour=9)})
    [other] = found(anew)
    assert other.outcome is Outcome.LOSSY
    assert other.draft is not None
    assert other.draft.payload.picture is not None
    assert list(other.draft.media) == [other.draft.payload.picture.digest]
