"""What a holder's link leads to: a page that asks first, so that mail scanners take no look, and then the verdict."""

from __future__ import annotations

from flask import Blueprint, make_response, render_template
from werkzeug.wrappers import Response

from trainer.certificates import queries, sharing
from trainer.certificates.limits import IN_ALL, VERIFYING
from trainer.certificates.looks import Door
from trainer.certificates.showing import SHOWINGS, showing_of
from trainer.certificates.tasks import workshop
from trainer.certificates.verification import verified
from trainer.core import clock
from trainer.web.permissions import public
from trainer.web.session import current_session, transaction

bp = Blueprint("shared", __name__, url_prefix="/v/s")


@bp.get("/<token>")
@public
@IN_ALL
@VERIFYING
def show(token: str) -> Response:
    """Whether the link still leads anywhere; this takes no look."""
    sharing.opened(current_session(), token, now=clock.now())
    return unlisted(render_template("certificates/shared.html", token=token))


@bp.post("/<token>")
@public
@IN_ALL
@VERIFYING
def look(token: str) -> Response:
    """Take one look: the verdict, also while it is paused. A link that leads nowhere waits for nobody's write."""
    now = clock.now()
    sharing.opened(current_session(), token, now=now)
    with transaction() as session:
        spent_on = sharing.opened(session, token, now=now, spend=True).id
    sharing.look(spent_on, Door.LINK)
    session.expire_all()  # what was read to write the look is of an earlier moment than what is read now
    (found,) = verified(session, [queries.certificate(session, spent_on)], workshop(), now=now)
    return unlisted(
        render_template("certificates/verdict.html", found=found, shown=showing_of(found), verdicts=SHOWINGS)
    )


def unlisted(html: str) -> Response:
    """A page for whoever has the link, and for no search engine."""
    response = make_response(html)
    response.headers["X-Robots-Tag"] = "noindex"
    return response
