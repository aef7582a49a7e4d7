"""Writing the course's own YAML: nothing a card says is lost. Where pictures travel along, it is a package."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, BinaryIO
from zipfile import ZIP_DEFLATED, ZipFile

import yaml

from question_bank.exchange.course.drafting import FIGURES, media_name
from question_bank.exchange.found import Written
from question_bank.items import Picture
from question_bank.items.card import Card
from question_bank.items.media import digest_of

MISSING = "the picture {} is not in the file, because its bytes are not kept here"
WIDTH = 120


def write(cards: Iterable[Card], out: BinaryIO, media: Mapping[str, bytes]) -> Iterator[Written]:
    """Write one document after another; as a package of one file each when there are pictures to go along."""
    if media:
        yield from _packed(cards, out, media)
        return
    for card in cards:
        out.write(b"---\n" + document(card))
        yield Written(card.code, tuple(MISSING.format(picture.digest) for picture in _pictures(card)))


def _packed(cards: Iterable[Card], out: BinaryIO, media: Mapping[str, bytes]) -> Iterator[Written]:
    names: set[str] = set()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        for card in cards:
            lost = []
            for picture in _pictures(card):
                name = media_name(picture)
                if picture.digest not in media:
                    lost.append(MISSING.format(picture.digest))
                elif name not in names:
                    names.add(name)
                    archive.writestr(name, media[picture.digest])
            archive.writestr(
                f"items/{card.domain.lower()}/{card.code.lower()}.yaml", _with_figures(card, archive, names)
            )
            yield Written(card.code, tuple(lost))


def document(card: Card) -> bytes:
    """A card as YAML: what identifies it first, then whatever is not as it would be anyway."""
    return _yaml(_told(card))


def _told(card: Card) -> dict[str, Any]:
    about = card.model_dump(mode="json", exclude_defaults=True, exclude={"payload"})
    always = {"code": card.code, "version": card.version, "type": card.type, "use": str(card.use)}
    payload = card.payload.model_dump(mode="json", exclude_defaults=True)
    return {**always, "status": str(card.status), **about, **payload}


def _with_figures(card: Card, archive: ZipFile, names: set[str]) -> bytes:
    """The card as YAML, its drawings in files of their own."""
    told = _told(card)
    for holder in (told, told.get("case") or {}):
        svg = (holder.get("picture") or {}).get("svg")
        if svg:
            drawing = svg.encode()
            name = f"{digest_of(drawing)[:32]}.svg"
            holder["picture"] = {"file": name, **{key: said for key, said in holder["picture"].items() if key != "svg"}}
            if name not in names:
                names.add(name)
                archive.writestr(FIGURES + name, drawing)
    return _yaml(told)


def _pictures(card: Card) -> list[Picture]:
    """The pictures of a card that are files of their own."""
    shown = (card.payload.picture, card.payload.case.picture if card.payload.case else None)
    return [picture for picture in shown if picture is not None and picture.digest]


def _yaml(told: dict[str, Any]) -> bytes:
    dumped = yaml.dump(
        told,
        Dumper=_Dumper,
        sort_keys=False,
        allow_unicode=True,
        width=WIDTH,
        encoding="utf-8",
        default_flow_style=False,
    )
    return bytes(dumped)


class _Dumper(getattr(yaml, "CSafeDumper", yaml.SafeDumper)):  # type: ignore[misc] # whichever PyYAML has
    """Writes a text of several lines as several lines, and nothing as an alias."""

    def ignore_aliases(self, data: object) -> bool:
        return True


def _text(dumper: Any, value: str) -> Any:
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, style="|" if "\n" in value else None)


_Dumper.add_representer(str, _text)
