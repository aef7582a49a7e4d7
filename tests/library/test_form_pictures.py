"""The picture of an item as it is typed: none, a drawing or one of the bank, whichever is chosen."""

from __future__ import annotations

import pytest

from tests.library.test_forms import faults, through, typed
from tests.question_bank.samples import SAMPLES
from trainer.library.forms.reading import payload_of, picture_of
from trainer.library.forms.sheet import Sheet

pytestmark = pytest.mark.pure


def test_a_new_drawing_takes_the_place_of_a_kept_picture() -> None:
    kept = {"alt": "A back", "digest": "a" * 64, "media_type": "image/png", "width": 640, "height": 400}
    payload = SAMPLES["hotspot"].model_validate({**SAMPLES["hotspot"].model_dump(), "picture": kept})
    svg = SAMPLES["hotspot"].picture.svg  # type: ignore[union-attr] # a hotspot has a picture
    assert through(payload) == payload
    drawn = payload_of(typed(payload, picture__svg=svg), payload.stem)
    assert drawn is not None
    assert (drawn.picture.svg, drawn.picture.digest) == (svg, "")  # type: ignore[union-attr] # it has one
    assert "picture-svg" in faults(payload, picture__kind="none")


@pytest.mark.parametrize(("chosen", "shows"), [("drawing", "svg"), ("bank", "digest"), ("none", None), ("", "svg")])
def test_the_picture_that_is_chosen_is_shown_whatever_else_is_typed(chosen: str, shows: str | None) -> None:
    svg = SAMPLES["hotspot"].picture.svg  # type: ignore[union-attr] # a hotspot has a picture
    kept = {"digest": "a" * 64, "media_type": "image/png", "width": "640", "height": "400", "alt": "A back"}
    said = {f"picture__{name}": value for name, value in {**kept, "svg": svg, "kind": chosen}.items()}
    payload = payload_of(typed(SAMPLES["single_choice"], **said), SAMPLES["single_choice"].stem)
    assert payload is not None
    found = payload.picture
    assert (None if found is None else "svg" if found.svg and not found.digest else "digest") == shows


@pytest.mark.parametrize(
    ("kind", "chosen", "place"),
    [
        ("single_choice", "drawing", "picture-svg"),
        ("single_choice", "bank", "picture-digest"),
        ("hotspot", "bank", "picture-digest"),
        ("hotspot", "drawing", "picture-svg"),
    ],
)
def test_a_picture_that_is_chosen_and_not_there_is_told_once(kind: str, chosen: str, place: str) -> None:
    found = faults(SAMPLES[kind], picture__kind=chosen, picture__svg="", picture__digest="")
    assert [name for name in found if name.startswith("picture")] == [place]


def test_a_picture_is_shown_before_the_rest_can_be_read() -> None:
    svg = SAMPLES["hotspot"].picture.svg  # type: ignore[union-attr] # a hotspot has a picture
    sheet = Sheet.typed("hotspot", {"picture-svg": [svg], "picture-alt": ["A back"]})
    assert payload_of(sheet, "") is None
    assert picture_of(sheet) is not None
    assert picture_of(Sheet.typed("hotspot", {"picture-svg": ["<svg/>"]})) is None
