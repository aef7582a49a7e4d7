"""What an item declares: its responses with what is right and what each value earns, and its outcomes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from lxml import etree

from question_bank.exchange.qti.areas import Area, area
from question_bank.exchange.qti.folding import refused
from question_bank.exchange.qti.values import (
    BASES,
    CARDINALITIES,
    NULL,
    Scalar,
    Value,
    alike,
    container,
    number,
    scalar,
)

ZERO = Fraction(0)
MOST_PARTS = 1_000
"""Elements of one declaration: a large match has a few hundred."""


@dataclass(frozen=True)
class Bounded:
    """What a mapping gives where it says nothing, and between what it keeps the sum."""

    otherwise: Fraction
    lower: Fraction | None
    upper: Fraction | None

    def clamp(self, total: Fraction) -> Fraction:
        """The sum within the bounds."""
        low = total if self.lower is None else max(total, self.lower)
        return low if self.upper is None else min(low, self.upper)


@dataclass(frozen=True)
class Entry:
    """What one value earns."""

    key: Scalar
    earns: Fraction
    is_case_sensitive: bool

    def fits(self, item: Scalar) -> bool:
        """Whether it is this value."""
        if isinstance(item, str) and isinstance(self.key, str) and not self.is_case_sensitive:
            return item.casefold() == self.key.casefold()
        return item == self.key


@dataclass(frozen=True)
class Mapping:
    """What each value earns."""

    entries: tuple[Entry, ...]
    bounds: Bounded

    def total(self, value: Value) -> Fraction:
        """The sum over the distinct values, within the bounds."""
        return self.bounds.clamp(sum((self.of(item) for item in dict.fromkeys(value.items)), ZERO))

    def of(self, item: Scalar) -> Fraction:
        """What one value earns by itself."""
        return next((entry.earns for entry in self.entries if entry.fits(item)), self.bounds.otherwise)


@dataclass(frozen=True)
class AreaMapping:
    """What a point in each area earns."""

    entries: tuple[tuple[Area, Fraction], ...]
    bounds: Bounded

    def total(self, value: Value) -> Fraction:
        """The sum over the areas that were hit, each at most once, and over the points that hit none."""
        points = [item for item in dict.fromkeys(value.items) if isinstance(item, tuple)]
        hits = [self.hit(Fraction(x), Fraction(y)) for x, y in points]
        earned = [self.entries[place][1] for place in sorted({place for place in hits if place is not None})]
        return self.bounds.clamp(sum(earned, ZERO) + self.bounds.otherwise * hits.count(None))

    def hit(self, x: Fraction, y: Fraction) -> int | None:
        """The first area a point lies in."""
        return next((place for place, (where, _) in enumerate(self.entries) if where.contains(x, y)), None)


@dataclass(frozen=True)
class Response:
    """A response variable."""

    identifier: str
    base: str
    cardinality: str
    correct: Value = NULL
    default: Value = NULL
    mapping: Mapping | None = None
    areas: AreaMapping | None = None

    def read(self, texts: tuple[str, ...]) -> Value:
        """An answer as it came, in the variable's own type."""
        return container(texts, self.base, self.cardinality)

    def worth(self, value: Value) -> Fraction:
        """What an answer earns by the declaration alone: by what is mapped, else 1 when it is the right one."""
        if value.is_null:
            return ZERO
        table = self.mapping or self.areas
        return Fraction(int(alike(value, self.correct))) if table is None else table.total(value)


@dataclass(frozen=True)
class OutcomeVariable:
    """An outcome variable, and the table `lookupOutcomeValue` looks into."""

    identifier: str
    base: str
    default: Value
    table: etree._Element | None = None


def response(element: etree._Element) -> Response:
    """Read a response declaration."""
    if sum(1 for _each in element.iter()) > MOST_PARTS:
        raise refused(element, f"a response declares more than {MOST_PARTS} values")
    identifier, base, cardinality = _typed(element)
    mapping, areas = element.find("mapping"), element.find("areaMapping")
    return Response(
        identifier,
        base,
        cardinality,
        _values(element.find("correctResponse"), base, cardinality),
        _values(element.find("defaultValue"), base, cardinality),
        None if mapping is None else Mapping(tuple(_entries(mapping, base)), _bounded(mapping)),
        None if areas is None else AreaMapping(tuple(_areas(areas)), _bounded(areas)),
    )


def outcome(element: etree._Element) -> OutcomeVariable:
    """Read an outcome declaration; a number without a default is 0."""
    identifier, base, cardinality = _typed(element)
    default = _values(element.find("defaultValue"), base, cardinality)
    if default.is_null and base in ("float", "integer") and cardinality == "single":
        default = Value((ZERO,), base)
    table = element.find("matchTable")
    return OutcomeVariable(identifier, base, default, element.find("interpolationTable") if table is None else table)


def decimal(element: etree._Element, name: str, otherwise: Fraction | None = None) -> Fraction | None:
    """A number an attribute says; Refused when it says something else."""
    text = element.get(name)
    if text is None:
        return otherwise
    said = number(text)
    if said is None:
        raise refused(element, f"its {name} is no number: {text!r}")
    return said


def _typed(element: etree._Element) -> tuple[str, str, str]:
    identifier, cardinality = element.get("identifier", ""), element.get("cardinality", "single")
    base = element.get("baseType", "string")
    if cardinality not in CARDINALITIES:
        raise refused(element, f"{identifier} is a {cardinality}, and that is not read")
    if base not in BASES:
        raise refused(element, f"{identifier} holds a {base}, and that is not read")
    return identifier, base, cardinality


def _values(element: etree._Element | None, base: str, cardinality: str) -> Value:
    if element is None:
        return Value((), base, cardinality)
    return container(("".join(map(str, value.itertext())) for value in element.findall("value")), base, cardinality)


def _entries(element: etree._Element, base: str) -> Iterator[Entry]:
    for each in element.findall("mapEntry"):
        key = scalar(each.get("mapKey", ""), base)
        if key is None:
            raise refused(each, f"{each.get('mapKey')!r} is no {base}")
        is_case_sensitive = each.get("caseSensitive", "true").lower() not in ("false", "0")
        yield Entry(key, decimal(each, "mappedValue", ZERO) or ZERO, is_case_sensitive)


def _areas(element: etree._Element) -> Iterator[tuple[Area, Fraction]]:
    for each in element.findall("areaMapEntry"):
        yield area(each), decimal(each, "mappedValue", ZERO) or ZERO


def _bounded(element: etree._Element) -> Bounded:
    return Bounded(
        decimal(element, "defaultValue", ZERO) or ZERO, decimal(element, "lowerBound"), decimal(element, "upperBound")
    )
