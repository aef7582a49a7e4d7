"""Checking many at once, for an employer with a list: pasted or sent as a file, answered as a table."""

from __future__ import annotations

from flask import Blueprint, make_response, render_template, request
from werkzeug.wrappers import Response

from trainer.certificates import tasks
from trainer.certificates.doors import seen, unlisted
from trainer.certificates.limits import MANY_IN_ALL, MOST_AT_ONCE, TABLES
from trainer.certificates.looks import Door
from trainer.certificates.many import answers, as_table, decoded, identifiers_in, shown, tally
from trainer.core import clock
from trainer.web.permissions import public
from trainer.web.session import current_session

bp = Blueprint("verify_batch", __name__, url_prefix="/verify/batch")
CSV = "text/csv; charset=utf-8"


@bp.get("")
@public
def ask() -> Response:
    """The form for a list."""
    return page()


@bp.post("")
@public
@MANY_IN_ALL
@TABLES
def check() -> Response:
    """A table of answers, or the same as comma separated values; nothing of the list is kept."""
    pasted, sent = request.form.get("ids", ""), request.files.get("file")
    typed = identifiers_in(pasted, decoded(sent.read()) if sent else "", most=MOST_AT_ONCE + 1)
    if not typed:
        return page(pasted, trouble="Paste at least one identifier, or choose a file with one in each line.")
    if len(typed) > MOST_AT_ONCE:
        return page(pasted, trouble=f"These are more than {MOST_AT_ONCE:,}, and more cannot be checked at once.")
    now = clock.now()
    found = answers(current_session(), typed, tasks.workshop(), now=now)
    seen(Door.BATCH, *shown(found))
    if request.form.get("as") == "csv":
        given = Response(as_table(found, clock.stamp(now)), content_type=CSV)
        given.headers["Content-Disposition"] = 'attachment; filename="certificates-checked.csv"'
        return unlisted(given)
    return page("\n".join(typed), found=found, tally=tally(found), at=now)


def page(pasted: str = "", trouble: str = "", **more: object) -> Response:
    """The form with what was pasted, and the answers once there are any."""
    told = {"pasted": pasted, "trouble": trouble, "found": None, "at": None, "most": MOST_AT_ONCE} | more
    page = render_template("certificates/batch.html", **told)
    return unlisted(make_response(page, 422 if trouble else 200))
