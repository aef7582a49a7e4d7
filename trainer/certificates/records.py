"""A record of a check for a personnel file: who checked, what, when, every check, and how to check again later."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from flask import Blueprint, make_response, render_template, request, send_file
from werkzeug.wrappers import Response

from trainer.certificates import tasks
from trainer.certificates.doors import held, seen, unlisted
from trainer.certificates.limits import FILES, FILES_IN_ALL, IN_ALL, VERIFYING
from trainer.certificates.looks import Door
from trainer.certificates.recent import recent
from trainer.certificates.rules import grouped
from trainer.certificates.showing import showing_of
from trainer.certificates.verification import Verification
from trainer.core import clock
from trainer.documents import fill, pdf_from, unset
from trainer.web.permissions import public
from trainer.web.services import facts
from trainer.web.session import current_session

bp = Blueprint("verify_record", __name__)
LONGEST = 200
RESULTS = {True: "passed", False: "not passed", None: "not done"}
STYLES = ("css/tokens.css", "css/documents-record.css")


@bp.get("/v/<identifier>/record")
@public
@IN_ALL
@VERIFYING
def show(identifier: str) -> Response:
    """The record of a check made now, ready to print; who checked is still to be said."""
    return page(found_under(identifier), "")


@bp.post("/v/<identifier>/record")
@public
@FILES_IN_ALL
@FILES
def make(identifier: str) -> Response:
    """The same with who checked, as a page or as PDF; what was typed is kept nowhere."""
    found, by = found_under(identifier), settable(request.form.get("by", ""))
    if request.form.get("as") != "pdf":
        return page(found, by)
    name = f"Check of {grouped(found.certificate.identifier)} on {clock.stamp(found.at)[:10]}.pdf"
    return unlisted(send_file(BytesIO(pdf(found, by)), "application/pdf", as_attachment=True, download_name=name))


def found_under(typed: str) -> Verification:
    """What is to be recorded, as far as it can be shown."""
    found = recent(current_session(), held(typed).identifier, tasks.workshop(), now=clock.now())
    seen(Door.PAGE, found.certificate)
    return found


def page(found: Verification, by: str) -> Response:
    """The record as a page."""
    return unlisted(make_response(render_template("certificates/record.html", **told(found, by))))


def pdf(found: Verification, by: str) -> bytes:
    """The record as PDF; it is no certificate, so it bears no signature."""
    html = fill("documents/record.html", **told(found, by))
    return pdf_from(html, identifier=f"record {found.certificate.identifier}", at=found.at, styles=STYLES)


def told(found: Verification, by: str) -> dict[str, Any]:
    """What a record states."""
    address = f"{facts().base_url}/v/{found.certificate.identifier}"
    checks = [(one.name, RESULTS[one.ok], one.detail) for one in found.checks]
    history = [
        (one.on.isoformat(), one.words, "This one" if one.is_this else grouped(one.identifier)) for one in found.history
    ]
    return {
        "found": found, "record": found.record, "shown": showing_of(found), "by": by, "address": address,
        "checks": checks, "history": history, "at": f"{found.at:%d %B %Y, %H:%M:%S} UTC", "note": found.note.strip(),
        "longest": LONGEST,
    }  # fmt: skip


def settable(typed: str) -> str:
    """What was typed in one line, without letters that no font of ours can set."""
    line = " ".join(typed.split())[:LONGEST]
    missing = set(unset(line))
    return "".join("?" if letter in missing else letter for letter in line)
