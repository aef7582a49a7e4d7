"""Items of QTI 2 as other systems write them, small, and the packages they come in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image

from question_bank.exchange.found import Found
from question_bank.exchange.qti.reader import read
from tests.question_bank.exchange.packages import package

MATCH = "http://www.imsglobal.org/question/qti_v2p1/rptemplates/match_correct"
MAP = "http://www.imsglobal.org/question/qti_v2p1/rptemplates/map_response"
POINT = "http://www.imsglobal.org/question/qti_v2p1/rptemplates/map_response_point"
OBJECT = '<object type="image/png" data="p.png" width="40" height="30">A map</object>'


def item(
    interaction: str,
    correct: str = "A",
    *,
    base: str = "identifier",
    cardinality: str = "single",
    template: str = MATCH,
    more: str = "",
    body: str = "<p>Which?</p>",
    after: str = "",
    rules: str = "",
) -> bytes:
    """An item around one interaction; `correct` is one value a line."""
    values = "".join(f"<value>{value}</value>" for value in correct.splitlines())
    right = f"<correctResponse>{values}</correctResponse>" if values else ""
    scoring = rules or f'<responseProcessing template="{template}"/>'
    return (
        '<?xml version="1.0"?><assessmentItem xmlns="http://www.imsglobal.org/xsd/imsqti_v2p1" identifier="i1" '
        'title="An item" adaptive="false" timeDependent="false">'
        f'<responseDeclaration identifier="RESPONSE" cardinality="{cardinality}" baseType="{base}">{right}{more}'
        '</responseDeclaration><outcomeDeclaration identifier="SCORE" cardinality="single" baseType="float"/>'
        '<outcomeDeclaration identifier="FEEDBACK" cardinality="single" baseType="identifier"/>'
        f"<itemBody>{body}{interaction}</itemBody>{scoring}{after}</assessmentItem>"
    ).encode()


def choices(name: str, **texts: str) -> str:
    """Choices called A, B, C ..."""
    return "".join(f'<{name} identifier="{own}">{text}</{name}>' for own, text in texts.items())


def asking(name: str, inside: str, more: str = "") -> str:
    """An interaction."""
    return f'<{name} responseIdentifier="RESPONSE" {more}>{inside}</{name}>'


def picture() -> bytes:
    """A small PNG."""
    made = BytesIO()
    Image.new("RGB", (40, 30), "white").save(made, "PNG")
    return made.getvalue()


def manifest(*files: str, kind: str = "imsqti_item_xmlv2p1", inside: str = "") -> bytes:
    """A list of files, as questions."""
    listed = "".join(
        f'<resource identifier="r{n}" type="{kind}" href="{file}">{inside}</resource>' for n, file in enumerate(files)
    )
    return (
        f'<manifest xmlns="http://www.imsglobal.org/xsd/imscp_v1p1"><resources>{listed}</resources></manifest>'.encode()
    )


@contextmanager
def saved(data: bytes, name: str = "q.zip") -> Iterator[Path]:
    """Some bytes as a file."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(data)
        yield path


def found(files: Mapping[str, bytes]) -> list[Found]:
    """What a package of these files holds."""
    with saved(package(dict(files)).getvalue()) as path:
        return list(read(path))


def one(data: bytes) -> Found:
    """What becomes of one item, in a package with a picture called p.png."""
    [result] = found({"imsmanifest.xml": manifest("i.xml"), "i.xml": data, "p.png": picture()})
    return result
