"""Numbers and short texts as a text entry."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

from lxml import etree

from question_bank.exchange.qti.writing.elements import base, both, either, html, make, setting, variable, when
from question_bank.exchange.qti.writing.question import FEEDBACK, RESPONSE, Question, declared, score
from question_bank.items.numeric import Numeric
from question_bank.items.short_text import ShortText

WHY = "rationale"
UNITS = "the number is asked for in {}; other units cannot be chosen"
AS_TYPED = "elsewhere accents, dashes, and spaces and punctuation at the ends count as they are typed"
Branch = tuple[str, etree._Element, Fraction]
"""A name for the feedback, what is asked of the answer, and what it earns."""


def number(payload: Numeric) -> Question:
    """A number within its tolerance."""
    near = sorted(enumerate(payload.partial, 1), key=lambda each: -Fraction(each[1].credit))
    branches = [("", _within(payload.value, payload.tolerance), Fraction(1))]
    branches += [
        (f"partial-{place}", _within(each.value, each.tolerance), Fraction(each.credit)) for place, each in near
    ]
    says = {WHY: payload.rationale} | {f"partial-{place}": each.rationale for place, each in near}
    losses = (UNITS.format(payload.unit),) if payload.units else ()
    return _entry("float", payload.value, branches, says, losses, payload.unit)


def words(payload: ShortText) -> Question:
    """One of the accepted texts."""
    asked = payload.case_sensitive
    branches = [("", either(*(_is(text, asked) for text in payload.accepted)), Fraction(1))]
    for place, part in enumerate(payload.partial, 1):
        branches.append((f"partial-{place}", _is(part.text, asked), Fraction(part.credit)))
    branches += [(f"near-{place}", _is(each.text, asked), Fraction(0)) for place, each in enumerate(payload.near, 1)]
    says = {WHY: payload.rationale}
    says |= {f"partial-{place}": part.rationale for place, part in enumerate(payload.partial, 1)}
    says |= {f"near-{place}": each.rationale for place, each in enumerate(payload.near, 1)}
    return _entry("string", payload.accepted[0], branches, says, (AS_TYPED,))


def _entry(
    kind: str, correct: str, branches: list[Branch], says: Mapping[str, str], losses: tuple[str, ...], unit: str = ""
) -> Question:
    asks = make("text-entry-interaction", response_identifier=RESPONSE, expected_length="20")
    shown = html("p", asks, f" {unit}" if unit else "")
    said = {name for name, text in says.items() if text.strip()}
    rules = [_branch(name if name in said else "", ask, credit, WHY in said) for name, ask, credit in branches]
    why = [setting(FEEDBACK, _feedback(WHY))] if WHY in said else []
    none = (make("is-null", variable(RESPONSE)), [score(Fraction(0))])
    scored = when(none, *rules, (None, [score(Fraction(0)), *why]))
    return Question(
        (declared(kind, "single", [correct]),), (shown,), (scored,), says=says, rules_show=True, losses=losses
    )


def _branch(
    name: str, ask: etree._Element, credit: Fraction, is_explained: bool
) -> tuple[etree._Element, list[etree._Element]]:
    shown = [each for each in (name, WHY if is_explained else "") if each]
    return ask, [score(credit), *([setting(FEEDBACK, _feedback(*shown))] if shown else [])]


def _feedback(*names: str) -> etree._Element:
    return make("multiple", *(base(name) for name in names))


def _within(value: str, tolerance: str) -> etree._Element:
    """Between two ends that are written out, so that no sum is rounded."""
    low, high = Decimal(value) - Decimal(tolerance), Decimal(value) + Decimal(tolerance)
    given = [make(name, variable(RESPONSE), base(f"{end:f}", "float")) for name, end in (("gte", low), ("lte", high))]
    return both(*given)


def _is(text: str, is_case_sensitive: bool) -> etree._Element:
    return make("string-match", variable(RESPONSE), base(text, "string"), case_sensitive=str(is_case_sensitive).lower())
