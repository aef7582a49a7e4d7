"""What one YAML mapping says, as drafts: an item, or a case with its items; pictures are fetched by their names."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from question_bank.exchange.found import Draft, Found, Refused, Unreadable
from question_bank.formats import files
from question_bank.formats.cards_yaml import FIGURE
from question_bank.formats.faults import Fault
from question_bank.items import Picture
from question_bank.items.card import Card
from question_bank.items.media import UnsafeMedia, picture_of

Data = Mapping[str, Any]
Fetch = Callable[[str], bytes | None]
"""The bytes of a file that travels with the items; None when there is none of this name."""
ABOUT = frozenset(Card.model_fields) - {"payload", "title", "tags", "type", "code"}
UNTOLD = {"domain": "D0", "group": "knowledge", "level": "recall"}
"""What a card cannot be without, so that whatever else it says can be read."""
FIGURES, MEDIA = "figures/", "media/"
ENDINGS = {"image/png": "png", "image/jpeg": "jpg", "image/webp": "webp", "image/gif": "gif", "image/svg+xml": "svg"}
ANEW = "the picture was written anew, so it has another name"


def found_in(data: Data, where: str, fetch: Fetch) -> Iterator[Found]:
    """The item a mapping tells, or every item of the case it tells."""
    if set(data) != {"case", "items"}:
        yield _found(data, where, fetch)
        return
    items = [item for item in data["items"] or [] if isinstance(item, dict)]
    if not isinstance(data["case"], dict) or not items:
        yield Found(where, "", refusal="a case holds `case` and, under `items`, whole items")
        return
    asked = sorted(str(item.get("code")) for item in items if item.get("status") != "retired")
    for item in items:
        code = str(item.get("code"))
        place = {"place": asked.index(code) + 1 if code in asked else 1, "of": max(len(asked), 1)}
        yield _found({**item, "case": {**data["case"], **place}}, f"{where}: {code}", fetch)


def media_name(picture: Picture) -> str:
    """What the file of a picture is called beside the items."""
    return f"{MEDIA}{picture.digest}.{ENDINGS[picture.media_type]}"


def _found(data: Data, where: str, fetch: Fetch) -> Found:
    name = str(data.get("title") or data.get("code") or data.get("stem") or "")[:60]
    try:
        draft, losses = _draft(data, fetch)
    except (Refused, Unreadable) as refusal:
        return Found(where, name, refusal=str(refusal))
    return Found(where, name, draft, losses)


def _draft(data: Data, fetch: Fetch) -> tuple[Draft, tuple[str, ...]]:
    use = str(data.get("use", "practice" if "-P-" in str(data.get("code")) else "exam"))
    code = "D0-P-000" if use == "practice" else "D0-E-000"
    faults: list[Fault] = []
    card = files.validated(Card, {**UNTOLD, **_drawn(data, fetch), "use": use, "code": code}, "", faults)
    if card is None:
        raise Refused("; ".join(fault.says for fault in faults))
    payload, media = _with_media(card, fetch)
    about = {name: getattr(card, name) for name in ABOUT & data.keys()} | _code(data)
    losses = (ANEW,) if payload != card.payload else ()
    return Draft(payload, card.title, "", card.tags, about, media), losses


def _code(data: Data) -> dict[str, str]:
    """The code as the file has it: whether it is one of ours is for whoever takes the item in."""
    return {"code": str(data["code"])} if data.get("code") else {}


def _drawn(data: Data, fetch: Fetch) -> dict[str, Any]:
    """The data with every drawing in place of the name of its file."""
    told = dict(data)
    if isinstance(told.get("picture"), dict):
        told["picture"] = _drawing(told["picture"], fetch)
    case = told.get("case")
    if isinstance(case, dict) and isinstance(case.get("picture"), dict):
        told["case"] = {**case, "picture": _drawing(case["picture"], fetch)}
    return told


def _drawing(picture: Data, fetch: Fetch) -> Data:
    if "file" not in picture:
        return picture
    name = str(picture["file"])
    data = fetch(FIGURES + name) if FIGURE.fullmatch(name) else None
    if data is None:
        raise Refused(f"the picture names {name}, and figures/ holds no such drawing")
    try:
        svg = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Refused(f"{FIGURES}{name} is not UTF-8 at byte {error.start}") from None
    return {**{name: said for name, said in picture.items() if name != "file"}, "svg": svg}


def _with_media(card: Card, fetch: Fetch) -> tuple[Any, dict[str, bytes]]:
    """The payload with its pictures as they are kept, and the bytes of those that came along."""
    media: dict[str, bytes] = {}
    payload = card.payload
    changes: dict[str, Any] = {"picture": _kept(payload.picture, fetch, media)}
    if payload.case is not None:
        picture = _kept(payload.case.picture, fetch, media)
        changes["case"] = payload.case.model_copy(update={"picture": picture})
    return payload.model_copy(update=changes), media


def _kept(picture: Picture | None, fetch: Fetch, media: dict[str, bytes]) -> Picture | None:
    data = fetch(media_name(picture)) if picture and picture.digest else None
    if picture is None or data is None:
        return picture
    try:
        found, kept = picture_of(data, picture.alt)
    except UnsafeMedia as error:
        raise Refused(f"{media_name(picture)}: {error}") from None
    if found.digest:
        media[found.digest] = kept
    return found
