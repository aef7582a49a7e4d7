"""Hotspots as a hotspot interaction, needle vectors as four inline choices."""

from __future__ import annotations

from fractions import Fraction

from lxml import etree

from question_bank.exchange.qti.writing.choosing import scored
from question_bank.exchange.qti.writing.elements import base, both, either, html, make, setting, variable, when
from question_bank.exchange.qti.writing.question import FEEDBACK, RESPONSE, Question, declared, score
from question_bank.items import wording
from question_bank.items.base import Picture
from question_bank.items.credit import Bounds
from question_bank.items.hotspot import Hotspot
from question_bank.items.needle_parts import PARTS, Zone
from question_bank.items.needle_shown import LEGENDS
from question_bank.items.needle_vector import NeedleVector
from question_bank.items.regions import Region, Shape

OTHERWISE = "otherwise"
DRAWN = "the needle is not drawn elsewhere; its four parts are chosen from lists"
ROUNDED = "elsewhere places are rounded to whole units of the picture"


def spots(payload: Hotspot, image: etree._Element) -> Question:
    """Places in a picture."""
    shown = [_spot(region, payload.picture) for region in payload.regions]
    asks = make("hotspot-interaction", image, *shown, response_identifier=RESPONSE, max_choices="1", min_choices="0")
    keys = [region.id for region in payload.regions if region.key]
    worth, rules = scored(payload.scoring, payload.regions, payload.bounds or Bounds())
    says = {region.id: region.rationale for region in payload.regions}
    response = declared("identifier", "single", keys, *worth)
    is_whole = all(number == round(number) for region in payload.regions for number in region.coords)
    losses = () if is_whole else (ROUNDED,)
    return Question((response,), (asks,), rules, says=says, shows=make("multiple", variable(RESPONSE)), losses=losses)


def _spot(region: Region, picture: Picture) -> etree._Element:
    label = wording.plain(region.text)
    return make(
        "hotspot-choice", identifier=region.id, shape=region.shape.value, coords=coords(region, picture),
        hotspot_label=label, aria_label=label,
    )  # fmt: skip


def coords(region: Region, picture: Picture) -> str:
    """A shape as QTI writes it: whole numbers from the corner of the picture."""
    left, top, _width, _height = picture.view
    if region.shape in (Shape.POLY, Shape.RECT):
        numbers = [part for x, y in region.points for part in (x - left, y - top)]
    else:
        numbers = [region.coords[0] - left, region.coords[1] - top, *(max(1.0, size) for size in region.coords[2:])]
    return ",".join(str(max(0, round(number))) for number in numbers)


def needle(payload: NeedleVector, image: etree._Element) -> Question:
    """Four lists; the first zone that fits decides."""
    choices = list(payload.combinations())
    right = next((choice for choice in choices if _credit(payload.zone_of(choice), payload) == 1), choices[0])
    responses = [
        declared("identifier", "single", [own], name=_name(part)) for part, own in zip(PARTS, right, strict=True)
    ]
    lists = [html("p", f"{LEGENDS[part]}: ", _list(part, payload)) for part in PARTS]
    missing = either(*(make("is-null", variable(_name(part))) for part in PARTS))
    zones = [
        (_fits(zone), _reached(f"zone-{place}", zone.rationale, _credit(zone, payload)))
        for place, zone in enumerate(payload.zones, 1)
    ]
    otherwise = (None, _reached(OTHERWISE, payload.otherwise.rationale, Fraction(0)))
    says = {f"zone-{place}": zone.rationale for place, zone in enumerate(payload.zones, 1)}
    says[OTHERWISE] = payload.otherwise.rationale
    rules = (when((missing, [score(Fraction(0))]), *zones, otherwise),)
    body = (html("p", image), *lists)
    return Question(tuple(responses), body, rules, says=says, rules_show=True, losses=(DRAWN,))


def _reached(name: str, why: str, credit: Fraction) -> list[etree._Element]:
    """The rules of one zone: what it earns, and why."""
    said = [setting(FEEDBACK, make("multiple", base(name)))] if why.strip() else []
    return [score(credit), *said]


def _name(part: str) -> str:
    return f"RESPONSE_{part.upper()}"


def _list(part: str, payload: NeedleVector) -> etree._Element:
    choices = (make("inline-choice", wording.plain(each.text), identifier=each.id) for each in payload.lists[part])
    return make("inline-choice-interaction", *choices, response_identifier=_name(part), shuffle="false")


def _fits(zone: Zone) -> etree._Element:
    """Whether every part that the zone names is one it names; a zone that names none fits anything."""
    named = [
        either(*(make("match", variable(_name(part)), base(own)) for own in zone.of(part)))
        for part in PARTS
        if zone.of(part)
    ]
    return both(*(named or [make("not", make("is-null", variable(_name(PARTS[0]))))]))


def _credit(zone: Zone | None, payload: NeedleVector) -> Fraction:
    earned = {"target": Fraction(1), "acceptable": Fraction(payload.acceptable_credit)}
    return earned.get(zone.zone, Fraction(0)) if zone else Fraction(0)
