"""What came of an attempt, in its own words for each way it can end."""

from __future__ import annotations

from uuid import UUID

from flask import redirect, render_template, url_for
from werkzeug.wrappers import Response

from trainer.core import clock
from trainer.exams import queries
from trainer.exams.machine import State
from trainer.exams.screens.result import result as result_page
from trainer.exams.views.blueprint import bp
from trainer.web.identity import me
from trainer.web.permissions import Permission, needs
from trainer.web.session import current_session


@bp.get("/attempts/<uuid:attempt_id>/result")
@needs(Permission.LEARN)
def result(attempt_id: UUID) -> str | Response:
    session, now = current_session(), clock.now()
    attempt = queries.own_attempt(session, attempt_id, me().id)
    if queries.is_open(attempt, now):
        return redirect(url_for("exams.sitting", attempt_id=attempt_id))
    if attempt.state != State.GRADED:
        exam = queries.exam(session, attempt.exam_id)
        return render_template("exams/waiting.html", attempt=attempt, exam=exam, is_void=attempt.state == State.VOID)
    return render_template("exams/result.html", page=result_page(session, attempt, now=now))
