"""An item of QTI as it stands in its file: what it declares, shows, and makes of an answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from lxml import etree

from question_bank.exchange import xml
from question_bank.exchange.found import Refused
from question_bank.exchange.qti.declarations import OutcomeVariable, Response, outcome, response
from question_bank.exchange.qti.folding import folded, refuse_strangers, refused
from question_bank.exchange.qti.processing import MOST_RULES, Processing
from question_bank.exchange.qti.values import Value

Answers = Mapping[str, Sequence[str]]
"""The values given to each response variable, as they came."""


@dataclass(frozen=True)
class Item:
    """One item, its names folded, ready to score answers."""

    root: etree._Element
    responses: Mapping[str, Response]
    outcomes: Mapping[str, OutcomeVariable]
    rules: etree._Element | None
    is_silent: bool = False
    """Whether its rules never say what an answer earns; then what it declares does."""
    _known: dict[tuple[tuple[str, tuple[str, ...]], ...], Fraction] = field(default_factory=dict)

    @property
    def identifier(self) -> str:
        """Its identifier in the package it comes from."""
        return self.root.get("identifier", "")

    @property
    def title(self) -> str:
        """Its title."""
        return " ".join(self.root.get("title", "").split())

    @property
    def body(self) -> etree._Element:
        """What is shown; empty when nothing is."""
        found = self.root.find("itemBody")
        return etree.Element("itemBody") if found is None else found

    def processed(self, answers: Answers) -> dict[str, Value]:
        """Every outcome of an answer; Refused when its processing cannot be run here."""
        given = {name: self.responses[name].read(tuple(texts)) for name, texts in answers.items()}
        run = Processing(self.responses, self.outcomes, given)
        return run.outcomes if self.rules is None else run.run(self.rules)

    def score(self, answers: Answers) -> Fraction:
        """What an answer earns, as the item counts; found out once for each answer."""
        given = tuple((name, tuple(texts)) for name, texts in answers.items())
        if given not in self._known:
            self._known[given] = self._declared(answers) if self.is_silent else self._processed(answers)
        return self._known[given]

    def _processed(self, answers: Answers) -> Fraction:
        outcomes = self.processed(answers)
        return (outcomes["SCORE"].number if "SCORE" in outcomes else None) or Fraction(0)

    def _declared(self, answers: Answers) -> Fraction:
        worth = (self.responses[name].worth(self.responses[name].read(tuple(texts))) for name, texts in answers.items())
        return sum(worth, Fraction(0))


def read_item(data: bytes) -> Item:
    """Read one file; Unreadable when it is no sound XML, Refused when it is no item that can be scored here."""
    return item_of(folded(xml.parse(data)))


def item_of(root: etree._Element) -> Item:
    """The item a folded document is."""
    refuse_strangers(root)
    if root.get("adaptive", "false") == "true":
        raise refused(root, "it is adaptive: it answers back and is answered again, which has no place here")
    template = next(root.iterchildren("templateProcessing", "templateDeclaration"), None)
    if template is not None:
        raise refused(template, "it is a template that makes many items, and only finished items are read")
    rules = root.find("responseProcessing")
    if rules is not None and sum(1 for _each in rules.iter()) > MOST_RULES:
        raise refused(rules, f"its response processing has more than {MOST_RULES} elements")
    responses = {each.identifier: each for each in map(response, root.iterchildren("responseDeclaration"))}
    outcomes = {each.identifier: each for each in map(outcome, root.iterchildren("outcomeDeclaration"))}
    if not responses:
        raise Refused("it declares no response, so there is nothing to answer")
    return Item(root, responses, outcomes, rules, _is_silent(rules))


def _is_silent(rules: etree._Element | None) -> bool:
    """Whether nothing sets the score: no rule does, and no template is named."""
    if rules is None:
        return True
    is_templated = not len(rules) and (rules.get("template") or rules.get("templateLocation"))
    setting = rules.iter("setOutcomeValue", "lookupOutcomeValue")
    return not is_templated and all(each.get("identifier") != "SCORE" for each in setting)
