"""Breaks, for those who were granted them: stopping the clock and letting it run on."""

from __future__ import annotations

from uuid import UUID

from flask import jsonify, redirect, request, url_for
from flask_wtf.csrf import generate_csrf
from werkzeug.wrappers import Response

from trainer.core import clock
from trainer.exams.models import Attempt
from trainer.exams.screens.clock import clock_json
from trainer.exams.service import breaks
from trainer.exams.views.blueprint import bp
from trainer.web.errors import wants_json
from trainer.web.identity import me
from trainer.web.permissions import Permission, needs
from trainer.web.session import transaction


@bp.post("/attempts/<uuid:attempt_id>/pause")
@needs(Permission.LEARN)
def pause(attempt_id: UUID) -> Response:
    with transaction() as session:
        return _answer(breaks.pause(session, attempt_id, by=me().id, now=clock.now(), address=request.remote_addr))


@bp.post("/attempts/<uuid:attempt_id>/resume")
@needs(Permission.LEARN)
def resume(attempt_id: UUID) -> Response:
    with transaction() as session:
        return _answer(breaks.resume(session, attempt_id, by=me().id, now=clock.now(), address=request.remote_addr))


def _answer(attempt: Attempt) -> Response:
    if wants_json():
        return jsonify({**clock_json(attempt, clock.now()), "csrf_token": generate_csrf()})
    return redirect(url_for("exams.sitting", attempt_id=attempt.id), 303)
