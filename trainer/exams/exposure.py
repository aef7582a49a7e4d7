"""How often items stood on the last papers of an exam: for plans that limit it, and for the state of the bank."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Subquery, func, select
from sqlalchemy.orm import Session

from question_bank.selection.blueprint import Blueprint
from trainer.exams.models import Attempt, Drawn, Exam
from trainer.library import queries as library
from trainer.library.models import Item, ItemVersion
from trainer.library.uses import Exposed, Exposures

BACK = 100
"""So many papers are looked at where a plan limits nothing."""


def exposure(session: Session, exam_id: int, blueprint: Blueprint) -> Mapping[str, int] | None:
    """On how many of the exam's last papers each item stood, by code, as far back as its cap looks.

    None without a cap. A paper counts from its start, whatever came of it: its items were seen.
    """
    if blueprint.exposure is None:
        return None
    return _stood(session, _last(exam_id, blueprint.exposure.before))


def most_exposed(session: Session, limit: int) -> list[Exposures]:
    """For each exam that draws by a plan, the items that stood on most of its last papers, those on most first."""
    planned = select(Exam).where(Exam.blueprint_version_id.is_not(None)).order_by(Exam.id)
    return [found for exam in session.scalars(planned) if (found := _of_exam(session, exam, limit)).items]


def _of_exam(session: Session, exam: Exam, limit: int) -> Exposures:
    cap = library.blueprint(session, exam.blueprint_version_id or 0).exposure
    last = _last(exam.id, cap.before if cap else BACK)
    papers = session.scalar(select(func.count()).select_from(last)) or 0
    most = sorted(_stood(session, last).items(), key=lambda each: (-each[1], each[0]))[:limit]
    ids = dict(session.execute(select(Item.code, Item.id).where(Item.code.in_([code for code, _number in most]))).all())
    items = tuple(Exposed(ids[code], code, number) for code, number in most)
    return Exposures(exam.slug, exam.title, papers, items, cap)


def _last(exam_id: int, papers: int) -> Subquery:
    newest = select(Attempt.id).where(Attempt.exam_id == exam_id).order_by(Attempt.started_at.desc())
    return newest.limit(papers).subquery()


def _stood(session: Session, last: Subquery) -> dict[str, int]:
    stood = (
        select(Item.code, func.count())
        .join(ItemVersion, ItemVersion.item_id == Item.id)
        .join(Drawn, Drawn.version_id == ItemVersion.id)
        .join(last, last.c.id == Drawn.attempt_id)
        .group_by(Item.code)
    )
    return dict(session.execute(stood).all())
