"""The operators of response processing that are functions of their operands, by name."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from functools import reduce

from lxml import etree

from question_bank.exchange.qti.areas import area
from question_bank.exchange.qti.declarations import decimal
from question_bank.exchange.qti.folding import refused
from question_bank.exchange.qti.values import NULL, Value, alike, amount, single, truth

Operands = Sequence[Value]
Operator = Callable[[etree._Element, Operands], Value]
HIGHEST_POWER = 64
MOST_REPEATS = 100


def _and(_element: etree._Element, given: Operands) -> Value:
    said = [value.truth for value in given]
    return truth(False if False in said else None if None in said else True)


def _or(_element: etree._Element, given: Operands) -> Value:
    said = [value.truth for value in given]
    return truth(True if True in said else None if None in said else False)


def _not(_element: etree._Element, given: Operands) -> Value:
    said = given[0].truth
    return truth(None if said is None else not said)


def _any_n(element: etree._Element, given: Operands) -> Value:
    said = [value.truth for value in given]
    least, most = decimal(element, "min", Fraction(0)) or 0, decimal(element, "max", Fraction(len(said))) or 0
    sure, possible = said.count(True), said.count(True) + said.count(None)
    if sure > most or possible < least:
        return truth(False)
    return truth(True if least <= sure and possible <= most else None)


def _match(_element: etree._Element, given: Operands) -> Value:
    left, right = given
    return NULL if left.is_null or right.is_null else truth(alike(left, right))


def _string_match(element: etree._Element, given: Operands) -> Value:
    if given[0].is_null or given[1].is_null:
        return NULL
    left, right = (value.text for value in given)
    if element.get("caseSensitive", "true") == "false":
        left, right = left.casefold(), right.casefold()
    return truth(right in left if element.get("substring") == "true" else left == right)


def _substring(element: etree._Element, given: Operands) -> Value:
    if given[0].is_null or given[1].is_null:
        return NULL
    inner, outer = (value.text for value in given)
    if element.get("caseSensitive", "true") == "false":
        inner, outer = inner.casefold(), outer.casefold()
    return truth(inner in outer)


def _equal(element: etree._Element, given: Operands) -> Value:
    left, right = (value.number for value in given)
    if left is None or right is None:
        return NULL
    mode = element.get("toleranceMode", "exact")
    if mode == "exact":
        return truth(left == right)
    low, high = _tolerance(element)
    if mode == "relative":
        low, high = abs(left) * low / 100, abs(left) * high / 100
    least, most = left - low, left + high
    is_above = right >= least if element.get("includeLowerBound", "true") != "false" else right > least
    is_below = right <= most if element.get("includeUpperBound", "true") != "false" else right < most
    return truth(is_above and is_below)


def _tolerance(element: etree._Element) -> tuple[Fraction, Fraction]:
    said = [Value((text,)).number for text in element.get("tolerance", "").split()]
    if not 1 <= len(said) <= 2 or None in said:
        raise refused(element, "<equal> says no tolerance that is a number")
    return said[0] or Fraction(0), said[-1] or Fraction(0)


def _equal_rounded(element: etree._Element, given: Operands) -> Value:
    left, right = (value.number for value in given)
    figures = decimal(element, "figures", Fraction(3))
    if element.get("roundingMode", "significantFigures") != "decimalPlaces" or figures is None or abs(figures) > 30:
        raise refused(element, "<equalRounded> is read with decimalPlaces only")
    if left is None or right is None:
        return NULL
    scale = 10 ** int(figures)
    return truth(_nearest(left * scale) == _nearest(right * scale))


def _compared(holds: Callable[[Fraction, Fraction], bool]) -> Operator:
    def operator(_element: etree._Element, given: Operands) -> Value:
        left, right = (value.number for value in given)
        return NULL if left is None or right is None else truth(holds(left, right))

    return operator


def _calculated(total: Callable[..., Fraction | None], of: int = 0) -> Operator:
    """An operator over numbers, containers among them; NULL when one is, or when there are not the `of` it takes."""

    def operator(_element: etree._Element, given: Operands) -> Value:
        numbers = [Value((item,)).number for value in given for item in value.items]
        known = [each for each in numbers if each is not None]
        is_whole = len(known) == len(numbers) == (of or len(known)) > 0 and not any(value.is_null for value in given)
        return amount(total(*known)) if is_whole else NULL

    return operator


def _divided(left: Fraction, right: Fraction) -> Fraction | None:
    return left / right if right else None


def _power(base: Fraction, exponent: Fraction) -> Fraction | None:
    if exponent.denominator != 1 or abs(exponent) > HIGHEST_POWER or (not base and exponent < 0):
        return None
    return Fraction(base ** int(exponent))


def _product(*factors: Fraction) -> Fraction:
    return reduce(lambda total, factor: Fraction(amount(total * factor).number or 0), factors, Fraction(1))


def _nearest(number: Fraction) -> Fraction:
    return Fraction(math.floor(number + Fraction(1, 2)))


def _inside(element: etree._Element, given: Operands) -> Value:
    where = area(element)
    points = [item for item in given[0].items if isinstance(item, tuple)]
    return truth(any(where.contains(Fraction(x), Fraction(y)) for x, y in points)) if points else NULL


def _member(_element: etree._Element, given: Operands) -> Value:
    one, among = given
    if one.is_null or among.is_null:
        return NULL
    return truth(any(alike(one, Value((item,), among.base)) for item in among.items))


def _contains(_element: etree._Element, given: Operands) -> Value:
    """Of ordered containers: whether one stands in the other without a gap; of others: whether all of it is there."""
    whole, part = given
    if whole.is_null or part.is_null:
        return NULL
    if "ordered" in (whole.cardinality, part.cardinality):
        size = len(part.items)
        return truth(any(whole.items[at : at + size] == part.items for at in range(len(whole.items) - size + 1)))
    return truth(all(whole.items.count(item) >= part.items.count(item) for item in part.items))


def _gathered(cardinality: str) -> Operator:
    def operator(_element: etree._Element, given: Operands) -> Value:
        items = tuple(item for value in given for item in value.items)
        return Value(items, next((value.base for value in given if value.items), "string"), cardinality)

    return operator


def indexed(given: Value, place: Fraction | None) -> Value:
    """The value at a place of an ordered container, the first being 1."""
    if place is None or place.denominator != 1 or not 1 <= place <= len(given.items):
        return NULL
    return single(given.items[int(place) - 1], given.base)


def _delete(_element: etree._Element, given: Operands) -> Value:
    one, among = given
    return Value(tuple(item for item in among.items if item not in one.items), among.base, among.cardinality)


def _repeat(element: etree._Element, given: Operands) -> Value:
    times = int(decimal(element, "numberRepeats", Fraction(0)) or 0)
    if not 0 <= times <= MOST_REPEATS:
        raise refused(element, f"<repeat> is read up to {MOST_REPEATS} times")
    return _gathered("ordered")(element, list(given) * times)


def _custom(element: etree._Element, given: Operands) -> Value:
    """The three operators of its own that a well-known authoring tool writes; any other is refused by name."""
    name = element.get("definition") or element.get("class") or "without a name"
    text = given[0].text if given else ""
    match name:
        case "depcp:Trim":
            return single(text.strip(), "string")
        case "depcp:ToAscii":
            return single(unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode(), "string")
        case "depcp:ParseCommaDecimal":
            return amount(Value((text.replace(",", "."),)).number)
    raise refused(element, f"its response processing needs an operator of its own, {name}, and nobody else knows it")


OPERATORS: Mapping[str, Operator] = {
    "and": _and, "or": _or, "not": _not, "anyN": _any_n, "match": _match, "stringMatch": _string_match,
    "substring": _substring, "equal": _equal, "equalRounded": _equal_rounded, "inside": _inside, "member": _member,
    "contains": _contains, "multiple": _gathered("multiple"), "ordered": _gathered("ordered"),
    "delete": _delete, "repeat": _repeat, "customOperator": _custom,
    "isNull": lambda _element, given: truth(given[0].is_null),
    "containerSize": lambda _element, given: amount(Fraction(len(given[0].items))),
    "lt": _compared(lambda left, right: left < right), "gt": _compared(lambda left, right: left > right),
    "lte": _compared(lambda left, right: left <= right), "gte": _compared(lambda left, right: left >= right),
    "durationLT": _compared(lambda left, right: left < right),
    "durationGTE": _compared(lambda left, right: left >= right),
    "sum": _calculated(lambda *given: sum(given, Fraction(0))), "product": _calculated(_product),
    "subtract": _calculated(lambda left, right: left - right, 2), "divide": _calculated(_divided, 2),
    "power": _calculated(_power, 2), "min": _calculated(lambda *given: min(given)),
    "max": _calculated(lambda *given: max(given)),
    "integerDivide": _calculated(lambda left, right: Fraction(left // right) if right else None, 2),
    "integerModulus": _calculated(lambda left, right: left % right if right else None, 2),
    "truncate": _calculated(lambda number: Fraction(math.trunc(number)), 1), "round": _calculated(_nearest, 1),
    "integerToFloat": _calculated(lambda number: number, 1),
    "gcd": _calculated(lambda *given: Fraction(math.gcd(*map(int, given)))),
    "lcm": _calculated(lambda *given: Fraction(math.lcm(*map(int, given)))),
}  # fmt: skip
"""Every operator that is read; any other is refused by name."""

SIZES = {
    **dict.fromkeys(
        ("not", "isNull", "containerSize", "inside", "truncate", "round", "integerToFloat", "customOperator"), 1
    ),
    **dict.fromkeys(
        ("match", "stringMatch", "substring", "equal", "equalRounded", "member", "contains", "delete", "lt", "gt",
         "lte", "gte", "subtract", "divide", "power", "integerDivide", "integerModulus", "durationLT", "durationGTE"), 2
    ),
}  # fmt: skip
"""How many operands an operator takes, where that is fixed."""
