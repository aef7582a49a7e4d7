"""Packages that mean harm are refused with their reason, and little of them is read."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest

from question_bank.exchange import archive
from question_bank.exchange.found import Refused, Unreadable
from tests.question_bank.exchange.packages import crowd, lying_bomb, overlapping, package, patched, with_entry

pytestmark = pytest.mark.pure
PLAIN = {"imsmanifest.xml": b"<manifest/>", "items/é.xml": b"<item/>"}


def test_a_sound_package_is_read(tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(package(PLAIN).getvalue())
    for source in (tmp_path / "a.zip", package(PLAIN)):
        with archive.opened(source) as inside:
            assert inside.names() == tuple(PLAIN)
            assert {name: inside.read(name) for name in inside.names()} == PLAIN
            assert inside.inflated == sum(map(len, PLAIN.values()))
            assert "items/é.xml" in inside


@pytest.mark.parametrize(
    ("made", "reason"),
    [
        (with_entry("../../etc/passwd"), "leads out of the package"),
        (with_entry("a/../b"), "leads out of the package"),
        (with_entry("/etc/passwd"), "leads out of the package"),
        (with_entry("C:/autoexec.bat"), "leads out of the package"),
        (with_entry("a\\..\\b"), "leads out of the package"),
        (with_entry("a\rb"), "signs that cannot be seen"),
        (patched(with_entry("a?b"), b"a?b", b"a\0b"), "signs that cannot be seen"),
        (with_entry("link", mode=0o120777, data=b"/etc/passwd"), "is a link or a device"),
        (with_entry("device", mode=0o020666), "is a link or a device"),
        (with_entry("inner.zip"), "package inside the package"),
        (package({"a.xml": b"1", "A.XML": b"2"}), "one name on some systems"),
        (package({"e\u0301.xml": b"1", "\u00e9.xml": b"2"}), "one name on some systems"),
        (crowd(100_000, 100_000 % 65_536), "more than 65000 files"),
        (crowd(100_000, 1), "more than 65000 files"),
        (overlapping(2), "lies over another file"),
        (BytesIO(b"no zip"), "not a package"),
        (BytesIO(), "not a package"),
        (BytesIO(package(PLAIN).getvalue()[:-10]), "not a package"),
        (BytesIO(package(PLAIN).getvalue()[40:]), "lies over another file"),
        (patched(package(PLAIN), b"PK\1\2\x14\x03\x14\0\0\0", b"PK\1\2\x14\x03\x14\0\1\0"), "is encrypted"),
        (patched(package(PLAIN), b"PK\1\2\x14\x03\x14\0\0\0\x08", b"PK\1\2\x14\x03\x14\0\0\0\x0e"), "packed in a way"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_package_is_judged_by_its_list_before_anything_is_inflated(made: BytesIO, reason: str) -> None:
    with pytest.raises(Unreadable, match=reason), archive.opened(made):
        pass


@pytest.mark.parametrize(
    ("size", "said", "reason"),
    [
        (20_000_000, 20_000_000, "inflates to more than 200 times"),
        (20_000_000, 10, "damaged"),
    ],
)
def test_no_header_is_believed(size: int, said: int, reason: str) -> None:
    with archive.opened(lying_bomb(size, said)) as inside:
        with pytest.raises(Unreadable, match=reason):
            inside.read("imsmanifest.xml")
        assert inside.inflated <= archive.HIGHEST_RATIO * 20_000 + archive.CHUNK


def test_what_is_damaged_or_a_package_itself_is_refused() -> None:
    data = b"a long text " * 5
    damaged = patched(with_entry("a.xml", data=data), data, data[::-1])
    with archive.opened(damaged) as inside, pytest.raises(Unreadable, match="damaged"):
        inside.read("a.xml")
    nested = package({"picture.png": package(PLAIN).getvalue()})
    with archive.opened(nested) as inside, pytest.raises(Unreadable, match="package inside the package"):
        inside.read("picture.png")


@pytest.mark.parametrize("name", ["LARGEST_READ", "LARGEST_ENTRY", "LARGEST_TOTAL"])
def test_sizes_are_capped(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, name, 999_999)
    with archive.opened(with_entry("a.xml", data=b"x" * 1_000_000)) as inside:
        with pytest.raises(Unreadable, match=r"larger than|more than"):
            inside.read("a.xml")
        assert inside.inflated <= 1_000_000


def test_a_file_that_is_not_there_is_named() -> None:
    with archive.opened(package(PLAIN)) as inside, pytest.raises(Refused, match=r"no file b\.xml"):
        inside.read("b.xml")


@pytest.mark.parametrize(
    ("base", "href", "name"),
    [
        ("items/a.xml", "b.png", "items/b.png"),
        ("items/a.xml", "../img/my%20b.png?x#y", "img/my b.png"),
        ("a.xml", "./b.png", "b.png"),
        ("items/a.xml", "/b.png", "b.png"),
    ],
)
def test_addresses_are_read_inside_the_package(base: str, href: str, name: str) -> None:
    assert archive.resolve(base, href) == name


@pytest.mark.parametrize(
    "href", ["http://198.51.100.7/a.png", "//198.51.100.7/a.png", "file:///etc/passwd", "../../a", "%2e%2e/%2e%2e/a"]
)
def test_addresses_outside_are_refused(href: str) -> None:
    with pytest.raises(Refused, match="package"):
        archive.resolve("items/a.xml", href)
