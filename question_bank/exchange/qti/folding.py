"""One form for all versions: elements and attributes as QTI 2 names them, without namespaces."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from lxml import etree

from question_bank.exchange.found import Refused

QTI_1 = {"questestinterop", "item", "assessment", "section"}
"""Roots of QTI 1, which scores in a way of its own."""
FOREIGN = ("http://www.w3.org/1998/Math/MathML", "http://www.w3.org/2000/svg")


def folded(root: etree._Element) -> etree._Element:
    """The document with every name as QTI 2 writes it; formulas and drawings keep theirs."""
    for element in root.iter(etree.Element):
        full = etree.QName(element)
        if full.namespace not in FOREIGN:
            element.tag = _element(full.localname)
            _fold_attributes(element)
    return root


def refuse_strangers(root: etree._Element) -> None:
    """Raise Refused by name when this is no item of QTI 2 or 3."""
    if root.tag in QTI_1:
        raise Refused("this is QTI 1.2, which is not read; export as QTI 2.1 or 3.0 instead")
    if root.tag != "assessmentItem":
        raise Refused(f"this is no item: its outermost element is <{name(root)}>, not <assessmentItem>")


def found(root: etree._Element, *names: str) -> Iterator[etree._Element]:
    """The elements of these names below one, in order."""
    for element in root.iter(etree.Element):
        if element.tag in names and element is not root:
            yield element


def name(element: etree._Element) -> str:
    """What a folded element is called."""
    return str(element.tag)


def line(element: etree._Element) -> str:
    """Where an element stands, in words."""
    return f"line {element.sourceline}: " if element.sourceline else ""


def refused(element: etree._Element, why: str) -> Refused:
    """A refusal that says where."""
    return Refused(f"{line(element)}{why}")


def _fold_attributes(element: etree._Element) -> None:
    for key, value in list(element.attrib.items()):
        folded_key = _attribute(etree.QName(key).localname)
        if folded_key != key:
            del element.attrib[key]
            element.set(folded_key, value)


@lru_cache(maxsize=1024)
def _element(name: str) -> str:
    bare = name.removeprefix("qti-")
    return _camel(bare) if bare != name or "-" in name else name


@lru_cache(maxsize=1024)
def _attribute(name: str) -> str:
    return name if name.startswith(("data-", "aria-")) else _camel(name)


def _camel(name: str) -> str:
    return re.sub(r"-([a-z0-9])", lambda match: match[1].upper(), name)
