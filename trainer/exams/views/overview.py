"""An exam's own page, and starting it."""

from __future__ import annotations

from uuid import UUID

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from trainer.core import clock, ids
from trainer.core.errors import DomainError
from trainer.exams import queries, service
from trainer.exams.errors import GateShut, NotAccepted
from trainer.exams.screens.overview import overview
from trainer.exams.views.blueprint import bp
from trainer.web.errors import wants_json
from trainer.web.identity import me
from trainer.web.permissions import Permission, needs
from trainer.web.services import facts
from trainer.web.session import current_session, transaction


@bp.get("/exams/<slug>")
@needs(Permission.LEARN)
def exam(slug: str) -> str:
    return _page(slug)


@bp.post("/exams/<slug>/attempts")
@needs(Permission.LEARN)
def start(slug: str) -> Response | tuple[str, int]:
    accepted = set(request.form.getlist("accepted", type=int))
    try:
        attempt_id = _start(queries.exam_by_slug(current_session(), slug).id, accepted)
    except (GateShut, NotAccepted) as error:
        if wants_json():
            raise
        return _page(slug, accepted, error), error.status
    return redirect(url_for("exams.sitting", attempt_id=attempt_id), 303)


def _start(exam_id: int, accepted: set[int]) -> UUID:
    with transaction() as session:
        attempt = service.start(
            session,
            exam_id,
            me().id,
            accepted=accepted,
            seed=ids.new_seed(),
            grace_seconds=facts().exam_grace_seconds,
            now=clock.now(),
            address=request.remote_addr,
            zone=facts().time_zone,
        )
    return attempt.id


def _page(slug: str, accepted: set[int] | None = None, error: DomainError | None = None) -> str:
    session = current_session()
    found = queries.exam_by_slug(session, slug)
    page = overview(session, found, me().id, me().roles, now=clock.now(), zone=facts().time_zone)
    return render_template("exams/overview.html", page=page, accepted=accepted or set(), error=error)
