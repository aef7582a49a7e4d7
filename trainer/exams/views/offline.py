"""What keeps a sitting going without a network: the worker that serves kept pages, its last resort, the way back."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

from flask import current_app, render_template
from werkzeug.wrappers import Response

from trainer.exams import queries
from trainer.exams.views.blueprint import bp
from trainer.web.identity import me
from trainer.web.permissions import Permission, needs, public
from trainer.web.session import current_session


@bp.get("/attempts/worker.js")
@public
def worker() -> Response:
    """Served here, not under /static/, because a worker rules the addresses below its own."""
    script = Path(current_app.static_folder or "static", "js/exam/worker.js").read_bytes()
    return Response(script, content_type="text/javascript; charset=utf-8", headers={"Cache-Control": "no-cache"})


@bp.get("/attempts/offline")
@public
def offline() -> str:
    """Kept in the browser for a question that was never opened; it holds nothing of anybody."""
    return render_template("exams/offline.html")


@bp.get("/attempts/<uuid:attempt_id>/signed-in")
@needs(Permission.LEARN)
def signed_in(attempt_id: UUID) -> str:
    attempt = queries.own_attempt(current_session(), attempt_id, me().id)
    return render_template("exams/signed_in.html", attempt_id=attempt.id)
