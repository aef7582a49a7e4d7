"""Places in a picture: hotspots to choose, and points scored by areas."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from fractions import Fraction
from typing import Any

from lxml import etree

from question_bank.exchange.found import Refused
from question_bank.exchange.qti import wording
from question_bank.exchange.qti.areas import Area, area
from question_bank.exchange.qti.drafting import (
    MOST_PARTS,
    Drafted,
    Reading,
    Sample,
    few,
    highest,
    identified,
    own_ids,
    stemmed,
    texts,
    written,
)
from question_bank.exchange.qti.folding import found
from question_bank.items.base import Picture
from question_bank.items.regions import Region

GRID = 12
"""Points across and down a picture that are tried."""


def hotspots(reading: Reading) -> Drafted:
    """A question answered by choosing one place."""
    declared = reading.item.responses[reading.response_id]
    if declared.cardinality != "single" and reading.interaction.get("maxChoices") != "1":
        raise Refused("several places are chosen at once, and here one place is the answer")
    parts = identified(found(reading.interaction, "hotspotChoice"))
    ids, said = own_ids(parts), texts(parts, reading.losses, "Place")
    answers = {name: {reading.response_id: [name]} for name in parts}
    samples = [Sample(answers[name], (ids[name],), f"“{said[name]}”") for name in parts]
    samples.append(Sample({reading.response_id: []}, (), "no answer"))
    best = highest(reading.item, samples)
    earned = {name: reading.item.score(answers[name]) / best for name in parts}
    reasons = reading.feedback.of_choices(parts, answers)
    data, picture = shown(reading)
    regions = [
        {"id": ids[name], "text": said[name], "rationale": reasons[name], **shaped(area(part), picture)}
        for name, part in parts.items()
    ]
    return Drafted("hotspot", data, _rules(regions, list(earned.values())), samples, best)


def points(reading: Reading) -> Drafted:
    """A question answered by pointing: the areas that are mapped are its places."""
    declared = reading.item.responses[reading.response_id]
    if declared.areas is None or declared.cardinality != "single":
        raise Refused("it asks for points, and says not what one point in each area is worth")
    data, picture = shown(reading)
    entries = declared.areas.entries[:MOST_PARTS]
    ids = own_ids(f"area-{number}" for number in range(1, len(entries) + 1))
    places = [{"id": own, "text": f"Area {number}"} for number, own in enumerate(ids.values(), 1)]
    regions = [{**place, **shaped(where, picture)} for place, (where, _earns) in zip(places, entries, strict=True)]
    reading.losses.add("its areas had no names; they are called Area 1, Area 2 and so on, and are shown")
    samples = few(reading.item, _pointed(reading, [Region.model_validate(each) for each in regions], picture))
    best = highest(reading.item, samples)
    return Drafted("hotspot", data, _rules(regions, [earns / best for _where, earns in entries]), samples, best)


def shown(reading: Reading) -> tuple[dict[str, Any], Picture]:
    """The stem and the picture in which there is something to choose; Refused when it cannot be shown."""
    found_picture = picture_in(reading, reading.interaction)
    if found_picture is None:
        raise Refused("its picture cannot be shown, and without it there is nothing to choose")
    return {**_stem(reading), "picture": found_picture}, found_picture


def picture_in(reading: Reading, interaction: etree._Element) -> Picture | None:
    """The picture an interaction lies over."""
    for element in interaction.iterchildren("object", "img", "picture"):
        images = wording.words(_wrapped(element), reading.losses).images
        if images:
            return reading.shelf.picture(images[0].source, images[0].alt)
    return None


def _wrapped(element: etree._Element) -> etree._Element:
    outer = etree.Element("div")
    outer.append(deepcopy(element))
    return outer


def _stem(reading: Reading) -> dict[str, Any]:
    data = stemmed(reading)
    if data.pop("picture", None):
        reading.losses.add("a picture above the one to choose in is left out")
    return data


def shaped(where: Area, picture: Picture) -> dict[str, Any]:
    """A shape as a region says it, in the picture's own plane."""
    left, top, width, height = picture.view
    numbers = [float(number) for number in where.coords]
    match where.shape:
        case "default":
            return {"shape": "rect", "coords": (left, top, width, height)}
        case "rect":
            x, y, right, bottom = numbers
            return {"shape": "rect", "coords": (x + left, y + top, right - x, bottom - y)}
        case "poly":
            moved = [number + (top if place % 2 else left) for place, number in enumerate(numbers)]
            return {"shape": "poly", "coords": tuple(moved)}
    return {"shape": where.shape, "coords": (numbers[0] + left, numbers[1] + top, *numbers[2:])}


def _rules(regions: Sequence[Mapping[str, Any]], earned: Sequence[Fraction]) -> list[dict[str, Any]]:
    right = next((place for place, credit in enumerate(earned) if credit == 1), None)
    if right is None:
        raise Refused("no place alone earns the most, and here one place is the answer")
    keyed = [{**region, "key": place == right} for place, region in enumerate(regions)]
    worth = [{**region, "credit": written(credit)} for region, credit in zip(keyed, earned, strict=True)]
    return [{"regions": keyed}, {"regions": worth, "scoring": "mapping"}]


def _pointed(reading: Reading, regions: Sequence[Region], picture: Picture) -> Iterator[Sample]:
    """A point in the middle of each area, points all over the picture, and no point."""
    left, top, width, height = picture.view
    centres = [region.centre for region in regions]
    grid = [
        (left + width * (across + 0.5) / GRID, top + height * (down + 0.5) / GRID)
        for across in range(GRID)
        for down in range(GRID)
    ]
    for x, y in centres + grid:
        where = next((region.id for region in reversed(regions) if region.contains(x, y)), None)
        said = f"{_decimal(x - left)} {_decimal(y - top)}"
        yield Sample({reading.response_id: [said]}, () if where is None else (where,), f"the point {said}")
    yield Sample({reading.response_id: []}, (), "no answer")


def _decimal(number: float) -> str:
    return f"{number:.6f}"
