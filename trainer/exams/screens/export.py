"""Everything a candidate has answered, as one file for the worst day: in words, as stored, with the receipts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from question_bank.items import Presented, wording
from trainer.core import clock
from trainer.exams import queries
from trainer.exams.models import Answer, Attempt
from trainer.exams.screens.sitting import asked
from trainer.exams.service import conflicts, receipts


def export(session: Session, attempt: Attempt, now: datetime) -> dict[str, Any]:
    """Every position with what is stored there; never a key, whenever it is asked for."""
    answers, lost = queries.answers(session, attempt.id), conflicts.lost(session, attempt.id)
    shown = {each.position: each.shown for each in asked(session, attempt)}
    return {
        "exam": queries.exam(session, attempt.exam_id).title,
        "state": queries.state_at(attempt, now).value,
        "exported_at": clock.stamp(now),
        "answers": [
            answered(position, asked, answers.get(position))
            | {"refused": [refused(asked, each.answer, each.at) for each in lost.get(position, [])]}
            for position, asked in shown.items()
        ],
        **receipts.document(session, attempt.id),
    }


def answered(position: int, shown: Presented, stored: Answer | None) -> dict[str, Any]:
    """One position with its stored answer."""
    return {
        "position": position,
        "type": shown.kind,
        "stem": wording.plain(shown.stem),
        "answer": stored.answer if stored else None,
        "says": shown.says(stored.answer) if stored else "",
        "names": _names(shown, stored.answer) if stored else [],
        "flagged": stored.is_flagged if stored else False,
        "revision": stored.revision if stored else 0,
        "saved_at": clock.stamp(stored.saved_at) if stored else None,
    }


def refused(shown: Presented, answer: Any, at: datetime) -> dict[str, Any]:
    """An answer that lost to a newer one, and was never saved after all."""
    return {"answer": answer, "says": shown.says(answer), "at": clock.stamp(at)}


def _names(shown: Presented, answer: Any) -> list[str]:
    """The words of every option an answer names, so that the file can be read without the exam."""
    texts = dict(shown.options)
    return [wording.plain(texts[named]) for named in _words(answer) if named in texts]


def _words(answer: Any) -> Iterator[str]:
    if isinstance(answer, str):
        yield answer
    elif isinstance(answer, list):
        for part in answer:
            yield from _words(part)
    elif isinstance(answer, Mapping):
        for name, part in answer.items():
            yield from _words(name)
            yield from _words(part)
