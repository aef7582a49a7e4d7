"""How often items stood on the last papers of an exam, for plans that limit it."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from question_bank.selection.blueprint import Blueprint
from trainer.exams.models import Attempt, Drawn
from trainer.library.models import Item, ItemVersion


def exposure(session: Session, exam_id: int, blueprint: Blueprint) -> Mapping[str, int] | None:
    """On how many of the exam's last papers each item stood, by code, as far back as its cap looks.

    None without a cap. A paper counts from its start, whatever came of it: its items were seen.
    """
    if blueprint.exposure is None:
        return None
    newest = select(Attempt.id).where(Attempt.exam_id == exam_id).order_by(Attempt.started_at.desc())
    last = newest.limit(blueprint.exposure.before).subquery()
    stood = (
        select(Item.code, func.count())
        .join(ItemVersion, ItemVersion.item_id == Item.id)
        .join(Drawn, Drawn.version_id == ItemVersion.id)
        .join(last, last.c.id == Drawn.attempt_id)
        .group_by(Item.code)
    )
    return dict(session.execute(stood).all())
