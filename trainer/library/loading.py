"""Loading the bank from its files: sources, items, blueprint and policy; a new version only where a file changed."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any, TypeVar
from uuid import NAMESPACE_URL, UUID, uuid5

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from question_bank.formats.course import Source as WrittenSource
from question_bank.formats.course_yaml import Content
from question_bank.items.card import OUT_OF_USE, Card, Status
from trainer.audit import service as audit
from trainer.core.errors import Conflict
from trainer.library import listing
from trainer.library.keeping import check_succession, was_added_here
from trainer.library.models import HOME, BlueprintVersion, Item, ItemMove, ItemVersion, PolicyVersion, Source
from trainer.library.writing import add_version, said_by

Spec = TypeVar("Spec", BlueprintVersion, PolicyVersion)
JUDGED = frozenset({"grade", "review_by", "is_blocking"})
"""What staff say of a source: the file fills in only what nobody has said."""
FROM_FILES = "From the content files"
"""How the notes of versions begin that were loaded."""


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
    load_sources(session, tuple(content.sources.values()), report)
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


def load_sources(session: Session, written: Collection[WrittenSource], report: LoadReport) -> None:
    """Add new sources and correct those whose file says otherwise; what staff judged of them stands.

    What supersedes what is written last, when every source is there. Invalid when one would come after itself.
    """
    for source in written:
        load_source(session, source, report)
    session.flush()
    for source in written:
        if source.superseded_by is not None:
            check_succession(session, source.key, source.superseded_by)
        stored = session.get_one(Source, source.key)
        stored.superseded_by = stored.superseded_by or source.superseded_by


def load_source(session: Session, written: WrittenSource, report: LoadReport) -> None:
    """Add a source, or correct the one with its key, but for what supersedes it; Conflict where staff took the key."""
    said = written.model_dump(exclude_unset=True) | {"works": [work.model_dump(mode="json") for work in written.works]}
    stored = session.get(Source, written.key)
    if stored is None:
        session.add(Source(**{"n": None, **said, "superseded_by": None}))
        report.added.append(f"source {written.key}")
    elif stored.title != written.title and was_added_here(session, written.key):
        raise Conflict(f"Source {written.key} was added here and not in a file. Give the file another key.")
    elif changed := [name for name, value in said.items() if _differs(stored, name, value)]:
        for name in changed:
            setattr(stored, name, said[name])
        stored.row_version += 1
        report.changed.append(f"source {written.key}")
    else:
        report.unchanged.append(f"source {written.key}")


def _differs(stored: Source, name: str, value: object) -> bool:
    """Whether the file is to be followed: not where staff may have said by when, how good, or whether it blocks."""
    before = getattr(stored, name)
    return name != "superseded_by" and before != value and not (name in JUDGED and before)


def load_items(session: Session, cards: tuple[Card, ...], report: LoadReport, *, now: datetime) -> None:
    """Add new items, and new versions of those whose file changed since it was last loaded."""
    known = {
        item.code: item
        for item in session.scalars(select(Item).options(selectinload(Item.versions), selectinload(Item.text)))
    }
    moved = set(session.scalars(select(ItemMove.item_id).distinct()))
    for card in cards:
        item = known.get(card.code)
        name = f"item {card.code}"
        if item is None:
            session.add(new_item(card, now=now))
            report.added.append(name)
        elif update_item(item, card, follows_file=_is_as_loaded(item, moved), now=now):
            report.changed.append(name)
        else:
            report.unchanged.append(name)


def item_id(code: str) -> UUID:
    """The id of an item loaded under this code, the same in every installation."""
    return uuid5(NAMESPACE_URL, f"urn:trainer:item:{code}")


def new_item(card: Card, *, now: datetime) -> Item:
    """An item with its first version."""
    item = Item(id=item_id(card.code), code=card.code, bank=HOME, use=card.use.value, created_at=now, current_number=1)
    add_version(item, 1, card, by=None, note=_note(card), now=now)
    _stand(item, card.status)
    return item


def update_item(item: Item, card: Card, *, follows_file: bool, now: datetime) -> bool:
    """Follow the file where it changed since its last loading; what staff did meanwhile stands until then."""
    loaded = [version for version in item.versions if _is_loaded(version)]
    if not loaded:
        raise Conflict(f"Item {card.code} was written here and not in a file. Give the file another code.")
    is_changed = said_by(card) != said_by(listing.card_of(item, loaded[-1]))
    if is_changed:
        add_version(item, item.versions[-1].number + 1, card, by=None, note=_note(card), now=now)
    if item.status in OUT_OF_USE:
        return is_changed  # no file brings an item back from where staff have taken it
    if not (is_changed or follows_file) or (item.status == card.status and not is_changed):
        return is_changed
    _stand(item, card.status)
    return True


def _is_loaded(version: ItemVersion) -> bool:
    """Whether a version came from the content files; what is imported by an operator has no author either."""
    return version.created_by_id is None and version.note.startswith(FROM_FILES)


def _is_as_loaded(item: Item, moved: set[UUID]) -> bool:
    """Whether staff have neither written a version of an item nor moved it."""
    return item.id not in moved and all(_is_loaded(version) for version in item.versions)


def _stand(item: Item, status: Status) -> None:
    """Let an item stand where its file says: what is live there was reviewed there."""
    item.status = status.value
    item.live_number = item.current_number if status is Status.LIVE else None
    item.published_number = item.live_number or item.published_number


def _note(card: Card) -> str:
    """The file's own number is kept here."""
    return f"{FROM_FILES}, version {card.version}"


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
