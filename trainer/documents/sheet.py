"""A printed sheet: decoration that lies under a page, drawn once and then only copied."""

from __future__ import annotations

import re
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

NUMBER = re.compile(rb"-?\d+\.\d{4,}")
NAME = "sheet"


@dataclass(frozen=True)
class Drawing:
    """Lines as PDF writes them, packed, with the states of ink and the smaller drawings they name."""

    packed: bytes
    box: tuple[float, ...]
    states: Mapping[str, Any]
    parts: Mapping[str, Drawing]


def printed(document: Any, variant: Mapping[str, str]) -> Drawing:
    """The one page of a laid-out document as a drawing."""
    found: list[Drawing] = []

    def keep(_: Any, pdf: Any) -> None:
        page = next(each for each in pdf.objects if isinstance(each, dict) and each.get("Type") == "/Page")
        found.append(_drawing(pdf, _at(pdf, page["Contents"]), page["MediaBox"], page["Resources"]))

    document.write_pdf(finisher=keep, **variant)
    return found[0]


def _drawing(pdf: Any, stream: Any, box: Any, resources: Any) -> Drawing:
    used = _at(pdf, resources)
    parts = {}
    for name, reference in used["XObject"].items():
        part = _at(pdf, reference)
        parts[name] = _drawing(pdf, part, part.extra["BBox"], part.extra["Resources"])
    raw = b"\n".join(each if isinstance(each, bytes) else str(each).encode() for each in stream.stream)
    raw = NUMBER.sub(lambda number: b"%.3f" % float(number[0]), raw)
    return Drawing(zlib.compress(raw, 9), tuple(box), dict(used["ExtGState"]), parts)


def _at(pdf: Any, reference: bytes) -> Any:
    return pdf.objects[int(reference.split()[0])]


def lay_on(pdf: Any, drawing: Drawing) -> None:
    """Draw the sheet under every page, marked as decoration that is not read aloud."""
    reference = _placed(pdf, drawing)
    for page in [each for each in pdf.objects if isinstance(each, dict) and each.get("Type") == "/Page"]:
        _at(pdf, page["Resources"])["XObject"][NAME] = reference
        _at(pdf, page["Contents"]).stream.insert(0, f"/Artifact BMC q /{NAME} Do Q EMC".encode())


def _placed(pdf: Any, drawing: Drawing) -> bytes:
    """The drawing as a form of this document; returns what refers to it."""
    import pydyf  # type: ignore[import-untyped] # noqa: PLC0415 - no types; comes with WeasyPrint, only where paper is made

    parts = {name: _placed(pdf, part) for name, part in drawing.parts.items()}
    form = pydyf.Stream(
        [drawing.packed],
        {
            "Type": "/XObject", "Subtype": "/Form", "BBox": pydyf.Array(drawing.box), "Filter": "/FlateDecode",
            "Resources": pydyf.Dictionary(
                {"ExtGState": pydyf.Dictionary(drawing.states), "XObject": pydyf.Dictionary(parts)}
            ),
        },
    )  # fmt: skip
    pdf.add_object(form)
    reference: bytes = form.reference
    return reference
