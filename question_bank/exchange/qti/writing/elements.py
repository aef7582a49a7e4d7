"""Elements of QTI 3, and item text as what may stand in them.

They are made without a namespace, which the root says for all of them: naming it on each costs a quarter of the time.
No prefix either: some players know them by their bare names only.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction

from lxml import etree

from question_bank.exchange.markup_page import UNSEEN
from question_bank.items import wording

NAMESPACE = "http://www.imsglobal.org/xsd/imsqtiasi_v3p0"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
SCHEMA = f"{NAMESPACE} https://purl.imsglobal.org/spec/qti/v3p0/schema/xsd/imsqti_asiv3p0_v1p0.xsd"
Part = etree._Element | str


def make(name: str, *parts: Part, **attributes: str) -> etree._Element:
    """An element; `qti-` is put before its name, unless it is one of HTML. `_` in attributes is a dash."""
    return _made(f"qti-{name}", parts, attributes)


def html(name: str, *parts: Part, **attributes: str) -> etree._Element:
    """An element of HTML."""
    return _made(name, parts, attributes)


def _made(name: str, parts: Iterable[Part], attributes: dict[str, str]) -> etree._Element:
    said = {key.replace("_", "-"): seen(text) for key, text in attributes.items()}
    element = etree.Element(name, said)
    for part in parts:
        if not isinstance(part, str):
            element.append(part)
        elif len(element):
            element[-1].tail = (element[-1].tail or "") + seen(part)
        else:
            element.text = (element.text or "") + seen(part)
    return element


def seen(text: str) -> str:
    """A text without the signs XML cannot hold."""
    return text if text.isprintable() else UNSEEN.sub("", text)


def line(text: str) -> list[Part]:
    """One line of item text."""
    return [html("strong", run) if is_strong else run for is_strong, run in wording.spans(text)]


def paragraphs(text: str) -> Iterator[etree._Element]:
    """Item text, each paragraph in an element."""
    for spans in wording.paragraphs(text):
        yield html("p", *(html("strong", run) if is_strong else run for is_strong, run in spans))


def base(text: str, kind: str = "identifier") -> etree._Element:
    """A constant."""
    return make("base-value", text, base_type=kind)


def integer(number: int) -> etree._Element:
    """A whole number."""
    return base(str(number), "integer")


def fraction(number: Fraction) -> etree._Element:
    """A number: as a decimal where that is exact in binary too, else as one whole number by another."""
    if number.denominator & (number.denominator - 1) == 0:
        return base(str(float(number)), "float")
    return make("divide", integer(number.numerator), integer(number.denominator))


def variable(name: str) -> etree._Element:
    """What a variable holds."""
    return make("variable", identifier=name)


def setting(name: str, value: etree._Element) -> etree._Element:
    """A rule that sets an outcome."""
    return make("set-outcome-value", value, identifier=name)


def when(*branches: tuple[etree._Element | None, Iterable[etree._Element]]) -> etree._Element:
    """A condition: the first branch that holds is taken; one without a question is taken when none did."""
    condition = make("response-condition")
    for place, (asks, rules) in enumerate(branches):
        name = "response-else" if asks is None else "response-else-if" if place else "response-if"
        condition.append(make(name, *(() if asks is None else (asks,)), *rules))
    return condition


def both(*asks: etree._Element) -> etree._Element:
    """Whether all of these hold."""
    return asks[0] if len(asks) == 1 else make("and", *asks)


def either(*asks: etree._Element) -> etree._Element:
    """Whether one of these holds."""
    return asks[0] if len(asks) == 1 else make("or", *asks)


def written(root: etree._Element) -> bytes:
    """A document as bytes, the same each time."""
    etree.cleanup_namespaces(root, top_nsmap={"xsi": XSI})
    bare = f"<{etree.QName(root).localname} "
    named = f'{bare}xmlns="{NAMESPACE}" '
    data: bytes = etree.tostring(root, encoding="UTF-8", xml_declaration=True)
    return data.replace(bare.encode(), named.encode(), 1) + b"\n"
