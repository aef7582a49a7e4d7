"""Needle vector: where to enter, which way, how deep and with which grip; the zone the tip comes to decides."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import product
from random import Random
from typing import ClassVar, Self

from pydantic import Field, model_validator

from question_bank.items import wording
from question_bank.items.base import (
    Explained,
    Harm,
    Outcome,
    Payload,
    Picture,
    Response,
    UnreadableAnswer,
    own_id,
    type_of_answer,
)
from question_bank.items.needle_parts import PARTS, Choice, Depth, Direction, Entry, Grip, Otherwise, Zone
from question_bank.items.needle_shown import LEGENDS, Needle, NeedleExplained, Part, PresentedNeedle, Way, needle


class NeedleVector(Payload):
    """A stem, a drawing and four lists; the first zone that fits an answer decides."""

    kind: ClassVar[str] = "needle_vector"
    picture: Picture
    entries: tuple[Entry, ...] = Field(min_length=2, max_length=5)
    directions: tuple[Direction, ...] = Field(min_length=2, max_length=5)
    depths: tuple[Depth, ...] = Field(min_length=2, max_length=5)
    grips: tuple[Grip, ...] = Field(min_length=2, max_length=4)
    zones: tuple[Zone, ...] = Field(min_length=1)
    otherwise: Otherwise
    acceptable_credit: str = Field(default="1/2", pattern=r"^[1-9]\d?/[1-9]\d?$")

    @model_validator(mode="after")
    def hangs_together(self) -> Self:
        ids = self.own_ids()
        if len(set(ids)) != len(ids):
            raise ValueError("two choices share an id; ids differ over all four lists")
        for number, zone in enumerate(self.zones, 1):
            for part in PARTS:
                strange = set(zone.of(part)) - {each.id for each in self.lists[part]}
                if strange:
                    raise ValueError(f"zone {number} names {', '.join(sorted(strange))}, which is no {part}")
        if not any(zone.zone == "target" for zone in self.zones):
            raise ValueError("no zone is the target")
        if not 0 < Fraction(self.acceptable_credit) < 1:
            raise ValueError("acceptable_credit lies between 0 and 1")
        return self

    @property
    def lists(self) -> dict[str, tuple[Grip, ...]]:
        """The choices by part."""
        return dict(zip(PARTS, (self.entries, self.directions, self.depths, self.grips), strict=True))

    def combinations(self) -> Iterator[Choice]:
        """Every whole answer."""
        for entry, direction, depth, grip in product(*self.lists.values()):
            yield (entry.id, direction.id, depth.id, grip.id)

    def zone_of(self, choice: Choice) -> Zone | None:
        """The zone a whole answer brings the tip to, or None for a miss."""
        return next((zone for zone in self.zones if zone.fits(choice)), None)

    def own_ids(self) -> tuple[str, ...]:
        return tuple(each.id for choices in self.lists.values() for each in choices)

    def arrange(self, chance: Random) -> list[str]:
        """Each list shuffled in itself, but depths from shallow to deep as they are written."""
        ids: list[str] = []
        for part, choices in self.lists.items():
            own = [each.id for each in choices]
            if part != "depth":
                chance.shuffle(own)
            ids += own
        return ids

    def present(self, order: Sequence[str], shown_as: Mapping[str, str]) -> PresentedNeedle:
        options = tuple((shown_as[own], self._by_id[own].text) for own in order)
        parts = tuple(
            Part(part, LEGENDS[part], tuple(self._way(own, shown_as) for own in order if own in self._ids(part)))
            for part in PARTS
        )
        longest = max(depth.length for depth in self.depths)
        return PresentedNeedle(self.kind, self.stem, options, 4, self.picture, self.case, parts, longest)

    @property
    def _by_id(self) -> dict[str, Grip]:
        return {each.id: each for choices in self.lists.values() for each in choices}

    def _ids(self, part: str) -> frozenset[str]:
        return frozenset(each.id for each in self.lists[part])

    def _way(self, own: str, shown_as: Mapping[str, str]) -> Way:
        each = self._by_id[own]
        return Way(shown_as[own], each.text, each.model_dump(exclude={"id", "text"}))

    def chooses(self) -> int | None:
        return len(PARTS)

    def parse(self, answer: type_of_answer, known: Mapping[str, str]) -> dict[str, str]:
        if answer is None:
            return {}
        if not isinstance(answer, dict) or not set(answer) <= set(PARTS):
            raise UnreadableAnswer(f"the answer to this question has the parts {', '.join(PARTS)}")
        given = {part: own_id(answer[part], known) for part in PARTS if answer.get(part) not in (None, "")}
        for part, own in given.items():
            if own not in self._ids(part):
                raise UnreadableAnswer(f"{answer[part]!r} is not one of the choices for {part}")
        return given

    def say(self, response: Response, shown_as: Mapping[str, str]) -> type_of_answer:
        return {part: shown_as[own] for part, own in response.items()} or None

    def grade(self, response: Response) -> Outcome:
        choice = _whole(response)
        if choice is None:
            return Outcome(Fraction(0), Harm.NONE)
        zone = self.zone_of(choice)
        return Outcome(self._credit(zone), (zone or self.otherwise).harm)

    def _credit(self, zone: Zone | None) -> Fraction:
        earned = {"target": Fraction(1), "acceptable": Fraction(self.acceptable_credit)}
        return earned.get(zone.zone, Fraction(0)) if zone else Fraction(0)

    def explain(self, order: Sequence[str], response: Response) -> tuple[Explained, ...]:
        return tuple(self._explained(response))

    def _explained(self, response: Mapping[str, str]) -> Iterator[Explained]:
        """First where the given needle comes to, then each part, then what reaches the target."""
        choice = _whole(response)
        zone = self.zone_of(choice) if choice else None
        reached = zone or self.otherwise
        is_right = choice is not None and self._credit(zone) == 1
        best = self._nearest(response)
        if choice is not None:
            name = zone.name if zone else "Off the target"
            yield self._told("Your needle", is_right, reached.rationale, name, "", self._needle(choice))
        for part in PARTS:
            own = response.get(part)
            fits = own is not None and (not best.of(part) or own in best.of(part))
            given = self._by_id[own].text if own else ""
            right = " or ".join(self._by_id[each].text for each in best.of(part)) or "any"
            yield self._told(LEGENDS[part], fits, "", given, right, None)
        if not is_right:
            reaching = (each for each in self.combinations() if self.zone_of(each) is best)
            target = next(reaching, next(each for each in self.combinations() if best.fits(each)))
            yield self._told("What reaches the target", True, best.rationale, "", best.name, self._needle(target))

    def _told(self, words: str, fits: bool, why: str, given: str, right: str, line: Needle | None) -> NeedleExplained:
        return NeedleExplained("", wording.spans(words), fits, bool(given), why, given, right, line)

    def _nearest(self, response: Mapping[str, str]) -> Zone:
        """The target zone that shares most parts with an answer; the first of several."""
        targets = [zone for zone in self.zones if zone.zone == "target"]
        return max(targets, key=lambda zone: sum(own in zone.of(part) for part, own in response.items()))

    def _needle(self, choice: Choice) -> Needle:
        entry, direction, depth, _grip = (self._by_id[own] for own in choice)
        longest = max(each.length for each in self.depths)
        return needle(entry.model_dump(), direction.model_dump(), depth.model_dump(), longest)

    def examples(self) -> Iterator[tuple[dict[str, str], Fraction]]:
        """One answer for each zone, one miss if any combination misses, one that is not finished, and none."""
        first: dict[int | None, Choice] = {}
        for choice in self.combinations():
            zone = self.zone_of(choice)
            first.setdefault(None if zone is None else self.zones.index(zone), choice)
        for place, choice in first.items():
            credit = self._credit(None if place is None else self.zones[place])
            yield dict(zip(PARTS, choice, strict=True)), credit
            yield dict(zip(PARTS[:3], choice[:3], strict=True)), Fraction(0)
        yield {}, Fraction(0)

    def keyed_texts(self) -> tuple[str, ...]:
        return (*(zone.rationale for zone in self.zones), self.otherwise.rationale)


def _whole(response: Mapping[str, str]) -> Choice | None:
    """The answer with all its parts, or None while one is missing."""
    if set(response) != set(PARTS):
        return None
    return response[PARTS[0]], response[PARTS[1]], response[PARTS[2]], response[PARTS[3]]
