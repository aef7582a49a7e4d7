"""Verifying, for machines."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify

from trainer.certificates import tasks
from trainer.certificates.limits import IN_ALL, VERIFYING
from trainer.certificates.recent import recent
from trainer.certificates.rules import MalformedIdentifier, read_identifier
from trainer.certificates.wire import as_json
from trainer.core import clock
from trainer.core.errors import NotFound
from trainer.web.errors import answer
from trainer.web.permissions import public
from trainer.web.session import current_session

bp = Blueprint("verify_api", __name__, url_prefix="/api/v1/verify")


@bp.get("/<identifier>")
@public
@IN_ALL
@VERIFYING
def show(identifier: str) -> Response:
    """The verdict and everything behind it; 404 when there is nothing to show, 422 when it cannot be an identifier."""
    return verdict_as_json(identifier)


def verdict_as_json(typed: str) -> Response:
    """The answer to one identifier as a machine reads it."""
    try:
        found = recent(current_session(), read_identifier(typed), tasks.workshop(), now=clock.now())
    except MalformedIdentifier as error:
        fault = {"location": "identifier", "detail": str(error)}
        response = answer(422, "malformed-identifier", "This cannot be an identifier", str(error), errors=[fault])
    except NotFound as error:
        response = answer(404, "unknown", "Unknown", error.detail, verdict="unknown")
    else:
        response = jsonify(as_json(found))
    response.headers["X-Robots-Tag"] = "noindex"
    response.headers["Vary"] = "Accept"
    return response
