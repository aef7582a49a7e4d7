"""What the linter says about drawings, and the hotspots and needle vectors on top of them."""

from __future__ import annotations

import re
from typing import Any

import pytest

from question_bank.items import Hotspot, NeedleVector, Payload, drawing
from question_bank.lint import pictures as linting
from tests.question_bank.cards import CONTENT
from tests.question_bank.linting import broken
from tests.question_bank.pictures import PICTURE, REGIONS, SVG, VECTOR, ZONES, spot, vector

pytestmark = pytest.mark.pure
CSS = CONTENT.parents[1] / "static" / "css"


def test_every_figure_of_the_course_is_safe_to_show_and_drawn_by_the_style_sheets() -> None:
    for path in (CONTENT / "figures").glob("*.svg"):
        assert drawing.classes(path.read_text("utf-8")) <= linting.CLASSES, path.name


def test_every_class_a_drawing_may_use_is_drawn() -> None:
    sheets = (CSS / "content.css").read_text("utf-8") + (CSS / "exam.css").read_text("utf-8")
    lost = {name for name in linting.CLASSES if not re.search(rf"\.{re.escape(name)}\b", sheets)}
    assert lost == set()


def rules_broken(payload: Payload) -> set[str]:
    return set(broken(payload)) & {rule.name + "?" * rule.is_warning for rule in linting.PICTURE_RULES}


WHOLE_ALT = {**PICTURE, "alt": "The back of a trunk with landmarks of bone"}
OUTER, EDGE = REGIONS[3], VECTOR["entries"][0]


def moved(*coords: int) -> Hotspot:
    """The hotspot with its last region somewhere else."""
    return spot(picture=WHOLE_ALT, regions=[*REGIONS[:3], {**OUTER, "coords": coords}])


def needles(**more: Any) -> NeedleVector:
    return vector(picture=WHOLE_ALT, **more)


BITMAP = {"alt": WHOLE_ALT["alt"], "digest": "0" * 64, "media_type": "image/png", "width": 640, "height": 400}
WIDE = BITMAP | {"width": 1280}

CASES: list[tuple[Payload, set[str]]] = [
    (spot(picture=WHOLE_ALT), set()),
    (vector(picture=WHOLE_ALT), set()),
    (spot(), {"short-alt?"}),
    (spot(picture={**PICTURE, "alt": "The trunk with its upper place"}), {"telling-alt?"}),
    (spot(picture={**PICTURE, "alt": "Upper, middle, lower and outer places"}), set()),
    (vector(picture={**PICTURE, "alt": "The back with the lung under it"}), {"telling-alt?"}),
    (spot(picture={**WHOLE_ALT, "svg": SVG.replace("skin", "heart")}), {"picture-class"}),
    (spot(picture={**WHOLE_ALT, "svg": SVG.replace("skin", "lung")}), {"telling-drawing?"}),
    (moved(620, 100, 30, 60), {"region-outside"}),
    (moved(100, 100, 60, 60), {"region-overlap"}),
    (moved(560, 100, 6, 60), {"small-region?"}),
    (needles(zones=[*ZONES, ZONES[1]]), {"zone-unreachable"}),
    (needles(zones=[*ZONES[:2], {"zone": "acceptable", "rationale": "x"}]), {"zone-unreachable"}),
    (needles(entries=[{**EDGE, "x": 700}, VECTOR["entries"][1]]), {"region-outside"}),
    (needles(depths=[{**VECTOR["depths"][0], "length": 9}, VECTOR["depths"][1]]), {"hidden-tip?"}),
]  # fmt: skip
RULES = {rule for _payload, rules in CASES for rule in rules}


@pytest.mark.parametrize(("payload", "rules"), CASES)
def test_the_linter_says_what_a_picture_breaks(payload: Payload, rules: set[str]) -> None:
    assert rules_broken(payload) == rules


def test_a_bitmap_needs_larger_regions_where_it_is_shown_smaller() -> None:
    narrow = [*REGIONS[:3], {**OUTER, "coords": [560, 100, 18, 60]}]
    assert rules_broken(spot(picture=BITMAP, regions=narrow)) == set()
    assert rules_broken(spot(picture=WIDE, regions=narrow)) == {"small-region?"}
