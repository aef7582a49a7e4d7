"""Numbers, typed or set on a slider, as numeric: by finding from where to where an answer earns what."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import groupby, pairwise
from typing import Any

from question_bank.exchange.found import Refused
from question_bank.exchange.qti.declarations import Response, decimal
from question_bank.exchange.qti.drafting import Drafted, Reading, Sample, check_effort, stemmed, without_blank, written
from question_bank.exchange.qti.folding import name
from question_bank.exchange.qti.item import Item
from question_bank.exchange.qti.values import Value, number

MOST_STEPS = 2_000
MOST_CONSTANTS = 40
PLACES = 9
FARTHEST = Fraction(10**9)


@dataclass(frozen=True)
class Run:
    """Numbers side by side that earn the same."""

    least: Fraction
    most: Fraction
    earns: Fraction

    @property
    def middle(self) -> Fraction:
        """The number in the middle."""
        return (self.least + self.most) / 2

    @property
    def reach(self) -> Fraction:
        """How far it goes to both sides."""
        return (self.most - self.least) / 2


def draft(reading: Reading) -> Drafted:
    """A number and how near one must come."""
    item, response = reading.item, reading.response_id
    declared = item.responses[response]
    is_slider = name(reading.interaction) == "sliderInteraction"
    tried = list(_steps(reading)) if is_slider else _points(item, declared)
    check_effort(item, len(tried))
    edges = set(tried) if is_slider or declared.base == "integer" else set(_edges(item, declared))
    earned = [(each, item.score({response: [typed(each)]})) for each in tried]
    best = max((credit for _each, credit in earned), default=Fraction(0))
    if best <= 0:
        raise Refused("no answer to it earns anything: it does not say which number is right")
    runs = list(_runs(earned, edges))
    top = _top(runs, best, declared.correct)
    data = stemmed(reading)
    data["stem"], data["unit"] = without_blank(data["stem"])
    samples = [Sample({response: [typed(each)]}, (typed(each), data["unit"]), f"“{typed(each)}”") for each in tried]
    samples.append(Sample({response: []}, (), "no answer"))
    why = reading.feedback.after({response: [typed(top.middle)]})
    partial = [{**_told(run), "credit": written(run.earns / best)} for run in _partial(runs, top)]
    for part, run in zip(partial, _partial(runs, top), strict=True):
        inside = next(each for each, credit in earned if credit == run.earns and run.least <= each <= run.most)
        part["rationale"] = reading.feedback.only_after({response: [typed(inside)]}, {response: [typed(top.middle)]})
    data |= {**_told(top), "partial": partial, "rationale": why}
    return Drafted("numeric", data, [{}], samples, best)


def typed(amount: Fraction) -> str:
    """A number as somebody types it, to nine places at most."""
    text = f"{Decimal(round(amount * 10**PLACES)).scaleb(-PLACES):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _told(run: Run) -> dict[str, Any]:
    return {"value": typed(run.middle), "tolerance": typed(run.reach)}


def _steps(reading: Reading) -> Iterator[Fraction]:
    """Every number a slider can be set to."""
    bar = reading.interaction
    least, most = decimal(bar, "lowerBound"), decimal(bar, "upperBound")
    step = decimal(bar, "step", Fraction(1)) or Fraction(1)
    if least is None or most is None or step <= 0 or (most - least) / step > MOST_STEPS:
        raise Refused(f"its slider does not say its ends and steps, or has more than {MOST_STEPS} of them")
    reading.losses.add("the slider becomes a field to type a number in")
    for place in range(int((most - least) / step) + 1):
        yield least + place * step


def _points(item: Item, declared: Response) -> list[Fraction]:
    """The numbers at which what is earned may change, those between them, and one beyond each end."""
    edges = sorted(set(_edges(item, declared)))
    if declared.base == "integer":
        return sorted({edge + way for edge in edges if edge.denominator == 1 for way in (-1, 0, 1)})
    between = [(low + high) / 2 for low, high in pairwise(edges)]
    beyond = [edges[0] - 1, edges[-1] + 1] if edges else []
    return sorted({*edges, *between, *beyond})


def _edges(item: Item, declared: Response) -> Iterator[Fraction]:
    constants = list(dict.fromkeys(_constants(item, declared)))[:MOST_CONSTANTS]
    reaches = list(dict.fromkeys(_reaches(item)))[:4]
    for constant in constants:
        yield constant
        for is_relative, reach in reaches:
            away = abs(constant) * reach / 100 if is_relative else reach
            yield from (constant - away, constant + away)


def _constants(item: Item, declared: Response) -> Iterator[Fraction]:
    named = [entry.key for entry in declared.mapping.entries] if declared.mapping is not None else []
    said = [] if item.rules is None else ["".join(map(str, each.itertext())) for each in item.rules.iter("baseValue")]
    for each in (*declared.correct.items, *named, *said):
        amount = Value((each,)).number
        if amount is not None and abs(amount) < FARTHEST:
            yield amount


def _reaches(item: Item) -> Iterator[tuple[bool, Fraction]]:
    """The tolerances the rules name, and whether they are percentages."""
    for each in () if item.rules is None else item.rules.iter("equal"):
        for text in each.get("tolerance", "").split():
            reach = number(text)
            if reach is not None and abs(reach) < FARTHEST:
                yield each.get("toleranceMode") == "relative", reach


def _runs(earned: Sequence[tuple[Fraction, Fraction]], edges: Collection[Fraction]) -> Iterator[Run]:
    """Runs from edge to edge: one that begins or ends between two edges reaches to the next."""
    tried = [each for each, _credit in earned]
    for credit, group in groupby(enumerate(earned), key=lambda placed: placed[1][1]):
        places = [place for place, _earned in group]
        first, last = places[0], places[-1]
        first -= first > 0 and tried[first] not in edges
        last += last + 1 < len(tried) and tried[last] not in edges
        yield Run(tried[first], tried[last], credit)


def _top(runs: Sequence[Run], best: Fraction, correct: Value) -> Run:
    """Where the most is earned; of several places, where the file says it is right."""
    top = [run for run in runs if run.earns == best]
    said = correct.number
    return next((run for run in top if said is not None and run.least <= said <= run.most), top[0])


def _partial(runs: Sequence[Run], top: Run) -> Iterator[Run]:
    """Where a part is earned; two runs alike to both sides of the right one are one around it."""
    least, most = top.least, top.most
    for reach in range(1, len(runs)):
        left, right = _beside(runs, top, -reach), _beside(runs, top, reach)
        if left is None or right is None or left.earns != right.earns or not 0 < left.earns < top.earns:
            break
        if top.middle - left.least != right.most - top.middle:
            break
        least, most = left.least, right.most
        yield Run(least, most, left.earns)
    for run in runs:
        if 0 < run.earns < top.earns and (run.least < least or run.most > most):
            yield run


def _beside(runs: Sequence[Run], top: Run, way: int) -> Run | None:
    """The run so many places beside the top one."""
    place = runs.index(top) + way
    return runs[place] if 0 <= place < len(runs) else None
