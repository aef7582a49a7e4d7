"""Home, the legal pages, and the questions machines ask."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify, render_template
from sqlalchemy import text

from trainer.core.db import durability_faults
from trainer.web.permissions import public
from trainer.web.session import current_session

bp = Blueprint("pages", __name__)


@bp.get("/")
@public
def home() -> str:
    return render_template("pages/home.html")


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
    """The database answers, keeps its promises and is at the newest migration."""
    connection = current_session().connection()
    connection.execute(text("SELECT 1"))
    faults = durability_faults(connection)
    return jsonify(status="ready" if not faults else "not ready", faults=faults), 503 if faults else 200
