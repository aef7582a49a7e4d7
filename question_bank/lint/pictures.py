"""The rules for drawings: what stands in them, and what hotspots and needle vectors put on top."""

from __future__ import annotations

from collections.abc import Iterator

from question_bank.items import Hotspot, NeedleVector, Picture, drawing, wording
from question_bank.items.card import Card
from question_bank.items.drawing import WORD
from question_bank.lint.rule import Rule

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


def pictures_of(card: Card) -> Iterator[Picture]:
    """The drawings shown with an item: its own and its case's."""
    for picture in (card.payload.picture, card.payload.case.picture if card.payload.case else None):
        if picture is not None:
            yield picture


def unknown_class(card: Card) -> Iterator[str]:
    for picture in pictures_of(card):
        used = drawing.classes(picture.svg)
        strange = sorted(used - CLASSES)
        if strange:
            yield f"the drawing uses {', '.join(strange)}, which no style sheet draws"
        if not used & {"fig", "chart"}:
            yield 'the drawing has neither class="fig" nor class="chart", so nothing styles it'


def telling_drawing(card: Card) -> Iterator[str]:
    if isinstance(card.payload, Hotspot | NeedleVector):
        told = sorted(drawing.classes(card.payload.picture.svg) & TELLING)
        if told:
            yield f"the drawing shows {', '.join(told)}; a body chart in an exam shows landmarks only"


def short_alt(card: Card) -> Iterator[str]:
    for picture in pictures_of(card):
        if len(picture.alt) < SHORTEST_ALT:
            yield f"the alternative text {picture.alt!r} does not say what the drawing shows"


def telling_alt(card: Card) -> Iterator[str]:
    payload = card.payload
    if isinstance(payload, Hotspot):
        alt = payload.picture.alt.casefold()
        named = {region.id: wording.plain(region.text).casefold() in alt for region in payload.regions}
        key = next(region for region in payload.regions if region.key)
        if named[key.id] and not all(named.values()):
            yield f"the alternative text names the key, {key.text!r}, and not every other place"
    if isinstance(payload, NeedleVector):
        for structure in sorted({zone.structure for zone in payload.zones if zone.structure}):
            if structure.casefold() in payload.picture.alt.casefold():
                yield f"the alternative text names {structure!r}, which a needle must miss"


def outside(card: Card) -> Iterator[str]:
    payload = card.payload
    if isinstance(payload, Hotspot):
        for region in payload.regions:
            if not all(_is_in_view(payload.picture, point) for point in region.points):
                yield f"region {region.id} reaches out of the drawing's viewBox"
    if isinstance(payload, NeedleVector):
        for entry in payload.entries:
            if not _is_in_view(payload.picture, (entry.x, entry.y)):
                yield f"entry {entry.id} lies outside the drawing's viewBox"


def _is_in_view(picture: Picture, point: tuple[float, float]) -> bool:
    left, top, width, height = picture.view
    return left <= point[0] <= left + width and top <= point[1] <= top + height


def overlap(card: Card) -> Iterator[str]:
    if isinstance(card.payload, Hotspot):
        for region in card.payload.regions:
            for other in card.payload.regions:
                if other.id != region.id and other.contains(*region.centre):
                    yield f"the middle of region {region.id} lies in region {other.id}"
            if not region.contains(*region.centre):
                yield f"the middle of region {region.id} lies outside it; draw it more evenly"


def small_region(card: Card) -> Iterator[str]:
    if isinstance(card.payload, Hotspot):
        for region in card.payload.regions:
            across, down = ([point[axis] for point in region.points] for axis in (0, 1))
            if min(max(across) - min(across), max(down) - min(down)) < SMALLEST:
                yield f"region {region.id} is less than {SMALLEST} units across; a finger cannot hit it"


def hidden_tip(card: Card) -> Iterator[str]:
    if isinstance(card.payload, NeedleVector):
        for depth in card.payload.depths:
            if depth.length < MARKER:
                yield f"depth {depth.id} is less than {MARKER} units; the mark of the entry hides the tip"


def unreachable_zone(card: Card) -> Iterator[str]:
    if isinstance(card.payload, NeedleVector):
        reached = [card.payload.zone_of(choice) for choice in card.payload.combinations()]
        for number, zone in enumerate(card.payload.zones, 1):
            if not any(found is zone for found in reached):
                yield f"no combination comes to zone {number} ({zone.name}); an earlier zone takes them all"
        if all(found is not None and found.zone != "danger" for found in reached):
            yield "every combination earns something; a wrong needle must be possible"


PICTURE_RULES = (
    Rule("picture-class", "What no style sheet draws is black on black at night.", "class='heart'", unknown_class),
    Rule("region-outside", "What lies outside the drawing cannot be pointed at.", "x = 900 of 640", outside),
    Rule("region-overlap", "A point must mean one place.", "a circle inside a circle", overlap),
    Rule("zone-unreachable", "A zone nobody can reach was meant otherwise.", "the same zone twice", unreachable_zone),
    Rule("telling-drawing", "The drawing must not show the answer.", "the lung's edge", telling_drawing, True),
    Rule("short-alt", "Who cannot see the drawing needs all it says.", "Back", short_alt, True),
    Rule("telling-alt", "Words for the drawing must not give the key away.", "the safe site, A", telling_alt, True),
    Rule("hidden-tip", "Who chooses a depth must see it.", "a depth of 8 units", hidden_tip, True),
    Rule("small-region", "A place must be large enough to hit.", "a circle of radius 4", small_region, True),
)
