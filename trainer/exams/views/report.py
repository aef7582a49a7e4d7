"""Reporting a question from the player or the result; a form goes back where it came from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import flash, jsonify, redirect, request, url_for
from werkzeug.wrappers import Response

from trainer.core import clock
from trainer.core.errors import Invalid
from trainer.exams import queries
from trainer.exams.service.report import report as send
from trainer.exams.views.blueprint import bp
from trainer.library.reports import LONGEST, SHORTEST
from trainer.web.errors import answer as problem
from trainer.web.errors import wants_json
from trainer.web.identity import me
from trainer.web.permissions import Permission, needs
from trainer.web.session import current_session, transaction


@bp.post("/attempts/<uuid:attempt_id>/reports/<int:position>")
@needs(Permission.LEARN)
def report(attempt_id: UUID, position: int) -> Response:
    text, back = _text(), _back(attempt_id, position)
    if not SHORTEST <= len(text) <= LONGEST:
        return _refused(text, back)
    with transaction() as session:
        number = send(session, attempt_id, position, text, by=me().id, now=clock.now())
    if request.is_json:
        made = jsonify(report=number)
        made.status_code = 201
        return made
    flash("Thank you. Your report went to those who own the question; your answer is as it was.", "ok")
    return redirect(back, 303)


def _refused(text: str, back: str) -> Response:
    """A report too short or too long, told with what was typed."""
    title, detail = "Your report was not sent", f"Write {SHORTEST} to {LONGEST} characters. You wrote {len(text)}."
    more: dict[str, Any] = {"typed": [("report", text)], "back": back}
    if wants_json():
        more = {"errors": [{"location": "text", "detail": detail}]}
    return problem(Invalid.status, Invalid.kind, title, detail, **more)


def _text() -> str:
    """What was written, with line ends of one kind and nothing a database cannot store."""
    body: object = request.get_json(silent=True) if request.is_json else request.form
    given = body.get("text") if isinstance(body, Mapping) else None
    said = given if isinstance(given, str) else ""
    said = said.replace("\r\n", "\n").encode("utf-8", "ignore").decode()
    return "".join(c for c in said if c.isprintable() or c == "\n").strip()


def _back(attempt_id: UUID, position: int) -> str:
    attempt = queries.own_attempt(current_session(), attempt_id, me().id)
    if queries.is_open(attempt, clock.now()):
        return url_for("exams.sitting", attempt_id=attempt_id, q=position)
    return url_for("exams.result", attempt_id=attempt_id)
