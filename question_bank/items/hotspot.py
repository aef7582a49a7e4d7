"""Hotspot: places in a drawing, one of them right; chosen from the list of their names or by pointing."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, ClassVar, Literal, Self

from pydantic import Field, model_validator

from question_bank.items import wording
from question_bank.items.base import (
    LETTERS,
    Explained,
    Outcome,
    Payload,
    Picture,
    Presented,
    Response,
    UnreadableAnswer,
    own_id,
    type_of_answer,
    worst,
)
from question_bank.items.choices import check_mapping
from question_bank.items.credit import Bounds, mapped
from question_bank.items.regions import Region

REGION, X, Y = "region", "x", "y"
FARTHEST = 1e6
"""No drawing is larger in its own units."""


@dataclass(frozen=True)
class Spot:
    """A region as it is drawn, whatever its shape: letter, shown id, outline, and where its letter stands."""

    letter: str
    id: str
    path: str
    centre: tuple[float, float]


@dataclass(frozen=True)
class PresentedSpots(Presented):
    """A hotspot as shown: the regions beside the names of the places, in the same order, all alike."""

    spots: tuple[Spot, ...] = ()

    def says(self, answer: type_of_answer) -> str:
        chosen = answer.get(REGION) if isinstance(answer, dict) else None
        return next((wording.plain(text) for shown, text in self.options if shown == chosen), "")

    @property
    def task(self) -> str:
        return "choose one place"

    def as_json(self) -> dict[str, Any]:
        regions = [{"id": spot.id, "path": spot.path} for spot in self.spots]
        return {**super().as_json(), "regions": regions}


class Hotspot(Payload):
    """A stem, a picture and regions of it, one of them right."""

    kind: ClassVar[str] = "hotspot"
    picture: Picture
    scoring: Literal["all_or_nothing", "mapping"] = "all_or_nothing"
    bounds: Bounds | None = None
    regions: tuple[Region, ...] = Field(min_length=1, max_length=26)

    @model_validator(mode="after")
    def one_region_is_the_key(self) -> Self:
        if len(set(self.own_ids())) != len(self.regions):
            raise ValueError("two regions share an id")
        if len({region.text.casefold() for region in self.regions}) != len(self.regions):
            raise ValueError("two regions share a text")
        keys = sum(region.key for region in self.regions)
        if keys != 1:
            raise ValueError(f"a hotspot has exactly one region as its key, not {keys}")
        check_mapping(self.scoring, self.regions, self.bounds)
        return self

    def own_ids(self) -> tuple[str, ...]:
        return tuple(region.id for region in self.regions)

    def present(self, order: Sequence[str], shown_as: Mapping[str, str]) -> PresentedSpots:
        by_id = {region.id: region for region in self.regions}
        options = tuple((shown_as[own], by_id[own].text) for own in order)
        spots = tuple(
            Spot(LETTERS[place], shown_as[own], by_id[own].path, by_id[own].centre) for place, own in enumerate(order)
        )
        return PresentedSpots(self.kind, self.stem, options, 1, self.picture, self.case, spots)

    def explain(self, order: Sequence[str], response: Response) -> tuple[Explained, ...]:
        by_id = {region.id: region for region in self.regions}
        return tuple(
            Explained(
                LETTERS[place], wording.spans(by_id[own].text), by_id[own].key, own in response, by_id[own].rationale
            )
            for place, own in enumerate(order)
        )

    def chooses(self) -> int | None:
        return 1

    def settle(self, answer: type_of_answer, known: Mapping[str, str]) -> type_of_answer:
        """A point becomes the region it lies in; the point itself is kept."""
        response = self.parse(answer, known)
        if not isinstance(answer, dict) or not response:
            return None
        shown = next(shown for shown, own in known.items() if own == response[0])
        return {REGION: shown, **{name: answer[name] for name in (X, Y) if name in answer}}

    def parse(self, answer: type_of_answer, known: Mapping[str, str]) -> tuple[str, ...]:
        if answer is None or answer == {}:
            return ()
        if not isinstance(answer, dict) or not set(answer) <= {REGION, X, Y}:
            raise UnreadableAnswer("the answer to this question is a place: a region, or a point with x and y")
        point = _point(answer)
        if answer.get(REGION) is not None:
            return (own_id(answer[REGION], known),)
        return () if point is None else (self._at(point, known),)

    def _at(self, point: tuple[float, float], known: Mapping[str, str]) -> str:
        """The region under a point; the one drawn last lies on top."""
        by_id = {region.id: region for region in self.regions}
        for own in reversed(list(known.values())):
            if own in by_id and by_id[own].contains(*point):
                return own
        raise UnreadableAnswer("That point is in none of the named places")

    def say(self, response: Response, shown_as: Mapping[str, str]) -> type_of_answer:
        return {REGION: shown_as[response[0]]} if response else None

    def grade(self, response: Response) -> Outcome:
        chosen = [region for region in self.regions if region.id in response]
        return Outcome(self._earned(chosen), worst(region.harm for region in chosen))

    def _earned(self, chosen: Sequence[Region]) -> Fraction:
        if self.scoring == "mapping":
            return mapped((region.credit for region in chosen), self.bounds or Bounds())
        return Fraction(int(any(region.key for region in chosen)))

    def examples(self) -> Iterator[tuple[tuple[str, ...], Fraction]]:
        for region in self.regions:
            yield (region.id,), self._earned([region])
        yield (), Fraction(0)

    def keyed_texts(self) -> tuple[str, ...]:
        return tuple(region.rationale for region in self.regions)


def _point(answer: Mapping[str, Any]) -> tuple[float, float] | None:
    given = [answer.get(X), answer.get(Y)]
    if given == [None, None]:
        return None
    x, y = (n if isinstance(n, int | float) and not isinstance(n, bool) else math.nan for n in given)
    if not (abs(x) <= FARTHEST and abs(y) <= FARTHEST):
        raise UnreadableAnswer("a point is two numbers, x and y, in the drawing's own units")
    return float(x), float(y)
