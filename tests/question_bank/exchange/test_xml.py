"""XML that means harm, or that is only broken, is refused with its reason and line."""

from __future__ import annotations

import tracemalloc
from collections.abc import Iterator
from io import BytesIO

import pytest

from question_bank.exchange import xml
from question_bank.exchange.found import Unreadable
from tests.question_bank.exchange.hostile import BOMB, INCLUDES, OUTSIDE, QUADRATIC

pytestmark = pytest.mark.pure


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (BOMB, "line 3: the XML declares an entity"),
        (BOMB.decode().encode("utf-16"), "line 3: the XML declares an entity"),
        (QUADRATIC, "line 1: the XML declares an entity"),
        (OUTSIDE, "line 1: the XML declares an entity"),
        (INCLUDES, "line 2: the XML includes another file"),
        (b'<!DOCTYPE a SYSTEM "http://198.51.100.7/a.dtd">\n<a>&nbsp;</a>', "line 2: &nbsp; is an entity"),
        (b"<a>\n&nbsp;</a>", "line 2: not well-formed XML: Entity 'nbsp' not defined"),
        (b"<a>\n<b></a>", "line 2: not well-formed XML"),
        (b"<a><b>", "line 1: not well-formed XML"),
        (b"", "line 1: not well-formed XML"),
        (b"no XML at all", "line 1: not well-formed XML"),
        (b"<a>\n\n\xff\xfe</a>", "line 3: a byte that is not utf-8"),
        (b'<?xml version="1.0" encoding="UTF-7"?><a>+ADwAIQ-</a>', "says it is in utf-7"),
        (b'<?xml version="1.0" encoding="UTF-16"?><a/>', "says it is in utf-16, which is not read or not true"),
        ("<a/>".encode("utf-32"), "UTF-32"),
        (b"<a>" * 101 + b"</a>" * 101, "line 1: elements are nested more than 100 deep"),
        (b"<a>" * 90_000, "not well-formed"),
        (b"<a>" + b"<b/>" * 200_000 + b"</a>", "more than 200000 tags"),
        (b"<a>" + b"x" * 50_000_000 + b"</a>", "larger than 10 MB"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_not_sound_is_refused_with_its_reason(data: bytes, reason: str) -> None:
    with pytest.raises(Unreadable, match=reason.replace("(", r"\(")):
        xml.parse(data)


def test_a_bomb_takes_no_memory_to_refuse() -> None:
    tracemalloc.start()
    try:
        with pytest.raises(Unreadable):
            xml.parse(QUADRATIC)
        assert tracemalloc.get_traced_memory()[1] < 5 * len(QUADRATIC)
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize(
    "data",
    [
        '<?xml version="1.0" encoding="UTF-8"?>\n<a>é</a>'.encode(),
        "\ufeff<a>é</a>".encode(),
        '<?xml version="1.0" encoding="UTF-16"?><a>é</a>'.encode("utf-16"),
        '<?xml version="1.0" encoding="ISO-8859-1"?><a>é</a>'.encode("latin-1"),
        "<?xml version='1.0' encoding='windows-1252'?><a>é</a>".encode("cp1252"),
        '<!DOCTYPE a PUBLIC "-//A//B" "http://198.51.100.7/a.dtd"><a>é</a>'.encode(),
        "<a xmlns:x='http://www.w3.org/2001/XMLSchema-instance' x:schemaLocation='u http://198.51.100.7/'>é</a>".encode(),
        "<a><?stylesheet href='http://198.51.100.7/'?>é</a>".encode(),
    ],
)
def test_what_is_sound_is_read_and_nothing_is_fetched(data: bytes) -> None:
    root = xml.parse(data)
    assert (xml.local(root), root.xpath("string()")) == ("a", "é")


def test_lines_are_those_of_the_file() -> None:
    root = xml.parse(b'<?xml\nversion="1.0"\nencoding="utf-8"?>\n<a>\n<b/></a>')
    assert [element.sourceline for element in root.iter()] == [4, 5]


def pieces(data: bytes, name: str = "b") -> Iterator[str]:
    for piece in xml.pieces(BytesIO(data), name):
        yield "".join(piece.itertext())


def test_pieces_come_one_by_one_and_are_forgotten() -> None:
    data = b'<a xmlns="urn:x">' + b"".join(b"<b><c>%d</c></b>" % number for number in range(500)) + b"</a>"
    assert list(pieces(data)) == [str(number) for number in range(500)]
    kept = [piece for piece in xml.pieces(BytesIO(data), "b") if len(piece)]
    assert len(kept) == 500
    assert sum(len(piece) for piece in kept) == 0


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (BOMB, "declares an entity"),
        (b"<!DOCTYPE a [" + b" " * 32_760 + b'<!ENTITY x "y">]><a><b>&x;</b></a>', "declares an entity"),
        (b"<a><b>1</b><b>", "not well-formed"),
        (b"<a><b>" + b"x" * 11_000_000 + b"</b></a>", "too large|not well-formed"),
        (b"<a><b>" + b"<c/>" * 200_000 + b"</b></a>", "too large"),
        ("<a><b>1</b></a>".encode("utf-16"), "save it as UTF-8"),
        (INCLUDES.replace(b"a", b"b"), "includes another file|not well-formed"),
    ],
)
def test_streamed_documents_are_watched_alike(data: bytes, reason: str) -> None:
    with pytest.raises(Unreadable, match=reason):
        list(pieces(data))


def test_a_large_document_of_small_pieces_is_read() -> None:
    data = b"<a>" + b"<b>1</b>" * 150_000 + b"</a>"
    assert sum(1 for _piece in pieces(data)) == 150_000
