"""Loading the bank from its files: sources, items, blueprint and policy; a new version only where a file changed."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any, TypeVar
from uuid import NAMESPACE_URL, UUID, uuid5

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from question_bank.formats.course import Source as WrittenSource
from question_bank.formats.course_yaml import Content
from question_bank.items.card import Card
from trainer.audit import service as audit
from trainer.core.errors import Conflict
from trainer.library import listing
from trainer.library.models import BlueprintVersion, Item, ItemVersion, PolicyVersion, Source

Spec = TypeVar("Spec", BlueprintVersion, PolicyVersion)
SAID = (
    "type",
    "payload",
    "domain",
    "group",
    "level",
    "safety_critical",
    "must_not_miss",
    "vignette",
    "sources",
    "enemies",
)
"""What makes one version of an item differ from another."""


@dataclass
class LoadReport:
    """What loading did, by name, such as `item D4-E-012`; an unchanged thing added nothing."""

    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    retired: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)

    @property
    def is_quiet(self) -> bool:
        """Whether nothing had to be written."""
        return not (self.added or self.changed or self.retired)

    def add(self, other: LoadReport) -> None:
        """Take another report's findings in."""
        for what, names in asdict(other).items():
            getattr(self, what).extend(names)

    def counts(self) -> dict[str, int]:
        """How many things were added, changed, retired and left as they were."""
        return {what: len(names) for what, names in asdict(self).items()}


def load(session: Session, content: Content, *, now: datetime) -> LoadReport:
    """Bring the library up to the content; what the content no longer holds is left alone."""
    report = LoadReport()
    for source in content.sources.values():
        load_source(session, source, report)
    load_items(session, content.cards, report, now=now)
    exam = content.course.exam
    load_spec(session, BlueprintVersion, exam.blueprint.model_dump(mode="json"), report, now=now)
    load_spec(session, PolicyVersion, exam.policy.model_dump(mode="json"), report, now=now)
    if not report.is_quiet:
        audit.record(
            session, "library.content.loaded", f"course:{content.course.slug}", by=None, now=now, detail=report.counts()
        )
    session.flush()
    return report


def load_source(session: Session, written: WrittenSource, report: LoadReport) -> None:
    """Add a source, or correct the one with its key."""
    said = written.model_dump(mode="json")
    stored = session.get(Source, written.key)
    if stored is None:
        session.add(Source(**said))
        report.added.append(f"source {written.key}")
    elif any(getattr(stored, name) != value for name, value in said.items()):
        for name, value in said.items():
            setattr(stored, name, value)
        report.changed.append(f"source {written.key}")
    else:
        report.unchanged.append(f"source {written.key}")


def load_items(session: Session, cards: tuple[Card, ...], report: LoadReport, *, now: datetime) -> None:
    """Add new items, and new versions of those whose file changed since it was last loaded."""
    known = {item.code: item for item in session.scalars(select(Item).options(selectinload(Item.versions)))}
    for card in cards:
        item = known.get(card.code)
        name = f"item {card.code}"
        if item is None:
            session.add(new_item(card, now=now))
            report.added.append(name)
        elif update_item(item, card, now=now):
            report.changed.append(name)
        else:
            report.unchanged.append(name)


def item_id(code: str) -> UUID:
    """The id of an item loaded under this code, the same in every installation."""
    return uuid5(NAMESPACE_URL, f"urn:trainer:item:{code}")


def new_item(card: Card, *, now: datetime) -> Item:
    """An item with its first version."""
    item = Item(
        id=item_id(card.code),
        code=card.code,
        use=card.use.value,
        status=card.status.value,
        created_at=now,
        current_number=1,
    )
    item.versions = [version_of(card, number=1, now=now)]
    return item


def update_item(item: Item, card: Card, *, now: datetime) -> bool:
    """Follow the file where it changed since its last loading; an edit made by staff meanwhile stands until then."""
    loaded = [version for version in item.versions if version.created_by_id is None]
    if not loaded:
        raise Conflict(f"Item {card.code} was written here and not in a file. Give the file another code.")
    is_changed = said_by(card) != said_by(listing.card_of(item, loaded[-1]))
    if is_changed:
        item.current_number = item.versions[-1].number + 1
        item.versions.append(version_of(card, number=item.current_number, now=now))
    if item.status not in (card.status.value, "retired"):
        item.status = card.status.value
        is_changed = True
    return is_changed


def version_of(card: Card, *, number: int, now: datetime) -> ItemVersion:
    """A version that says what the card says; the file's own number is kept in the note."""
    note = f"From the content files, version {card.version}"
    return ItemVersion(number=number, note=note, created_at=now, created_by_id=None, **said_by(card))


def said_by(card: Card) -> dict[str, Any]:
    """What a card says, as columns of a version."""
    said = card.model_dump(mode="json", include=set(SAID) - {"payload"})
    return {**said, "payload": card.payload.model_dump(mode="json", exclude_none=True)}


def load_spec(session: Session, table: type[Spec], spec: dict[str, Any], report: LoadReport, *, now: datetime) -> None:
    """Add a blueprint or policy version where the file changed since its last loading.

    A version that staff wrote meanwhile stands until then; the number follows the database.
    """
    name = f"{'blueprint' if table is BlueprintVersion else 'policy'} {spec['slug']}"
    versions = list(session.scalars(select(table).where(table.slug == spec["slug"]).order_by(table.number)))
    loaded = [version for version in versions if version.created_by_id is None]
    if loaded and loaded[-1].spec == {**spec, "version": loaded[-1].number}:
        report.unchanged.append(name)
        return
    number = versions[-1].number + 1 if versions else 1
    session.add(table(slug=spec["slug"], number=number, spec={**spec, "version": number}, created_at=now))
    (report.changed if versions else report.added).append(name)
