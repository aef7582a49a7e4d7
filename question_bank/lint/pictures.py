"""The rules for drawings: what stands in them, and what hotspots and needle vectors put on top."""

from __future__ import annotations

from collections.abc import Iterator

from question_bank.items import Hotspot, NeedleVector, Picture, drawing, wording
from question_bank.items.card import Card
from question_bank.items.drawing import WORD
from question_bank.lint.parts import pictures_of
from question_bank.lint.rule import Finding, Rule

CLASSES = frozenset(
    WORD.findall(
        """fig lvl skin bone rib-e rib limb-e limb scap lung lung-edge pleura pleura-edge lead dot site site--on needle
        shaft muscle lead-q vein artery nerve hatch no-go target mid end chart axis grid-l rail asked gap gap--short
        got got--short val short whisker"""
    )
)
"""What static/css/content.css and exam.css draw in a figure or a chart."""
TELLING = frozenset(WORD.findall("lung lung-edge pleura pleura-edge target no-go"))
SHORTEST_ALT, SMALLEST, MARKER = 20, 24, 20
USUAL_WIDTH = 640
"""Wider pictures are shown smaller, so their regions have to be larger."""


def unknown_class(card: Card) -> Iterator[Finding]:
    for field, picture in pictures_of(card):
        if not picture.svg:
            continue
        used = drawing.classes(picture.svg)
        strange = sorted(used - CLASSES)
        if strange:
            yield Finding(field, f"the drawing uses {', '.join(strange)}, which no style sheet draws")
        if not used & {"fig", "chart"}:
            yield Finding(field, 'the drawing has neither class="fig" nor class="chart", so nothing styles it')


def telling_drawing(card: Card) -> Iterator[Finding]:
    if isinstance(card.payload, Hotspot | NeedleVector) and card.payload.picture.svg:
        told = sorted(drawing.classes(card.payload.picture.svg) & TELLING)
        if told:
            yield Finding("picture", f"the drawing shows {', '.join(told)}; a chart in an exam shows landmarks only")


def short_alt(card: Card) -> Iterator[Finding]:
    for field, picture in pictures_of(card):
        if 0 < len(picture.alt.strip()) < SHORTEST_ALT:
            says = f"the alternative text {picture.alt!r} does not say what the picture shows"
            yield Finding(f"{field}.alt", says)


def telling_alt(card: Card) -> Iterator[Finding]:
    payload = card.payload
    if isinstance(payload, Hotspot):
        alt = payload.picture.alt.casefold()
        named = {region.id: wording.plain(region.text).casefold() in alt for region in payload.regions}
        key = next(region for region in payload.regions if region.key)
        if named[key.id] and not all(named.values()):
            says = f"the alternative text names the key, {key.text!r}, and not every other place"
            yield Finding("picture.alt", says)
    if isinstance(payload, NeedleVector):
        for structure in sorted({zone.structure for zone in payload.zones if zone.structure}):
            if structure.casefold() in payload.picture.alt.casefold():
                yield Finding("picture.alt", f"the alternative text names {structure!r}, which a needle must miss")


def outside(card: Card) -> Iterator[Finding]:
    payload = card.payload
    if isinstance(payload, Hotspot):
        for region in payload.regions:
            if not all(_is_in_view(payload.picture, point) for point in region.points):
                yield Finding(f"regions.{region.id}", f"region {region.id} reaches out of the picture")
    if isinstance(payload, NeedleVector):
        for entry in payload.entries:
            if not _is_in_view(payload.picture, (entry.x, entry.y)):
                yield Finding(f"entries.{entry.id}", f"entry {entry.id} lies outside the picture")


def _is_in_view(picture: Picture, point: tuple[float, float]) -> bool:
    left, top, width, height = picture.view
    return left <= point[0] <= left + width and top <= point[1] <= top + height


def overlap(card: Card) -> Iterator[Finding]:
    if not isinstance(card.payload, Hotspot):
        return
    for region in card.payload.regions:
        field = f"regions.{region.id}"
        for other in card.payload.regions:
            if other.id != region.id and other.contains(*region.centre):
                yield Finding(field, f"the middle of region {region.id} lies in region {other.id}")
        if not region.contains(*region.centre):
            yield Finding(field, f"the middle of region {region.id} lies outside it; draw it more evenly")


def small_region(card: Card) -> Iterator[Finding]:
    if not isinstance(card.payload, Hotspot):
        return
    least = SMALLEST * max(1, card.payload.picture.view[2] / USUAL_WIDTH)
    for region in card.payload.regions:
        across, down = ([point[axis] for point in region.points] for axis in (0, 1))
        if min(max(across) - min(across), max(down) - min(down)) < least:
            says = f"region {region.id} is less than {least:.0f} units across; a finger cannot hit it"
            yield Finding(f"regions.{region.id}", says)


def hidden_tip(card: Card) -> Iterator[Finding]:
    if isinstance(card.payload, NeedleVector):
        for depth in card.payload.depths:
            if depth.length < MARKER:
                says = f"depth {depth.id} is less than {MARKER} units; the mark of the entry hides the tip"
                yield Finding(f"depths.{depth.id}", says)


def unreachable_zone(card: Card) -> Iterator[Finding]:
    if isinstance(card.payload, NeedleVector):
        reached = [card.payload.zone_of(choice) for choice in card.payload.combinations()]
        for place, zone in enumerate(card.payload.zones):
            if not any(found is zone for found in reached):
                says = f"no combination comes to zone {place + 1} ({zone.name}); an earlier zone takes them all"
                yield Finding(f"zones.{place}", says)
        if all(found is not None and found.zone != "danger" for found in reached):
            yield Finding("zones", "every combination earns something; a wrong needle must be possible")


PICTURE_RULES = (
    Rule(
        "picture-class",
        "What no style sheet draws is black on black at night.",
        'A drawing with <path class="heart">, which no style sheet of the course knows.',
        unknown_class,
    ),
    Rule(
        "region-outside",
        "What lies outside the picture cannot be pointed at.",
        "A region around x = 900 in a drawing that is 640 units wide.",
        outside,
    ),
    Rule(
        "region-overlap",
        "A point must mean one place.",
        "A circle around the shoulder blade, and a second circle inside it.",
        overlap,
    ),
    Rule(
        "zone-unreachable",
        "A zone nobody can reach was meant otherwise.",
        "The same combination as target and, further down, as danger.",
        unreachable_zone,
    ),
    Rule(
        "telling-drawing",
        "The drawing must not show the answer.",
        "Point at the lower edge of the lung, in a drawing that shows the edge.",
        telling_drawing,
        is_warning=True,
    ),
    Rule(
        "short-alt",
        "Who cannot see the drawing needs all it says.",
        "A chart of bruises in three surveys, with the alternative text: Chart.",
        short_alt,
        is_warning=True,
    ),
    Rule(
        "telling-alt",
        "Words for the drawing must not give the key away.",
        "Which place is safest? The alternative text: a back with the safe place A over the blade.",
        telling_alt,
        is_warning=True,
    ),
    Rule(
        "hidden-tip",
        "Who chooses a depth must see it.",
        "A depth of 8 units, whose tip stays under the mark of the entry.",
        hidden_tip,
        is_warning=True,
    ),
    Rule(
        "small-region",
        "A place must be large enough to hit.",
        "A circle with a radius of 4 units in a drawing that is 640 wide.",
        small_region,
        is_warning=True,
    ),
)
