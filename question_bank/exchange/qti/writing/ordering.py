"""Ordering as an order interaction; its rules are spelled out over the place each step was given."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction

from lxml import etree

from question_bank.exchange.qti.writing.elements import base, both, integer, line, make, setting, variable, when
from question_bank.exchange.qti.writing.question import RESPONSE, SCORE, Question, answered, declared, score
from question_bank.items.credit import OrderRule
from question_bank.items.ordering import Ordering

KEPT, LONGEST = "KEPT", "LONGEST"
Rules = Iterator[etree._Element]


def order(payload: Ordering) -> Question:
    """Steps to put in order."""
    shown = [make("simple-choice", *line(step.text), identifier=step.id) for step in payload.steps]
    asks = make("order-interaction", *shown, response_identifier=RESPONSE, shuffle="true")
    ids, says = payload.own_ids(), {step.id: step.rationale for step in payload.steps}
    response = declared("identifier", "ordered", ids)
    if payload.scoring == "all_or_nothing":
        right = make("match", variable(RESPONSE), make("correct", identifier=RESPONSE))
        rules: list[etree._Element] = [when((right, [score(Fraction(1))]), (None, [score(Fraction(0))]))]
        return Question((response,), (asks,), tuple(rules), says=says)
    of = len(ids)
    rules = [*_places(ids), *RULES[payload.scoring](of)]
    counters = {_at(place): place for place in range(1, of + 1)}
    counters |= {str(each.get("identifier")): 0 for rule in rules for each in rule.iter("{*}qti-set-outcome-value")}
    del counters[SCORE]
    return Question((response,), (asks,), (answered(*rules),), counters, says=says)


def _at(place: int) -> str:
    """A constant: one player reads the place that is asked for from a variable only."""
    return f"AT_{place}"


def _place(step: int) -> str:
    return f"PLACE_{step}"


def _run(step: int) -> str:
    return f"RUN_{step}"


def _places(ids: tuple[str, ...]) -> Rules:
    """Where each step stands, the first place being 1; a step without a place stands at 0."""
    for step, own in enumerate(ids, 1):
        stands = [(make("match", make("index", variable(RESPONSE), n=_at(place)), base(own)),
                   [setting(_place(step), integer(place))]) for place in range(1, len(ids) + 1)]  # fmt: skip
        yield when(*stands)


def _equal(left: etree._Element, right: etree._Element) -> etree._Element:
    return make("equal", left, right, tolerance_mode="exact")


def _is_placed(step: int) -> etree._Element:
    return make("gte", variable(_place(step)), integer(1))


def _follows(step: int) -> etree._Element:
    """Whether a step stands right behind the one that it follows."""
    behind = make("sum", variable(_place(step - 1)), integer(1))
    return both(_is_placed(step - 1), _equal(variable(_place(step)), behind))


def _stands(step: int, place: int) -> etree._Element:
    return _equal(variable(_place(step)), integer(place))


def _is_whole(of: int) -> etree._Element:
    return _equal(make("container-size", variable(RESPONSE)), integer(of))


def _count(*asks: etree._Element) -> Rules:
    """Add one for each of these that holds."""
    for ask in asks:
        yield when((ask, [setting(KEPT, make("sum", variable(KEPT), integer(1)))]))


def _share(of: int) -> etree._Element:
    return score(make("divide", variable(KEPT), integer(of)))


def _absolute(of: int) -> Rules:
    yield from _count(*(_stands(step, step) for step in range(1, of + 1)))
    yield _share(of)


def _pairs(of: int) -> Rules:
    yield from _count(*(_follows(step) for step in range(2, of + 1)))
    yield _share(of - 1)


def _pairs_and_last(of: int) -> Rules:
    yield from _count(*(_follows(step) for step in range(2, of + 1)), _stands(of, of))
    yield _share(of)


def _one_neighbour(of: int) -> Rules:
    """Every kept pair counts for both of its steps, and so do both ends of a whole order."""
    kept = [_follows(step) for _time in range(2) for step in range(2, of + 1)]
    yield from _count(*kept, _stands(of, of), both(_is_whole(of), _stands(1, 1)))
    yield _share(2 * of)


def _all_neighbours(of: int) -> Rules:
    pairs = [(before, after) for before in range(1, of + 1) for after in range(before + 1, of + 1)]
    asks = (both(_is_placed(one), make("lt", variable(_place(one)), variable(_place(other)))) for one, other in pairs)
    yield from _count(*asks)
    yield _share(len(pairs))


def _longest_run(of: int) -> Rules:
    for step in range(1, of + 1):
        alone = (_is_placed(step), [setting(_run(step), integer(1))])
        longer = [setting(_run(step), make("sum", variable(_run(step - 1)), integer(1)))]
        yield when((_follows(step), longer), alone) if step > 1 else when(alone)
    yield from _longest(of)


def _longest_subset(of: int) -> Rules:
    for step in range(1, of + 1):
        yield when((_is_placed(step), [setting(_run(step), integer(1))]))
        for before in range(1, step):
            stands = make("lt", variable(_place(before)), variable(_place(step)))
            is_longer = make("gte", variable(_run(before)), variable(_run(step)))
            longer = setting(_run(step), make("sum", variable(_run(before)), integer(1)))
            yield when((both(_is_placed(before), stands, is_longer), [longer]))
    yield from _longest(of)


def _longest(of: int) -> Rules:
    """The longest of all; one step alone is in order with nothing."""
    yield setting(LONGEST, make("max", *(variable(_run(step)) for step in range(1, of + 1))))
    share = score(make("divide", variable(LONGEST), integer(of)))
    yield when((make("gt", variable(LONGEST), integer(1)), [share]), (None, [score(Fraction(0))]))


RULES: Mapping[OrderRule, Callable[[int], Rules]] = {
    "absolute_position": _absolute,
    "adjacent_pairs": _pairs,
    "adjacent_pairs_and_last": _pairs_and_last,
    "longest_subset": _longest_subset,
    "longest_run": _longest_run,
    "one_neighbour": _one_neighbour,
    "all_neighbours": _all_neighbours,
}
"""Each rule for orders in the operators of response processing."""
