"""Response processing: rules and templates, run over one answer."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from lxml import etree

from question_bank.exchange.qti.declarations import OutcomeVariable, Response, decimal
from question_bank.exchange.qti.folding import name, refused
from question_bank.exchange.qti.operators import OPERATORS, SIZES, indexed
from question_bank.exchange.qti.values import NULL, Value, amount, container, number

TEMPLATES = {"match_correct": "correct", "map_response": "mapResponse", "map_response_point": "mapResponsePoint"}
"""Standard templates by the end of their address, whatever the version and the host before it."""
MOST_RULES = 5_000
"""Elements of response processing; a score never needs more."""


GATHERING = ("multiple", "ordered")
"""Operators that make sense of nothing, too."""


class Leaving(Exception):
    """`exitResponse` was reached."""


class Processing:
    """One run: the answers given, and the outcomes as the rules set them."""

    def __init__(
        self, responses: Mapping[str, Response], outcomes: Mapping[str, OutcomeVariable], given: Mapping[str, Value]
    ) -> None:
        self._responses, self._declared, self._given = responses, outcomes, given
        self.outcomes = {name: each.default for name, each in outcomes.items()}

    def run(self, rules: etree._Element) -> dict[str, Value]:
        """Every outcome after all rules."""
        template = rules.get("template") or rules.get("templateLocation")
        try:
            if len(rules) or not template:
                self._all(rules)
            else:
                self._template(rules, template)
        except Leaving:
            pass
        return self.outcomes

    def _template(self, rules: etree._Element, address: str) -> None:
        called = address.rstrip("/").rsplit("/", 1)[-1].removesuffix(".xml").lower()
        if called not in TEMPLATES:
            raise refused(rules, f"it is scored by the template {address!r}, which is not known here")
        declared = self._templated_response()
        if declared is None:
            raise refused(rules, "its template scores RESPONSE, and that is not declared")
        self.outcomes["SCORE"] = _templated(TEMPLATES[called], declared, self._value(declared.identifier))

    def _templated_response(self) -> Response | None:
        """RESPONSE, or the only one there is: many writers name it otherwise."""
        only = next(iter(self._responses.values())) if len(self._responses) == 1 else None
        return self._responses.get("RESPONSE", only)

    def _all(self, rules: etree._Element) -> None:
        for rule in rules.iterchildren(etree.Element):
            self._rule(rule)

    def _rule(self, rule: etree._Element) -> None:
        match name(rule):
            case "responseCondition":
                self._condition(rule)
            case "setOutcomeValue":
                self.outcomes[rule.get("identifier", "")] = self._set(rule)
            case "lookupOutcomeValue":
                self.outcomes[rule.get("identifier", "")] = self._look_up(rule)
            case "responseProcessingFragment":
                self._all(rule)
            case "exitResponse":
                raise Leaving
            case other:
                raise refused(rule, f"<{other}> is no rule that is read here")

    def _condition(self, rule: etree._Element) -> None:
        for branch in rule.iterchildren("responseIf", "responseElseIf", "responseElse"):
            parts = list(branch.iterchildren(etree.Element))
            if branch.tag != "responseElse":
                if not parts:
                    raise refused(branch, f"<{name(branch)}> asks nothing")
                if self.evaluate(parts.pop(0)).truth is not True:
                    continue
            for part in parts:
                self._rule(part)
            return

    def _set(self, rule: etree._Element) -> Value:
        value = self.evaluate(_only(rule))
        declared = self._declared.get(rule.get("identifier", ""))
        if declared is not None and declared.base in ("float", "integer") and value.number is not None:
            return Value((value.number,), declared.base)
        return value

    def _look_up(self, rule: etree._Element) -> Value:
        declared = self._declared.get(rule.get("identifier", ""))
        if declared is None or declared.table is None:
            raise refused(rule, "<lookupOutcomeValue> has no table to look into")
        source = self.evaluate(_only(rule)).number
        for entry in declared.table.iterchildren("matchTableEntry", "interpolationTableEntry"):
            at = decimal(entry, "sourceValue")
            if source is not None and at is not None and (source == at or (_reaches(entry) and source > at)):
                return container([entry.get("targetValue", "")], declared.base, "single")
        return container([declared.table.get("defaultValue", "")], declared.base, "single")

    def evaluate(self, element: etree._Element) -> Value:
        """What an expression holds now."""
        called = name(element)
        looked_up = self._looked_up(called, element)
        if looked_up is not None:
            return looked_up
        if called == "index":
            return indexed(self.evaluate(_only(element)), self._place(element.get("n", "")))
        if called not in OPERATORS:
            raise refused(element, f"<{called}> is no expression that is read here")
        operands = [self.evaluate(part) for part in element.iterchildren(etree.Element)]
        if len(operands) != SIZES.get(called, len(operands)) or (not operands and called not in GATHERING):
            raise refused(element, f"<{called}> has {len(operands)} operands, and that makes no sense")
        return OPERATORS[called](element, operands)

    def _place(self, text: str) -> Fraction | None:
        """A place told as a number, or by the name of a variable."""
        told = number(text)
        return self._value(text).number if told is None else told

    def _looked_up(self, called: str, element: etree._Element) -> Value | None:
        """What is no function of operands: constants, variables, and what a declaration makes of an answer."""
        identifier = element.get("identifier", "")
        match called:
            case "null":
                return NULL
            case "baseValue":
                return container(["".join(map(str, element.itertext()))], element.get("baseType", "string"), "single")
            case "variable":
                return self._value(identifier, element)
            case "default":
                return self._default(identifier)
            case "correct" | "mapResponse" | "mapResponsePoint":
                return _declared(called, self._response(identifier, element), self._value(identifier))
        return None

    def _value(self, identifier: str, element: etree._Element | None = None) -> Value:
        if identifier in self.outcomes:
            return self.outcomes[identifier]
        declared = self._responses.get(identifier)
        if (
            declared is None
            and element is not None
            and identifier not in ("completionStatus", "numAttempts", "duration")
        ):
            raise refused(element, f"{identifier} is asked for, and is not declared")
        return NULL if declared is None else self._given.get(identifier, Value((), declared.base, declared.cardinality))

    def _default(self, identifier: str) -> Value:
        if identifier in self._declared:
            return self._declared[identifier].default
        return self._responses[identifier].default if identifier in self._responses else NULL

    def _response(self, identifier: str, element: etree._Element) -> Response:
        declared = self._responses.get(identifier)
        if declared is None:
            raise refused(element, f"{identifier} is asked for, and is not declared")
        return declared


def _declared(called: str, declared: Response, value: Value) -> Value:
    if called == "correct":
        return declared.correct
    if called == "mapResponse":
        return NULL if declared.mapping is None else amount(declared.mapping.total(value))
    return NULL if declared.areas is None else amount(declared.areas.total(value))


def _templated(called: str, declared: Response, value: Value) -> Value:
    """What a standard template sets; a response that nothing maps earns nothing."""
    if called == "correct":
        is_right = OPERATORS["match"](NO_ELEMENT, [value, declared.correct]).truth
        return amount(Fraction(int(is_right is True)))
    if value.is_null:
        return amount(Fraction(0))
    found = _declared(called, declared, value)
    return amount(Fraction(0)) if found.is_null else found


NO_ELEMENT = etree.Element("match")


def _only(rule: etree._Element) -> etree._Element:
    parts = list(rule.iterchildren(etree.Element))
    if len(parts) != 1:
        raise refused(rule, f"<{name(rule)}> needs one expression, and has {len(parts)}")
    return parts[0]


def _reaches(entry: etree._Element) -> bool:
    return entry.tag == "interpolationTableEntry"
