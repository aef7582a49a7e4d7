"""Sitting an exam as a program sees it: the paper, one answer, the clock. Problems are RFC 9457 documents."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, jsonify, request
from flask_wtf.csrf import generate_csrf
from sqlalchemy.orm import Session

from question_bank.items import Presented
from trainer.core import clock
from trainer.exams import queries, service
from trainer.exams.errors import Closed, StaleRevision, UnreadableSave
from trainer.exams.forms import save_from_json
from trainer.exams.models import Answer, Attempt
from trainer.exams.screens.clock import clock_json
from trainer.exams.screens.sitting import presented
from trainer.library import queries as library
from trainer.web.errors import answer as problem
from trainer.web.identity import me
from trainer.web.permissions import Permission, needs
from trainer.web.session import current_session, transaction

bp = Blueprint("exams_api", __name__)


@bp.get("/attempts/<uuid:attempt_id>/paper")
@needs(Permission.LEARN)
def paper(attempt_id: UUID) -> Response:
    session, now = current_session(), clock.now()
    attempt = queries.own_attempt(session, attempt_id, me().id)
    items = _items(session, attempt) if queries.accepts(attempt, now) else []
    return jsonify(attempt=str(attempt.id), **_clock(attempt, now), items=items)


@bp.get("/attempts/<uuid:attempt_id>/clock")
@needs(Permission.LEARN)
def time(attempt_id: UUID) -> Response:
    return jsonify(_clock(queries.own_attempt(current_session(), attempt_id, me().id), clock.now()))


@bp.put("/attempts/<uuid:attempt_id>/answers/<int:position>")
@needs(Permission.LEARN)
def save(attempt_id: UUID, position: int) -> Response:
    try:
        sent = save_from_json(request.get_json(silent=True), position)
        with transaction() as session:
            saved = service.save(session, attempt_id, sent, by=me().id, now=clock.now())
    except StaleRevision as error:
        return problem(error.status, error.kind, error.title, error.detail, stored=error.stored)
    except UnreadableSave as error:
        errors = [{"location": error.location, "detail": error.detail}]
        return problem(error.status, error.kind, error.title, error.detail, errors=errors)
    if saved is None:
        raise Closed
    return jsonify(_acknowledged(saved))


def _acknowledged(saved: service.Saved) -> dict[str, Any]:
    return {
        "position": saved.position,
        "revision": saved.revision,
        "saved_at": clock.stamp(saved.saved_at),
        "seconds_left": saved.seconds_left,
        "receipt": None,
    }


def _clock(attempt: Attempt, now: datetime) -> dict[str, Any]:
    return {**clock_json(attempt, now), "csrf_token": generate_csrf()}


def _items(session: Session, attempt: Attempt) -> list[dict[str, Any]]:
    entries = queries.paper_items(session, attempt.id)
    answers = queries.answers(session, attempt.id)
    versions = library.versions_by_id(session, [entry["version_id"] for entry in entries])
    return [
        _item(entry["position"], presented(entry, versions[entry["version_id"]]), answers.get(entry["position"]))
        for entry in entries
    ]


def _item(position: int, shown: Presented, stored: Answer | None) -> dict[str, Any]:
    return {
        "position": position,
        "group": shown.case.code if shown.case else None,
        **shown.as_json(),
        "answer": stored.answer if stored else None,
        "flagged": stored.is_flagged if stored else False,
        "revision": stored.revision if stored else 0,
    }
