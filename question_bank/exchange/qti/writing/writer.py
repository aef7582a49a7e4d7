"""Writes QTI 3.0 packages: a manifest, an item a file, the pictures, and beside each item a file of our own."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from tempfile import SpooledTemporaryFile
from typing import IO, BinaryIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from lxml import etree

from question_bank.exchange.found import Written
from question_bank.exchange.qti import extras
from question_bank.exchange.qti.writing import choosing, manifest, ordering, pairing, placing, typed
from question_bank.exchange.qti.writing.elements import html, line, paragraphs, seen
from question_bank.exchange.qti.writing.figures import standalone
from question_bank.exchange.qti.writing.question import Question, item
from question_bank.items import (
    Hotspot,
    Matching,
    MultipleResponse,
    NeedleVector,
    Numeric,
    Ordering,
    Payload,
    Picture,
    ShortText,
    SingleChoice,
    TrueFalseSet,
)
from question_bank.items.card import Card
from question_bank.items.media import digest_of

DAWN = (1980, 1, 1, 0, 0, 0)
"""Every file is of this moment, so that the same cards make the same bytes."""
WRITERS: Mapping[type[Payload], Callable[..., Question]] = {
    SingleChoice: choosing.single,
    MultipleResponse: choosing.several,
    TrueFalseSet: pairing.truths,
    Matching: pairing.matches,
    Ordering: ordering.order,
    Numeric: typed.number,
    ShortText: typed.words,
    Hotspot: placing.spots,
    NeedleVector: placing.needle,
}
WITH_PICTURE = (Hotspot, NeedleVector)
"""Types that put their picture into the interaction itself."""
SHARED = "the case stands in each of its questions, not once for all of them"
HARM = "harm grades and hazards stand in a file of our own, which other systems do not read"
UNSEEN = "signs that cannot be shown are left out"


def write(cards: Iterable[Card], out: BinaryIO, media: Mapping[str, bytes]) -> Iterator[Written]:
    """Write a package, item by item; tell of each what it lost, or why it is not in it."""
    names: set[str] = set()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive, SpooledTemporaryFile(max_size=10_000_000) as listed:
        for card in cards:
            yield _one(card, media, archive, names, listed)
        listed.seek(0)
        with archive.open(_entry("imsmanifest.xml"), "w") as inside:
            inside.write(manifest.HEAD)
            while part := listed.read(1 << 16):
                inside.write(part)
            inside.write(manifest.FOOT)


def _one(card: Card, media: Mapping[str, bytes], archive: ZipFile, names: set[str], listed: IO[bytes]) -> Written:
    name = f"items/{card.code}.xml"
    if name in names:
        return Written(card.code, refusal="there is already a question with this code in the file")
    files = {_file(picture): picture for picture in _pictures(card.payload)}
    missing = [picture.alt or picture.digest for picture in files.values() if not _bytes(picture, media)]
    if missing:
        return Written(card.code, refusal=f"a picture of it is not there: {missing[0]}")
    data, losses = item_of(card)
    own = f"items/{card.code}.trainer.json"
    _put(archive, name, data)
    _put(archive, own, extras.written(card, data))
    for file, picture in files.items():
        if file not in names:
            _put(archive, file, _bytes(picture, media))
    names.update((name, *files))
    listed.write(manifest.resource(card, [name, own, *files]))
    return Written(card.code, losses)


def item_of(card: Card) -> tuple[bytes, tuple[str, ...]]:
    """A card as one item of QTI 3, and what of it other systems will not see."""
    payload = card.payload
    is_in = isinstance(payload, WITH_PICTURE)
    write_kind = WRITERS[type(payload)]
    question = write_kind(payload, _image(payload.picture)) if is_in and payload.picture else write_kind(payload)
    body = [*_case(payload), *paragraphs(payload.stem)]
    if payload.picture is not None and not is_in:
        body.append(html("p", _image(payload.picture)))
    whole = replace(question, body=(*body, *question.body))
    return item(card.code, card.title, whole), tuple(_losses(payload, question))


def _losses(payload: Payload, question: Question) -> Iterator[str]:
    yield from question.losses
    dumped = payload.model_dump_json(exclude_defaults=True)
    if '"harm":' in dumped or '"hazard":' in dumped:
        yield HARM
    if payload.case is not None:
        yield SHARED
    if seen(dumped) != dumped or "\\u00" in dumped:
        yield UNSEEN


def _case(payload: Payload) -> list[etree._Element]:
    if payload.case is None:
        return []
    picture = [] if payload.case.picture is None else [html("p", _image(payload.case.picture))]
    title = html("p", html("strong", *line(payload.case.title)))
    return [html("div", title, *paragraphs(payload.case.text), *picture, data_case=payload.case.code)]


def _image(picture: Picture) -> etree._Element:
    _left, _top, width, height = picture.view
    return html("img", src=f"../{_file(picture)}", alt=picture.alt, width=f"{width:.0f}", height=f"{height:.0f}")


def _pictures(payload: Payload) -> list[Picture]:
    shown = (payload.picture, None if payload.case is None else payload.case.picture)
    return [picture for picture in shown if picture is not None]


def _file(picture: Picture) -> str:
    """What the file of a picture is called in the package."""
    return extras.media_name(picture) if picture.digest else f"{extras.MEDIA}{digest_of(picture.svg.encode())}.svg"


def _bytes(picture: Picture, media: Mapping[str, bytes]) -> bytes:
    return media.get(picture.digest, b"") if picture.digest else standalone(picture.svg)


def _put(archive: ZipFile, name: str, data: bytes) -> None:
    archive.writestr(_entry(name), data)


def _entry(name: str) -> ZipInfo:
    info = ZipInfo(name, DAWN)
    info.compress_type, info.create_system, info.external_attr = ZIP_DEFLATED, 3, 0o644 << 16
    return info
