"""Verifying, for machines."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, jsonify, request

from trainer.certificates import tasks
from trainer.certificates.doors import Malformed, seen
from trainer.certificates.limits import IN_ALL, MANY, MANY_IN_ALL, MOST_AT_ONCE, VERIFYING
from trainer.certificates.looks import Door
from trainer.certificates.many import Answer, answers, shown
from trainer.certificates.recent import recent
from trainer.certificates.rules import MalformedIdentifier, read_identifier
from trainer.certificates.verification import NOTHING
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


@bp.post("")
@public
@MANY_IN_ALL
@MANY
def many() -> Response:
    """The same for up to a thousand identifiers, each answered in its place."""
    sent = request.get_json(silent=True)
    ids = sent.get("ids") if isinstance(sent, dict) else None
    if not isinstance(ids, list) or not all(isinstance(one, str) for one in ids) or not 0 < len(ids) <= MOST_AT_ONCE:
        says = f"Send a JSON object with `ids`, a list of 1 to {MOST_AT_ONCE} texts."
        return bare(answer(422, "unreadable-request", "This cannot be read", says, errors=[_fault("ids", says)]))
    found = answers(current_session(), ids, tasks.workshop(), now=clock.now())
    seen(Door.BATCH, *shown(found))
    return bare(jsonify({"results": [{"id": one.typed, **each(one)} for one in found]}))


def each(found: Answer) -> dict[str, Any]:
    """One answer of many: what it would be alone."""
    if found.fault:
        return {"type": Malformed.kind, "title": Malformed.title, "status": 422, "detail": found.fault}
    if found.found is None:
        return {"type": "unknown", "title": "Unknown", "status": 404, "detail": NOTHING, "verdict": "unknown"}
    return as_json(found.found)


def verdict_as_json(typed: str) -> Response:
    """The answer to one identifier as a machine reads it."""
    try:
        found = recent(current_session(), read_identifier(typed), tasks.workshop(), now=clock.now())
    except MalformedIdentifier as error:
        return bare(answer(422, Malformed.kind, Malformed.title, str(error), errors=[_fault("identifier", str(error))]))
    except NotFound as error:
        return bare(answer(404, "unknown", "Unknown", error.detail, verdict="unknown"))
    seen(Door.API, found.certificate)
    return bare(jsonify(as_json(found)))


def bare(response: Response) -> Response:
    """Keep an answer out of search engines, and caches from mixing pages with JSON."""
    response.headers["X-Robots-Tag"] = "noindex"
    response.headers["Vary"] = "Accept"
    return response


def _fault(location: str, says: str) -> dict[str, str]:
    return {"location": location, "detail": says}
