"""The rules for cases: what several items share, and that they can stand side by side on one paper."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from question_bank.formats.faults import Fault
from question_bank.items import Case
from question_bank.items.card import Card
from question_bank.lint.bank_rules import bank_fault


def cases_of(cards: Sequence[Card]) -> dict[str, list[tuple[Case, Card]]]:
    """The items of each case, by the case's code."""
    found: dict[str, list[tuple[Case, Card]]] = {}
    for card in cards:
        if card.payload.case is not None:
            found.setdefault(card.payload.case.code, []).append((card.payload.case, card))
    return found


def case_faults(cards: Sequence[Card]) -> Iterator[Fault]:
    """Everything wrong with the cases of a bank."""
    for code, members in cases_of(cards).items():
        for rule, says in _faults(members):
            yield bank_fault(f"items/cases/{code.lower()}", rule, says)


def _faults(members: Sequence[tuple[Case, Card]]) -> Iterator[tuple[str, str]]:
    cards = [card for _case, card in members]
    codes = {card.code for card in cards}
    if len({(case.title, case.text) for case, _card in members}) > 1:
        yield "repeated-case", "two cases carry this code"
    if len({card.use for card in cards}) > 1:
        yield "case-pools", "its items stand in both pools; a case is for exams or for practice"
    if len({card.payload.stem.casefold().strip() for card in cards}) < len(cards):
        yield "case-stems", "two of its items have the same stem; each asks something of its own"
    for card in cards:
        inside = sorted(codes & set(card.enemies))
        if inside:
            yield "case-enemies", f"{card.code} is an enemy of {', '.join(inside)}; a case is drawn whole"
