"""What is typed: words as short text."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from lxml import etree

from question_bank.exchange.found import Refused
from question_bank.exchange.qti.declarations import Response
from question_bank.exchange.qti.drafting import Drafted, Reading, Sample, few, stemmed, without_blank, written
from question_bank.exchange.qti.item import Item
from question_bank.exchange.qti.numbers import draft as draft_number
from question_bank.exchange.qti.values import NUMERIC
from question_bank.items.short_text import LONGEST

COMPARING = {"equal", "equalRounded", "lt", "gt", "lte", "gte"}
MOST_TEXTS = 60
UNLIKE = "\N{REPLACEMENT CHARACTER}"
"""An answer nobody expects."""


def draft(reading: Reading) -> Drafted:
    """A number where a number is compared, else a word or two."""
    declared = reading.item.responses[reading.response_id]
    if reading.interaction.get("patternMask"):
        reading.losses.add("a pattern that limited what could be typed is left out")
    if declared.base in NUMERIC or _compares(reading.item, declared):
        return draft_number(reading)
    return _words(reading, declared)


def _compares(item: Item, declared: Response) -> bool:
    """Whether the rules compare what was typed as a number."""
    if item.rules is None:
        return False
    return any(
        each.getparent() is not None and _comparing(each)
        for each in item.rules.iter("variable")
        if each.get("identifier") == declared.identifier
    )


def _comparing(element: etree._Element) -> bool:
    parent = element.getparent()
    if parent is not None and parent.tag == "customOperator":
        return _comparing(parent)
    return parent is not None and parent.tag in COMPARING


def _words(reading: Reading, declared: Response) -> Drafted:
    item, response = reading.item, reading.response_id
    earned = {text: item.score({response: [text]}) for text in _texts(item, declared)}
    best = max(earned.values(), default=Fraction(0))
    if best <= 0:
        raise Refused("no answer to it earns anything: it does not say which words are right")
    samples = few(item, (Sample({response: [text]}, text, f"“{text}”") for text in _variants(earned)))
    samples.append(Sample({response: []}, "", "no answer"))
    accepted = [text for text, credit in earned.items() if credit == best]
    reasons = {text: reading.feedback.only_after({response: [text]}, {response: [UNLIKE]}) for text in earned}
    partial = [
        {"text": text, "credit": written(credit / best), "rationale": reasons[text]}
        for text, credit in earned.items()
        if 0 < credit < best
    ]
    near = [{"text": text, "rationale": why} for text, why in reasons.items() if why and earned[text] <= 0]
    why = reading.feedback.after({response: [accepted[0]]})
    asked = stemmed(reading)
    stem, unit = without_blank(asked["stem"])
    data = {
        **asked,
        "stem": asked["stem"] if unit else stem,
        "accepted": accepted,
        "rationale": why,
        "partial": partial,
        "near": near,
    }
    rules = [{"case_sensitive": False}, {"case_sensitive": True}]
    return Drafted("short_text", data, rules, samples, best)


def _texts(item: Item, declared: Response) -> list[str]:
    """Every text the file names as an answer."""
    named = [entry.key for entry in declared.mapping.entries] if declared.mapping is not None else []
    said = [] if item.rules is None else ["".join(map(str, each.itertext())) for each in item.rules.iter("baseValue")]
    texts = (str(each).strip() for each in (*declared.correct.items, *named, *said))
    return list(dict.fromkeys(text for text in texts if 0 < len(text) <= LONGEST))[:MOST_TEXTS]


def _variants(texts: dict[str, Fraction]) -> Iterator[str]:
    """The texts, and ways to write them that one rule takes and another does not."""
    yield from texts
    for text in texts:
        yield from (text.upper(), text.lower(), text.swapcase(), f"{text}.", f"not {text}")
