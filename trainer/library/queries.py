"""Reading the library: items by pool, frozen versions, blueprints, policies and sources."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import cast
from uuid import UUID

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session, contains_eager

from question_bank.items import Payload, payload_from
from question_bank.scoring.policy import Policy
from question_bank.selection.blueprint import Blueprint
from trainer.core.errors import NotFound
from trainer.core.keep import Shelf
from trainer.library.models import BlueprintVersion, Item, ItemFigure, ItemVersion, PolicyVersion, Source

PAYLOADS: Shelf[int, Payload] = Shelf(4096)
"""What item versions ask, by their ids, each parsed once."""


def item(session: Session, item_id: UUID) -> Item:
    """The item with this id; NotFound when there is none."""
    found = session.get(Item, item_id)
    if found is None:
        raise NotFound("There is no such item.")
    return found


def live_versions(session: Session, *, use: str, domains: Collection[str] | None = None) -> list[ItemVersion]:
    """The current version of each live item of a pool, by code; of some domains only where they are named."""
    wanted = (
        select(ItemVersion)
        .join(Item, (Item.id == ItemVersion.item_id) & (Item.live_number == ItemVersion.number))
        .where(Item.use == use)
        .options(contains_eager(ItemVersion.item))
        .order_by(Item.code)
    )
    if domains is not None:
        wanted = wanted.where(ItemVersion.domain.in_(domains))
    return list(session.scalars(wanted))


def versions_by_id(session: Session, ids: Iterable[int]) -> dict[int, ItemVersion]:
    """These versions, by their ids; an id that is not known is left out."""
    wanted = select(ItemVersion).where(ItemVersion.id.in_(set(ids)))
    return {version.id: version for version in session.scalars(wanted)}


def payloads(session: Session, ids: Iterable[int]) -> dict[int, Payload]:
    """What these versions ask; a process reads each once, because a version never changes."""
    engine, wanted = cast(Engine, session.get_bind()), set(ids)
    found = {own: payload for own in wanted if (payload := PAYLOADS.get(engine, own)) is not None}
    if missing := wanted - found.keys():
        asked = select(ItemVersion.id, ItemVersion.type, ItemVersion.payload).where(ItemVersion.id.in_(missing))
        for own, kind, said in session.execute(asked):
            found[own] = PAYLOADS.put(engine, own, payload_from(kind, said))
    return found


def payload_of(version: ItemVersion) -> Payload:
    """What a version asks, as the question bank reads it."""
    return payload_from(version.type, version.payload)


def blueprint(session: Session, version_id: int) -> Blueprint:
    """The blueprint of one version; NotFound when there is none."""
    found = session.get(BlueprintVersion, version_id)
    if found is None:
        raise NotFound("There is no such blueprint.")
    return Blueprint.model_validate(found.spec)


def policy(session: Session, version_id: int) -> Policy:
    """The pass policy of one version; NotFound when there is none."""
    found = session.get(PolicyVersion, version_id)
    if found is None:
        raise NotFound("There is no such pass policy.")
    return Policy.model_validate(found.spec)


def newest_blueprint(session: Session, slug: str) -> BlueprintVersion:
    """The newest version of a blueprint; NotFound before the first."""
    found = session.scalar(
        select(BlueprintVersion).where(BlueprintVersion.slug == slug).order_by(BlueprintVersion.number.desc()).limit(1)
    )
    if found is None:
        raise NotFound(f"There is no blueprint {slug}.")
    return found


def newest_policy(session: Session, slug: str) -> PolicyVersion:
    """The newest version of a pass policy; NotFound before the first."""
    found = session.scalar(
        select(PolicyVersion).where(PolicyVersion.slug == slug).order_by(PolicyVersion.number.desc()).limit(1)
    )
    if found is None:
        raise NotFound(f"There is no pass policy {slug}.")
    return found


def sources(session: Session, keys: Iterable[str]) -> list[Source]:
    """The sources behind these keys, in the order of the keys; an unknown key is left out."""
    wanted = list(keys)
    found = {source.key: source for source in session.scalars(select(Source).where(Source.key.in_(wanted)))}
    return [found[key] for key in wanted if key in found]


def figures(session: Session, version_ids: Iterable[int]) -> dict[int, ItemFigure]:
    """How these versions did in finals, by their ids; one that was never marked is left out."""
    wanted = select(ItemFigure).where(ItemFigure.version_id.in_(set(version_ids)))
    return {figure.version_id: figure for figure in session.scalars(wanted)}
