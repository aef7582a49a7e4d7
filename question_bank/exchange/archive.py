"""Packages that strangers sent: zip files, believed in nothing their headers say."""

from __future__ import annotations

import re
import stat
import unicodedata
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO
from urllib.parse import unquote, urlsplit
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from question_bank.exchange.found import Refused, Unreadable

MOST_ENTRIES = 65_000
"""Twenty thousand items with two media and one file of ours each fit."""
LARGEST_ENTRY = 256_000_000
LARGEST_READ = 32_000_000
"""Bytes of an entry that is read whole."""
LARGEST_TOTAL = 2_000_000_000
HIGHEST_RATIO = 200
SMALL = 1_000_000
"""Below so many bytes a ratio says nothing."""
CHUNK = 65_536
ENTRY = b"PK\x01\x02"
ARCHIVES = (b"PK\x03\x04", b"PK\x05\x06", b"7z\xbc\xaf\x27\x1c", b"Rar!\x1a\x07", b"\x1f\x8b\x08")
PLAIN = re.compile(r"\w[\w ./-]*")
"""An address that is a path and nothing else."""
UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f]")
OUTSIDE = re.compile(r"/|[A-Za-z]:")
NESTED = re.compile(r"\.(zip|jar|7z|rar|gz|tgz|imscc)$", re.IGNORECASE)


class Package:
    """An open package: the names of its files, and each file's bytes, measured while they are inflated."""

    def __init__(self, archive: ZipFile) -> None:
        self._archive = archive
        self._files = {info.filename: info for info in archive.infolist() if not info.is_dir()}
        self.inflated = 0
        """Bytes inflated so far."""

    def names(self) -> tuple[str, ...]:
        """The files inside, in the order of the package."""
        return tuple(self._files)

    def __contains__(self, name: str) -> bool:
        return name in self._files

    def read(self, name: str) -> bytes:
        """One file whole; raises Refused when it is not there, Unreadable when it is not what it says."""
        with self.open(name) as file:
            parts: list[bytes] = []
            size = 0
            while part := file.read(CHUNK):
                size += len(part)
                if size > LARGEST_READ:
                    raise Unreadable(f"{name} is larger than {LARGEST_READ // 1_000_000} MB")
                parts.append(part)
        data = b"".join(parts)
        if data.startswith(ARCHIVES):
            raise Unreadable(f"{name} is a package inside the package")
        return data

    @contextmanager
    def open(self, name: str) -> Iterator[BinaryIO]:
        """One file as a stream that is measured while it is read."""
        info = self._files.get(name)
        if info is None:
            raise Refused(f"the package has no file {name}")
        try:
            with self._archive.open(info) as inflating:
                yield _Measured(inflating, info, self)  # type: ignore[misc] # only read() is ever called
        except (BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError) as error:
            raise Unreadable(f"{name} is damaged: {error}") from None


class _Measured:
    """A file of a package that says stop when more comes out of it than may."""

    def __init__(self, file: Iterable[bytes], info: ZipInfo, package: Package) -> None:
        self._file, self._info, self._package, self._size = file, info, package, 0

    def read(self, size: int = CHUNK) -> bytes:
        """The next bytes, never more than a chunk."""
        data: bytes = self._file.read(min(size if size > 0 else CHUNK, CHUNK))  # type: ignore[attr-defined] # a ZipExtFile
        self._size += len(data)
        self._package.inflated += len(data)
        name = self._info.filename
        if self._size > LARGEST_ENTRY:
            raise Unreadable(f"{name} is larger than {LARGEST_ENTRY // 1_000_000} MB")
        if self._package.inflated > LARGEST_TOTAL:
            raise Unreadable(f"the package holds more than {LARGEST_TOTAL // 1_000_000} MB")
        if self._size > max(SMALL, HIGHEST_RATIO * self._info.compress_size):
            raise Unreadable(f"{name} inflates to more than {HIGHEST_RATIO} times its size")
        return data


@contextmanager
def opened(source: Path | BinaryIO) -> Iterator[Package]:
    """A package, checked by its list of files; raises Unreadable with the reason."""
    with _file(source) as file:
        _refuse_crowds(file)
        try:
            archive = ZipFile(file)
        except (BadZipFile, ValueError, OSError, NotImplementedError) as error:
            raise Unreadable(f"this is not a package (a zip file): {error}") from None
        with archive:
            _check(archive.infolist())
            yield Package(archive)


def resolve(base: str, href: str) -> str:
    """The name of the file that `href` means in the file `base`; Refused when it lies outside the package."""
    path = href.strip() if PLAIN.fullmatch(href) else _path(href)
    steps = [] if path.startswith("/") else base.split("/")[:-1]
    for step in path.split("/"):
        if step == ".." and not steps:
            raise Refused(f"{href} leads out of the package")
        if step == "..":
            steps.pop()
        elif step not in ("", "."):
            steps.append(step)
    return "/".join(steps)


def _path(href: str) -> str:
    """The path of an address, without what asks for more than a file."""
    parts = urlsplit(href.strip())
    if parts.scheme or parts.netloc:
        raise Refused(f"{href} lies outside the package and is not fetched")
    return unquote(parts.path)


@contextmanager
def _file(source: Path | BinaryIO) -> Iterator[BinaryIO]:
    if isinstance(source, Path):
        with source.open("rb") as file:
            yield file
    else:
        yield source


def _refuse_crowds(file: BinaryIO) -> None:
    """Count the marks of entries before the list of files is read into memory."""
    file.seek(0)
    count, before = 0, b""
    while data := file.read(1 << 20):
        count += (before + data).count(ENTRY)
        before = data[-len(ENTRY) + 1 :]
        if count > MOST_ENTRIES:
            raise Unreadable(f"the package has more than {MOST_ENTRIES} files")
    file.seek(0)


def _check(infos: list[ZipInfo]) -> None:
    seen: dict[str, str] = {}
    for info in infos:
        fault = _fault(info)
        if fault:
            raise Unreadable(f"{info.orig_filename!r} in the package {fault}")
        name = info.filename
        folded = name.lower() if name.isascii() else unicodedata.normalize("NFC", name).casefold()
        if folded in seen:
            raise Unreadable(
                f"the package has {info.filename!r} and {seen[folded]!r}, which are one name on some systems"
            )
        seen[folded] = info.filename
    _refuse_overlaps(infos)


def _fault(info: ZipInfo) -> str:
    """What is wrong with an entry by what the list of files says of it; empty when nothing is."""
    name, kind = info.orig_filename, stat.S_IFMT(info.external_attr >> 16)
    if UNSEEN.search(name) or not name:
        return "has a name with signs that cannot be seen"
    if "\\" in name or OUTSIDE.match(name) or ".." in name.split("/"):
        return "leads out of the package"
    if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
        return "is a link or a device, not a file"
    if info.flag_bits & 0x41:
        return "is encrypted; send it without a password"
    if info.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
        return "is packed in a way that is not read; pack it as an ordinary zip"
    if NESTED.search(name):
        return "is a package inside the package; unpack it first"
    return ""


def _refuse_overlaps(infos: list[ZipInfo]) -> None:
    end = 0
    for info in sorted(infos, key=lambda info: info.header_offset):
        if info.header_offset < end:
            raise Unreadable(f"{info.filename!r} in the package lies over another file")
        end = info.header_offset + 30 + len(info.orig_filename) + info.compress_size
