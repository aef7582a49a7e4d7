"""Orders, of choices or of places in a picture, as ordering."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import permutations

from question_bank.exchange.found import Refused
from question_bank.exchange.qti.drafting import (
    Drafted,
    Reading,
    Sample,
    few,
    highest,
    identified,
    own_ids,
    stemmed,
    texts,
)
from question_bank.exchange.qti.folding import found, name
from question_bank.exchange.qti.placing import picture_in
from question_bank.items.credit import ORDERS

FEW = 4
"""So many steps are tried in every order."""


def draft(reading: Reading) -> Drafted:
    """What an order asks."""
    parts = identified(found(reading.interaction, "simpleChoice", "hotspotChoice"))
    right = [str(each) for each in reading.item.responses[reading.response_id].correct.items]
    if sorted(right) != sorted(parts):
        raise Refused("it does not say the whole right order")
    ids = own_ids(parts)
    data = stemmed(reading)
    if name(reading.interaction) == "graphicOrderInteraction":
        reading.losses.add("its places are put in order by their names; where they lie in the picture is not kept")
        data["picture"] = picture_in(reading, reading.interaction) or data.get("picture")
    said = texts(parts, reading.losses, "Place" if "picture" in data else "Step")
    samples = few(
        reading.item,
        (
            Sample({reading.response_id: list(order)}, tuple(ids[each] for each in order), _listed(order, said))
            for order in orders(right)
        ),
    )
    reasons = reading.feedback.of_parts(parts)
    steps = [{"id": ids[each], "text": said[each], "rationale": reasons[each]} for each in right]
    rules = [{"steps": steps, "scoring": rule} for rule in ORDERS]
    return Drafted("ordering", data, rules, samples, highest(reading.item, samples))


def orders(right: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """The right order, and wrong and unfinished ones that tell the rules apart."""
    if len(right) <= FEW:
        for size in range(len(right) + 1):
            yield from permutations(right, size)
        return
    yield tuple(right)
    yield ()
    yield tuple(reversed(right))
    for place in range(1, len(right)):
        yield tuple(right[place:]) + tuple(right[:place])
        yield tuple(right[:place])
        yield (*right[: place - 1], right[place], right[place - 1], *right[place + 1 :])
        yield tuple(right[place:])
        yield (*right[1:place], right[0], *right[place:])
    yield tuple(right[::2]) + tuple(right[1::2])
    yield tuple(right[1::2]) + tuple(right[::2])


def _listed(order: Sequence[str], said: dict[str, str]) -> str:
    return "the order " + ", ".join(f"“{said[each]}”" for each in order) if order else "no answer"
