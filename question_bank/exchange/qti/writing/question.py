"""A question on its way out: what it declares, shows, scores and says afterwards."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from lxml import etree

from question_bank.exchange.qti.writing.elements import (
    SCHEMA,
    XSI,
    fraction,
    make,
    paragraphs,
    seen,
    setting,
    variable,
    when,
    written,
)

RESPONSE, SCORE, FEEDBACK = "RESPONSE", "SCORE", "FEEDBACK"


@dataclass(frozen=True)
class Question:
    """The parts of an item that its type decides."""

    responses: tuple[etree._Element, ...]
    body: tuple[etree._Element, ...]
    rules: tuple[etree._Element, ...]
    counters: Mapping[str, int] = field(default_factory=dict)
    """Outcomes in which is counted while it is scored, and what they begin with."""
    counted_in: str = "integer"
    """Their type: what a mapping makes is a float."""
    says: Mapping[str, str] = field(default_factory=dict)
    """Feedback by its identifier."""
    shows: etree._Element | None = None
    """Which feedback is shown; without it all of it, unless the rules themselves say so."""
    rules_show: bool = False
    losses: tuple[str, ...] = ()


def declared(
    base_type: str, cardinality: str, correct: Iterable[str], *more: etree._Element, name: str = RESPONSE
) -> etree._Element:
    """A response with what is right."""
    right = make("correct-response", *(make("value", text) for text in correct))
    return make("response-declaration", right, *more, identifier=name, cardinality=cardinality, base_type=base_type)


def mapping(worth: Mapping[str, int]) -> etree._Element:
    """What each value counts, in whole numbers; nothing else counts."""
    entries = (make("map-entry", map_key=key, mapped_value=str(number)) for key, number in worth.items())
    return make("mapping", *entries, default_value="0")


def mapped() -> etree._Element:
    """What the mapping makes of the answer."""
    return make("map-response", identifier=RESPONSE)


def score(credit: Fraction | etree._Element) -> etree._Element:
    """The rule that sets the mark."""
    return setting(SCORE, fraction(credit) if isinstance(credit, Fraction) else credit)


def answered(*rules: etree._Element) -> etree._Element:
    """Rules for an answer; none earns nothing."""
    asks = make("is-null", variable(RESPONSE))
    return when((asks, [score(Fraction(0))]), (None, rules))


def item(code: str, title: str, question: Question) -> bytes:
    """The whole item as a file."""
    said = {name: text for name, text in question.says.items() if text.strip()}
    parts = [*question.responses, *_outcomes(question, said), make("item-body", *question.body)]
    parts.append(make("response-processing", *question.rules, *_showing(question, said)))
    parts += [_feedback(name, text) for name, text in said.items()]
    root = make(
        "assessment-item", *parts, identifier=code, title=seen(title), adaptive="false", time_dependent="false",
        tool_name="Trainer", tool_version="1",
    )  # fmt: skip
    root.set(f"{{{XSI}}}schemaLocation", SCHEMA)
    root.set("{http://www.w3.org/XML/1998/namespace}lang", "en")
    return written(root)


def _outcomes(question: Question, said: Mapping[str, str]) -> list[etree._Element]:
    outcomes = [_outcome(SCORE, "float", "0"), _outcome("MAXSCORE", "float", "1")]
    outcomes += [_outcome(name, question.counted_in, str(first)) for name, first in question.counters.items()]
    if said:
        outcomes.append(
            make("outcome-declaration", identifier=FEEDBACK, cardinality="multiple", base_type="identifier")
        )
    return outcomes


def _outcome(name: str, kind: str, value: str) -> etree._Element:
    default = make("default-value", make("value", value))
    return make("outcome-declaration", default, identifier=name, cardinality="single", base_type=kind)


def _showing(question: Question, said: Mapping[str, str]) -> list[etree._Element]:
    if not said or question.rules_show:
        return []
    shows = make("multiple", *(make("base-value", name, base_type="identifier") for name in said))
    return [setting(FEEDBACK, shows if question.shows is None else question.shows)]


def _feedback(name: str, text: str) -> etree._Element:
    return make(
        "modal-feedback", make("content-body", *paragraphs(text)), outcome_identifier=FEEDBACK, identifier=name,
        show_hide="show",
    )  # fmt: skip
