"""The door for files: a PDF sent to us, where the browser could not look at it itself."""

from __future__ import annotations

from flask import Blueprint, jsonify, make_response, render_template, request
from werkzeug.wrappers import Response

from trainer.certificates import tasks
from trainer.certificates.anchors import anchors_of
from trainer.certificates.doors import JSON, asking, seen, unlisted, wanted
from trainer.certificates.forms import VerifyForm
from trainer.certificates.limits import FILES, FILES_IN_ALL
from trainer.certificates.looks import Door
from trainer.certificates.paper import Paper, compared
from trainer.certificates.showing import ANSWERS, Showing, showing_of_paper
from trainer.certificates.turns import Turns
from trainer.certificates.wire import paper_as_json
from trainer.core import clock
from trainer.core.errors import Unavailable
from trainer.keys import NoKeys
from trainer.transparency.public_log import public_log
from trainer.web.errors import answer
from trainer.web.permissions import public
from trainer.web.services import facts, services
from trainer.web.session import current_session

bp = Blueprint("verify_document", __name__)
_turns = Turns(
    2, seconds=20, says="Many files are being checked just now. Try again in a minute, or type the identifier."
)
"""Each file is examined in a process of its own."""
FOREIGN = (
    "It is no certificate of ours that can be checked, and nothing in it proves anything. Choose the PDF as you were "
    "given it, not a scan, a print or a record. If this is all you have, do not rely on it: type the identifier."
)
"""What a file is told that we did not sign and that does not claim so; static/js/verify says the same."""


@bp.app_template_global()
def every_answer() -> tuple[Showing, ...]:
    """How each answer is shown that a check can give."""
    return ANSWERS


@bp.post("/verify/document")
@public
@FILES_IN_ALL
@FILES
def check() -> Response:
    """The verdict on a PDF, which is looked at and not kept: a page, or JSON."""
    sent = request.files.get("document")
    data = sent.read() if sent else b""
    if not data:
        return refused("Choose the PDF of a certificate.")
    with _turns.one():
        found = looked_at(data)
    if found.is_foreign:
        return refused(f"{why_foreign(found)} {FOREIGN}")
    if found.live:
        seen(Door.UPLOAD, found.live.certificate)
    if wanted() == JSON:
        return unlisted(jsonify(paper_as_json(found)))
    return unlisted(
        make_response(render_template("certificates/paper.html", paper=found, shown=showing_of_paper(found)))
    )


def why_foreign(found: Paper) -> str:
    """The check at which it ended."""
    return next(f"{check.detail.rstrip('.')}." for check in found.checks if check.ok is False)


def refused(says: str) -> Response:
    """What is wrong with what was sent, as the client reads it."""
    if wanted() == JSON:
        errors = [{"location": "document", "detail": says}]
        return unlisted(answer(422, "unreadable-document", "This cannot be checked", says, errors=errors))
    return asking(VerifyForm(), 422, trouble=says)


def looked_at(data: bytes) -> Paper:
    """The file beside the register; Unavailable without keys to check it by."""
    try:
        anchors = anchors_of(services().keys, facts().base_url, public_log().authority_roots)
    except NoKeys as error:
        raise Unavailable("Nothing can be checked just now: the keys of this installation are not there.") from error
    return compared(current_session(), data, anchors, tasks.workshop(), now=clock.now())
