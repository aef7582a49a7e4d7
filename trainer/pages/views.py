"""Home, the legal pages, and the questions machines ask."""

from __future__ import annotations

from pathlib import Path

from flask import Blueprint, Response, current_app, jsonify, render_template

from trainer.pages import queries, readiness
from trainer.web.identity import me_or_none
from trainer.web.permissions import Permission, public
from trainer.web.services import services
from trainer.web.session import current_session

bp = Blueprint("pages", __name__)


@bp.get("/")
@public
def home() -> str:
    session, person = current_session(), me_or_none()
    course = queries.showcase(session)
    learns = person is not None and person.may(Permission.LEARN)
    standing = queries.my_standing(session, person.id, course) if person and course else None
    return render_template("pages/home.html", course=course, standing=standing, learns=learns)


@bp.get("/accessibility")
@public
def accessibility() -> str:
    return render_template("pages/accessibility.html")


@bp.get("/privacy")
@public
def privacy() -> str:
    return render_template("pages/privacy.html")


@bp.get("/healthz")
@public
def healthz() -> Response:
    """The process answers; nothing else is asked."""
    return jsonify(status="ok")


@bp.get("/readyz")
@public
def readyz() -> tuple[Response, int]:
    """The database answers, keeps its promises and is at the newest migration; files can be written, keys can sign."""
    own, migrations = services(), Path(current_app.root_path) / "migrations"
    faults = readiness.faults(current_session().connection(), own.storage, own.keys, migrations=migrations)
    return jsonify(status="ready" if not faults else "not ready", faults=faults), 503 if faults else 200
