"""Real files of every format, and what goes wrong with files: cut, doubled, moved, overwritten, spliced with others."""

from __future__ import annotations

import io
import zipfile
from functools import cache
from pathlib import Path
from random import Random

from question_bank.exchange.formats import FORMATS
from tests.question_bank.cards import real_content

DATA = Path(__file__).parents[1] / "question_bank" / "exchange"
AIKEN = b"Which is deep?\nA. Skin\nB) Lung\nANSWER: B\n\nWhich is not?\nA) Bone\nB. Fat\nC. Skin\nANSWER: C\n"
PIECES = (
    b"<", b">", b"&", b"&#x0;", b"]]>", b"<!DOCTYPE a [<!ENTITY x 'y'>]>", b"<![CDATA[", b"{", b"}", b"~=", b"=%50%",
    b"::", b"$CATEGORY: ", b"// [tag:", b"\\", b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b"PK\x03\x04", b'"', b"'", b",",
    b";", b"\t", b"\r", b"---\n", b"- ", b": ", b"!!python/object", b"*a", b"&a ", b"1e999", b"-0.0", b"9" * 40,
    b"../../",
    b"file:///etc/passwd",
)  # fmt: skip
LARGEST = 200_000


@cache
def corpus(name: str) -> tuple[bytes, ...]:
    """Whole files of one format: our own writer's, and others' where there are any."""
    found: list[bytes] = []
    write = FORMATS[name].write
    if write is not None:
        several = {card.type: card for card in real_content().cards}
        for cards in ([card] for card in several.values()):
            out = io.BytesIO()
            list(write(cards, out, {}))
            found.append(out.getvalue())
    if name == "gift":
        found += [path.read_bytes() for path in sorted((DATA / "gift").glob("*.gift"))]
    if name == "aiken":
        found.append(AIKEN)
    if name.startswith("qti"):
        found += [path.read_bytes() for path in sorted((DATA / "qti" / "items").glob("*.xml"))]
    return tuple(each for each in found if len(each) <= LARGEST)


def damaged(name: str, chance: Random) -> bytes:
    """One file of a format with something wrong; inside a package most often one of its files."""
    whole = chance.choice(corpus(name))
    if whole.startswith(b"PK") and chance.random() < 0.8:
        return _repacked(whole, chance)
    return _cut(whole, chance.choice(corpus(name)), chance)


def _cut(whole: bytes, other: bytes, chance: Random) -> bytes:
    data = bytearray(whole)
    for _time in range(chance.randint(1, 6)):
        start = chance.randrange(len(data) + 1)
        end = min(len(data), start + chance.choice((0, 1, 3, 20, 400)))
        match chance.randrange(6):
            case 0:
                put = b""
            case 1:
                put = bytes(data[start:end]) * chance.choice((2, 3, 50))
            case 2:
                put = chance.choice(PIECES) * chance.choice((1, 1, 2, 300))
            case 3:
                put = bytes(chance.randrange(256) for _ in range(end - start))
            case 4:
                at = chance.randrange(len(other) + 1)
                put = other[at : at + 300]
            case _:
                del data[end:]
                put = b""
        data[start:end] = put
        if len(data) > LARGEST:
            break
    return bytes(data[:LARGEST])


def _repacked(whole: bytes, chance: Random) -> bytes:
    """The package again, with one of its files damaged, renamed, doubled or left out."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(whole)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        names = old.namelist()
        hit = chance.choice(names)
        for name in names:
            data = old.read(name)
            what = chance.randrange(5) if name == hit else None
            if what == 1:
                wild = ("../" + name, "/" + name, name.upper(), name + "\\x", "a/" * 200 + name)
                new.writestr(chance.choice(wild), data)
            elif what != 0:
                new.writestr(name, data if what is None else _cut(data, data, chance))
    return out.getvalue()
