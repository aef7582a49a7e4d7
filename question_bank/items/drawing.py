"""Drawings shown inside our own pages: what of SVG they may hold, and how one is written onto a page.

A drawing is read into the few elements and attributes named here and written out again from them alone, so that
nothing reaches a page that is not on these lists. Its alternative text stands beside it: titles and descriptions
inside are left out, because a browser shows them when a pointer rests there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from html import escape
from xml.etree import ElementTree

LARGEST = 200_000
"""No drawing an item needs comes near this many bytes."""

WORD = re.compile(r"[A-Za-z][\w-]*")
ELEMENTS = frozenset(
    WORD.findall(
        """svg g path rect circle ellipse line polyline polygon text tspan defs pattern marker clipPath linearGradient
        stop"""
    )
)
LEFT_OUT = frozenset({"title", "desc"})
ATTRIBUTES = frozenset(
    WORD.findall(
        """id class href viewBox transform x y width height cx cy r rx ry x1 y1 x2 y2 dx dy d points pathLength rotate
        textLength lengthAdjust preserveAspectRatio refX refY orient markerWidth markerHeight markerUnits clipPathUnits
        patternUnits patternContentUnits patternTransform gradientUnits gradientTransform spreadMethod offset
        fill fill-opacity fill-rule stroke stroke-width stroke-opacity stroke-linecap stroke-linejoin stroke-dasharray
        stroke-dashoffset stroke-miterlimit opacity clip-path clip-rule marker-start marker-mid marker-end stop-color
        stop-opacity text-anchor dominant-baseline font-size font-weight font-style letter-spacing"""
    )
)
UNSAID = frozenset({"role", "version"})
"""Attributes that say nothing here; those beginning with aria- are left out, too."""

NAMESPACES = (
    "{http://www.w3.org/2000/svg}",
    "{http://www.w3.org/1999/xlink}",
    "{http://www.w3.org/XML/1998/namespace}",
)
DEEPEST = 20
DECLARATION = re.compile(r"<!\s*(DOCTYPE|ENTITY)", re.IGNORECASE)
VIEW = re.compile(r"\s*-?\d+(\.\d+)?([\s,]+-?\d+(\.\d+)?)([\s,]+(?=[\d.]*[1-9])\d+(\.\d+)?){2}\s*")
ID = re.compile(r"[A-Za-z][\w.-]*")
CLASSES = re.compile(r"[\w -]*")
URL = re.compile(r"url\(\s*['\"]?([^)'\"]*)['\"]?\s*\)", re.IGNORECASE)
SHARED = {"hatch"}
"""Ids a style sheet names, alike in every drawing that has them: the hatching of danger."""
LOCAL = re.compile(r"#([A-Za-z][\w.-]*)")


class UnsafeDrawing(ValueError):
    """The text is not a drawing that may stand in a page; the message says all that is wrong."""


@lru_cache(maxsize=512)
def checked(svg: str) -> str:
    """The drawing with nothing but what is allowed; raises UnsafeDrawing. A drawing once checked stays as it is."""
    return _written(_read(svg), "")


@lru_cache(maxsize=512)
def drawn(svg: str, prefix: str, words: str) -> str:
    """A checked drawing as one picture of a page: every id begins with `prefix`, and `words` tell what it shows."""
    root = _read(svg)
    return _written(root, prefix).replace("<svg", f"<svg {_named(words)}", 1)


def _named(words: str) -> str:
    """How a picture is told; one of which nothing is told yet is passed over in silence."""
    return f'role="img" aria-label="{escape(words)}"' if words else 'aria-hidden="true"'


def framed(address: str, width: int, height: int, words: str) -> str:
    """A picture from a file as a drawing that shows nothing else; as an image inside one it can never run."""
    size = f'width="{width}" height="{height}"'
    named = f'{_named(words)} class="fig" viewBox="0 0 {width} {height}"'
    return f'<svg {named} xmlns="http://www.w3.org/2000/svg"><image href="{escape(address)}" {size}></image></svg>'


@lru_cache(maxsize=512)
def view(svg: str) -> tuple[float, float, float, float]:
    """The part of the plane a drawing shows: left, top, width and height in its own units."""
    left, top, width, height = (float(part) for part in re.split(r"[\s,]+", _read(svg).get("viewBox", "").strip()))
    return left, top, width, height


@lru_cache(maxsize=512)
def classes(svg: str) -> frozenset[str]:
    """The class names a drawing uses."""
    return frozenset(name for element in _read(svg).iter() for name in element.get("class", "").split())


def _read(svg: str) -> ElementTree.Element:
    if len(svg.encode("utf-8", "replace")) > LARGEST:
        raise UnsafeDrawing(f"the drawing is larger than {LARGEST // 1000} kB")
    if DECLARATION.search(svg):
        raise UnsafeDrawing("a drawing has no document type and no entities; take <!DOCTYPE and <!ENTITY out")
    try:
        root = ElementTree.fromstring(svg)  # noqa: S314 - see above: no document type, so no entity can be declared
    except (ElementTree.ParseError, ValueError) as error:
        raise UnsafeDrawing(f"not readable as SVG: {error}") from None
    faults = [*_root_faults(root), *dict.fromkeys(_faults(root))]
    if faults:
        raise UnsafeDrawing("; ".join(faults))
    return root


def _root_faults(root: ElementTree.Element) -> Iterator[str]:
    if _name(root.tag) != "svg":
        yield "a drawing begins with <svg>"
    if not VIEW.fullmatch(root.get("viewBox", "")):
        yield "a drawing needs viewBox with four numbers, the last two above 0"
    if _depth(root) > DEEPEST:
        yield f"the parts of the drawing are nested more than {DEEPEST} deep"


def _depth(root: ElementTree.Element) -> int:
    level, depth = [root], 0
    while level and depth <= DEEPEST:
        level, depth = [child for element in level for child in element], depth + 1
    return depth


def _faults(root: ElementTree.Element) -> Iterator[str]:
    ids: set[str] = set()
    for element in root.iter():
        name = _name(element.tag)
        if name in LEFT_OUT:
            continue
        if name not in ELEMENTS:
            yield f"<{name}> cannot stand in a drawing"
        if element is not root and name == "svg":
            yield "a drawing holds no second <svg>"
        if element.get("id", "") in ids:
            yield f"two parts of the drawing share the id {element.get('id')!r}"
        ids |= {own for own in (element.get("id"),) if own}
        yield from _attribute_faults(element, name)


def _attribute_faults(element: ElementTree.Element, inside: str) -> Iterator[str]:
    for name, value in _attributes(element):
        if name not in ATTRIBUTES:
            yield f"the attribute {name} of <{inside}> cannot stand in a drawing"
        elif name == "id" and not ID.fullmatch(value):
            yield f"{value!r} is not an id: a letter, then letters, digits, dots and dashes"
        elif name == "class" and not CLASSES.fullmatch(value):
            yield f"{value!r} is not a list of class names"
        elif name == "href" and not LOCAL.fullmatch(value):
            yield "href may only name a part of the same drawing, as #name"
        elif any(not LOCAL.fullmatch(target) for target in URL.findall(value)):
            yield f"{name} may only use url(#name), a part of the same drawing"
        elif "url" in URL.sub("", value).lower() or "\\" in value:
            yield f"{name} has a value that cannot stand in a drawing"


def _attributes(element: ElementTree.Element) -> Iterator[tuple[str, str]]:
    for tag, value in element.attrib.items():
        name = _name(tag)
        if name not in UNSAID and not name.startswith("aria-") and name != "space":
            yield name, value


def _name(tag: object) -> str:
    name = str(tag)
    for namespace in NAMESPACES:
        name = name.removeprefix(namespace)
    return name


def _written(element: ElementTree.Element, prefix: str, is_root: bool = True) -> str:
    """The element as text, its ids behind the prefix; size is left to the page."""
    name = _name(element.tag)
    if name in LEFT_OUT:
        return ""
    skipped = {"x", "y", "width", "height", "id", "preserveAspectRatio"} if is_root else set()
    attributes = "".join(
        f' {key}="{escape(_own(key, value, prefix))}"' for key, value in _attributes(element) if key not in skipped
    )
    inside = _text(element.text, name) + "".join(
        _written(child, prefix, False) + _text(child.tail, name) for child in element
    )
    return f"<{name}{_namespace(is_root)}{attributes}>{inside}</{name}>"


def _namespace(is_root: bool) -> str:
    return ' xmlns="http://www.w3.org/2000/svg"' if is_root else ""


def _own(key: str, value: str, prefix: str) -> str:
    """An attribute's value with the ids in it behind the prefix."""
    if key == "id":
        return _own_id(value, prefix)
    if key == "href":
        return f"#{_own_id(value[1:], prefix)}"
    return URL.sub(lambda match: f"url(#{_own_id(match[1][1:], prefix)})", value)


def _own_id(name: str, prefix: str) -> str:
    return f"{prefix}-{name}" if prefix and name not in SHARED else name


def _text(words: str | None, inside: str) -> str:
    """Words stand in texts only; elsewhere it is the file's own spacing."""
    return escape(words) if words and inside in ("text", "tspan") else ""
