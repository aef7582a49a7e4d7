"""Sitting an exam as a program sees it: paper, answers, clock, receipts. Problems are RFC 9457 documents."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, jsonify, request
from flask_wtf.csrf import generate_csrf
from sqlalchemy.orm import Session

from question_bank.items import Presented
from trainer.core import clock
from trainer.exams import queries, service
from trainer.exams.errors import Closed, Covered, StaleRevision, UnreadableSave
from trainer.exams.forms import save_from_json
from trainer.exams.models import Answer, Attempt, LostAnswer
from trainer.exams.screens.clock import clock_json
from trainer.exams.screens.export import export as export_of
from trainer.exams.screens.export import refused
from trainer.exams.screens.sitting import asked
from trainer.exams.service import conflicts
from trainer.exams.wire import claiming, seen, told
from trainer.web.errors import answer as problem
from trainer.web.identity import me
from trainer.web.permissions import Permission, needs, needs_to_write
from trainer.web.session import current_session, transaction

bp = Blueprint("exams_api", __name__)


@bp.get("/attempts/<uuid:attempt_id>/paper")
@needs(Permission.LEARN)
def paper(attempt_id: UUID) -> Response:
    session, now = current_session(), clock.now()
    attempt = queries.own_attempt(session, attempt_id, me().id)
    is_covered = queries.timing(attempt).is_paused(now)
    items = _items(session, attempt) if queries.accepts(attempt, now) and not is_covered else []
    return jsonify(attempt=str(attempt.id), **_clock(attempt, now), items=items)


@bp.get("/attempts/<uuid:attempt_id>/clock")
@needs(Permission.LEARN)
def time(attempt_id: UUID) -> Response:
    return jsonify(_clock(queries.own_attempt(current_session(), attempt_id, me().id), clock.now()))


@bp.put("/attempts/<uuid:attempt_id>/answers/<int:position>")
@needs_to_write(Permission.LEARN)
def save(attempt_id: UUID, position: int) -> Response:
    with transaction() as session:
        sent = save_from_json(request.get_json(silent=True), position)
        saved = service.save(session, attempt_id, sent, by=me().id, now=clock.now, seen=seen())
    if saved is None:
        raise Closed
    return jsonify(_acknowledged(saved))


@bp.errorhandler(StaleRevision)
def _stale(error: StaleRevision) -> Response:
    both = {"stored": error.stored, "stored_says": error.stored_says, "sent_says": error.sent_says}
    return problem(error.status, error.kind, error.title, error.detail, **both)


@bp.errorhandler(UnreadableSave)
def _unreadable(error: UnreadableSave) -> Response:
    errors = [{"location": error.location, "detail": error.detail}]
    return problem(error.status, error.kind, error.title, error.detail, errors=errors)


@bp.post("/attempts/<uuid:attempt_id>/window")
@needs(Permission.LEARN)
def window(attempt_id: UUID) -> Response:
    writer = claiming()
    with transaction() as session:
        claimed = service.claim(session, attempt_id, writer, by=me().id, now=clock.now())
    return jsonify(window=claimed)


@bp.post("/attempts/<uuid:attempt_id>/signals")
@needs(Permission.LEARN)
def signals(attempt_id: UUID) -> Response:
    noticed = told()
    with transaction() as session:
        kept = service.tell(session, attempt_id, noticed, by=me().id, now=clock.now(), address=request.remote_addr)
    return jsonify(kept=kept)


@bp.get("/attempts/<uuid:attempt_id>/receipts")
@needs(Permission.LEARN)
def receipts(attempt_id: UUID) -> Response:
    attempt = queries.own_attempt(current_session(), attempt_id, me().id)
    return _file(f"receipts-{attempt.id}.json", service.receipts.document(current_session(), attempt.id))


@bp.get("/attempts/<uuid:attempt_id>/export")
@needs(Permission.LEARN)
def export(attempt_id: UUID) -> Response:
    now = clock.now()
    attempt = queries.own_attempt(current_session(), attempt_id, me().id)
    if queries.is_open(attempt, now) and queries.timing(attempt).is_paused(now):
        raise Covered
    return _file(f"answers-{attempt.id}.json", export_of(current_session(), attempt, now))


def _file(name: str, content: dict[str, Any]) -> Response:
    response = jsonify(content)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _acknowledged(saved: service.Saved) -> dict[str, Any]:
    return {
        "position": saved.position,
        "revision": saved.revision,
        "saved_at": clock.stamp(saved.saved_at),
        "seconds_left": saved.seconds_left,
        "receipt": saved.receipt,
    }


def _clock(attempt: Attempt, now: datetime) -> dict[str, Any]:
    return {**clock_json(attempt, now), "csrf_token": generate_csrf()}


def _items(session: Session, attempt: Attempt) -> list[dict[str, Any]]:
    answers, lost = queries.answers(session, attempt.id), conflicts.lost(session, attempt.id)
    return [
        _item(each.position, each.shown, answers.get(each.position), lost.get(each.position, []))
        for each in asked(session, attempt)
    ]


def _item(position: int, shown: Presented, stored: Answer | None, lost: Sequence[LostAnswer]) -> dict[str, Any]:
    item = {
        "position": position,
        "group": shown.case.code if shown.case else None,
        **shown.as_json(),
        "answer": stored.answer if stored else None,
        "flagged": stored.is_flagged if stored else False,
        "revision": stored.revision if stored else 0,
    }
    if lost:
        item["lost"] = [refused(shown, each.answer, each.at) for each in lost]
    return item
