"""Packages that mean harm, written byte by byte where zipfile would not write them."""

from __future__ import annotations

import struct
import zlib
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo


def package(files: dict[str, bytes]) -> BytesIO:
    """An ordinary package."""
    made = BytesIO()
    with ZipFile(made, "w", ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return made


def with_entry(name: str, *, mode: int = 0o100644, data: bytes = b"x") -> BytesIO:
    """A package with one entry of this name and these rights."""
    info = ZipInfo(name)
    info.filename = info.orig_filename = name
    info.external_attr = mode << 16
    made = BytesIO()
    with ZipFile(made, "w") as archive:
        archive.writestr(info, data)
    return made


def patched(made: BytesIO, old: bytes, new: bytes) -> BytesIO:
    """The package with some bytes of it replaced by as many others."""
    assert len(old) == len(new)
    assert old in made.getvalue()
    return BytesIO(made.getvalue().replace(old, new))


def local(name: bytes, packed: bytes, size: int, crc: int, *, flags: int = 0, method: int = 8) -> bytes:
    """The header before a file, and the file."""
    fields = struct.pack("<4s5H3I2H", b"PK\3\4", 20, flags, method, 0, 33, crc, len(packed), size, len(name), 0)
    return fields + name + packed


def listed(name: bytes, packed: bytes, size: int, crc: int, at: int, *, flags: int = 0, method: int = 8) -> bytes:
    """What the list of files says of a file."""
    numbers = (20, 20, flags, method, 0, 33, crc, len(packed), size, len(name), 0, 0, 0, 0, 0, at)
    return struct.pack("<4s6H3I5H2I", b"PK\1\2", *numbers) + name


def closed(files: bytes, listing: bytes, count: int) -> BytesIO:
    """Files and their list as a package that says it has `count` files."""
    end = struct.pack("<4s4H2IH", b"PK\5\6", 0, 0, count, count, len(listing), len(files), 0)
    return BytesIO(files + listing + end)


def lying_bomb(size: int, said: int) -> BytesIO:
    """One file of `size` zeros whose headers say it has `said` bytes."""
    packed = deflated(b"\0" * size)
    crc = zlib.crc32(b"\0" * size)
    name = b"imsmanifest.xml"
    return closed(local(name, packed, said, crc), listed(name, packed, said, crc, 0), 1)


def crowd(count: int, said: int) -> BytesIO:
    """Many empty files, all the same bytes; the end says there are `said`."""
    listing = b"".join(listed(b"%06d" % number, b"", 0, 0, 0, method=0) for number in range(count))
    return closed(local(b"000000", b"", 0, 0, method=0), listing, said)


def overlapping(count: int) -> BytesIO:
    """Files that share the same packed bytes."""
    packed, crc = deflated(b"\0" * 100_000), zlib.crc32(b"\0" * 100_000)
    files = local(b"a", packed, 100_000, crc)
    return closed(files, b"".join(listed(b"%d" % n, packed, 100_000, crc, 0) for n in range(count)), count)


def deflated(data: bytes) -> bytes:
    """Packed as a zip packs it."""
    squeezing = zlib.compressobj(9, zlib.DEFLATED, -15)
    return squeezing.compress(data) + squeezing.flush()
