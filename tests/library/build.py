"""Builders for the bank: cards that keep every rule, items in the database, and what the editor's form sends."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from question_bank.items import Payload
from question_bank.items.card import Card, Status
from tests.build import NOON
from trainer.library import editing, review
from trainer.library.forms.columns import Column, Kind
from trainer.library.forms.sheet import OWN, Sheet
from trainer.library.models import Item, ItemVersion, Source
from trainer.library.writing import add_version
from trainer.web.permissions import Role, permissions_of

STEM = "A 40-year-old cyclist books a first visit for pain in the calf.\n\nWhat do you ask before anything else?"
OPTIONS: list[dict[str, Any]] = [
    {"id": "a", "text": "Which medicines she takes at present", "key": True, "rationale": "Anticoagulants matter."},
    {"id": "b", "text": "How far she rode in the last week", "harm": "minor", "rationale": "It can wait."},
    {"id": "c", "text": "Whether she has been needled abroad", "harm": "none", "rationale": "It tells little."},
]


def card(code: str = "D6-E-001", **changes: Any) -> Card:
    """A whole single-choice item that keeps every item-writing rule."""
    domain, letter, _ = code.split("-")
    said = {
        "code": code,
        "type": "single_choice",
        "use": "exam" if letter == "E" else "practice",
        "domain": domain,
        "group": "other_safety",
        "level": "apply",
        "sources": ["S1"],
        "stem": STEM,
        "options": [dict(option) for option in OPTIONS],
    }
    return Card.model_validate({**said, **changes})


def of(payload: Payload, code: str = "D6-E-001", **changes: Any) -> Card:
    """A card around any payload."""
    said = {
        "code": code,
        "type": payload.kind,
        "use": "exam",
        "domain": "D6",
        "group": "other_safety",
        "level": "apply",
    }
    return Card.model_validate({**said, "sources": ["S1"], **changes, "payload": payload})


def source(session: Session, key: str = "S1", title: str = "A survey of needling") -> Source:
    """A source an item can cite."""
    found = session.get(Source, key)
    if found is None:
        works = [{"citation": f"Ash. {title}", "doi": None}]
        found = Source(key=key, title=title, kind="survey", n="120", seen="excerpt", works=works)
        session.add(found)
    return found


def item(session: Session, written: Card | None = None, *, by: int | None = None, now: datetime = NOON) -> Item:
    """An item with one version, in the status its card bears."""
    said = written or card()
    for key in said.sources:
        source(session, key)
    made = Item(id=uuid4(), code=said.code, use=said.use.value, status=said.status.value, created_at=now, owner_id=by)
    add_version(made, 1, said, by=by, note="First version", now=now)
    if said.status is Status.LIVE:
        made.live_number = made.published_number = 1
    session.add(made)
    session.flush()
    return made


def put_live(session: Session, item_id: UUID, said: Card, *, by: int, now: datetime) -> ItemVersion:
    """The next version of an item, past its review, on papers at once."""
    version = editing.new_version(session, item_id, said, by=by, note="Changed", now=now)
    own = session.get_one(Item, item_id)
    own.status, own.live_number, own.published_number = "live", version.number, version.number
    session.flush()
    return version


def retire(session: Session, item_id: UUID, *, by: int, now: datetime) -> None:
    """Take an item off papers, as an administrator does."""
    boss = review.By(by, permissions_of(frozenset({Role.ADMINISTRATOR})))
    review.move(session, item_id, "retire", by=boss, now=now, reason="Old")


def form(said: Card, *, base: int | None = 1, note: str = "A clearer question", **changes: Any) -> dict[str, Any]:
    """What a browser sends from the editor when nothing but `changes` was typed; None takes a field out."""
    sent: dict[str, Any] = {
        "title": said.title,
        "stem": said.payload.stem,
        "group": said.group.value,
        "level": said.level.value,
        "must_not_miss": said.must_not_miss.value if said.must_not_miss else "",
        "tags": ", ".join(said.tags),
        "sources": " ".join(said.sources),
        "enemies": " ".join(said.enemies),
        "note": note,
        "act": "save",
        **{name: "y" for name in ("safety_critical", "vignette") if getattr(said, name)},
        **sheet(Sheet.of(said.payload)),
    }
    if base is not None:
        sent["base"] = str(base)
    typed = {name.replace("__", "-"): value if value is None else str(value) for name, value in changes.items()}
    return {
        name: value.replace("\n", "\r\n") if isinstance(value, str) else value
        for name, value in {**sent, **typed}.items()
        if value is not None
    }


def sheet(said: Sheet) -> dict[str, Any]:
    """What a browser sends of an item's own fields and rows: nothing for a box that is not ticked."""
    sent: dict[str, Any] = {}
    for column in said.plan.fields:
        sent |= _box(column, column.name, said.values[column.name])
    for rows in said.plan.rows:
        for number, values in enumerate(said.rows[rows.name]):
            for column in (OWN, *rows.columns):
                if column.name in values:
                    sent |= _box(column, f"{rows.name}-{number}-{column.name}", values[column.name])
    return sent


def _box(column: Column, name: str, value: str) -> dict[str, Any]:
    match column.kind:
        case Kind.TICK:
            return {name: value} if value else {}
        case Kind.PICKS:
            return {name: value.split()}
        case _:
            return {name: value}


def row(number: int, *, own: str = "", text: str = "", harm: str = "none", why: str = "") -> dict[str, str]:
    """One row of the options."""
    said = {"own": own, "text": text, "harm": harm, "rationale": why}
    return {f"options-{number}-{name}": value for name, value in said.items()}
