"""Verifying, for people: the form, the verdict, and the document itself. No account needed."""

from __future__ import annotations

from io import BytesIO

from flask import Blueprint, make_response, redirect, render_template, request, send_file, session, url_for
from werkzeug.wrappers import Response

from trainer.certificates import tasks
from trainer.certificates.api import verdict_as_json
from trainer.certificates.doors import (
    CREDENTIAL,
    JSON,
    asking,
    bytes_of,
    credential,
    held,
    held_or_own,
    seen,
    unlisted,
    wanted,
)
from trainer.certificates.forms import VerifyForm
from trainer.certificates.limits import IN_ALL, VERIFYING
from trainer.certificates.looks import Door
from trainer.certificates.recent import KEPT, recent
from trainer.certificates.rules import MalformedIdentifier, Verdict, grouped, read_identifier
from trainer.certificates.sharing import is_withheld
from trainer.certificates.showing import SHOWINGS, check_mark, competence_of, licence_mark, showing_of
from trainer.certificates.verification import Verification
from trainer.core import clock
from trainer.core.errors import NotFound
from trainer.core.keep import Shelf
from trainer.documents import written_day
from trainer.web.headers import for_one_alone
from trainer.web.identity import me_or_none
from trainer.web.permissions import public
from trainer.web.services import services
from trainer.web.session import current_session

bp = Blueprint("verify", __name__)
_pages: Shelf[str, tuple[Verification, str]] = Shelf(KEPT)
bp.add_app_template_filter(grouped, "grouped")
bp.add_app_template_filter(written_day, "written_day")
for ask_of in (check_mark, licence_mark, competence_of):
    bp.add_app_template_global(ask_of)


@bp.route("/verify", methods=["GET", "POST"])
@public
@IN_ALL
@VERIFYING
def ask() -> Response:
    """The form; an identifier typed into it leads to its page, a malformed one back here."""
    if "identifier" not in request.values:
        return asking(VerifyForm())
    form = VerifyForm(request.values)
    if not form.validate():
        return asking(form, 422)
    return go(form)


@bp.get("/v")
@bp.get("/v/")
@bp.get("/verify/")
@public
def front() -> Response:
    """The address that stands on every certificate, which people type; it leads to the form."""
    return redirect(url_for("verify.ask"), 303)


def go(form: VerifyForm) -> Response:
    """On to the page of the identifier, unless it cannot be one."""
    try:
        identifier = read_identifier(form.identifier.data or "")
    except MalformedIdentifier as error:
        return malformed(form, error)
    return redirect(url_for("verify.show", identifier=identifier), 303)


def malformed(form: VerifyForm, error: MalformedIdentifier) -> Response:
    """The form again, with what was typed and what is wrong with it."""
    form.identifier.errors = [str(error)]
    return asking(form, 422)


@bp.get("/v/<identifier>")
@public
@IN_ALL
@VERIFYING
def show(identifier: str) -> Response:
    """The verdict, as a page, as JSON or as the credential; 404 when there is nothing to show, 422 when malformed."""
    kind = wanted()
    if kind == JSON:
        return verdict_as_json(identifier)
    return credential(held(identifier)) if kind == CREDENTIAL else verdict_page(identifier)


@bp.get("/v/<identifier>/")
@public
def tidied(identifier: str) -> Response:
    """The address with a stroke at its end leads to the one without."""
    return redirect(url_for("verify.show", identifier=identifier), 303)


def verdict_page(typed: str) -> Response:
    """The answer to one identifier as a person reads it."""
    try:
        found = recent(current_session(), read_identifier(typed), tasks.workshop(), now=clock.now())
    except MalformedIdentifier as error:
        return malformed(VerifyForm(data={"identifier": typed}), error)
    except NotFound:
        unknown = render_template("certificates/unknown.html", form=VerifyForm(), shown=SHOWINGS[Verdict.UNKNOWN])
        return unlisted(make_response(unknown, 404))
    seen(Door.PAGE, found.certificate)
    return unlisted(make_response(rendered(found)))


def rendered(found: Verification) -> str:
    """The page of a verification; for strangers, whose page holds nothing of their own, it is drawn once."""
    engine, key = services().database.engine, found.certificate.identifier
    is_strangers = me_or_none() is None and "_flashes" not in session
    kept = _pages.get(engine, key) if is_strangers else None
    if kept is not None and kept[0] is found:
        return kept[1]
    page = render_template("certificates/verdict.html", found=found, shown=showing_of(found), verdicts=SHOWINGS)
    return _pages.put(engine, key, (found, page))[1] if is_strangers else page


@bp.get("/certificates/<identifier>.pdf")
@public
@IN_ALL
@VERIFYING
def document(identifier: str) -> Response:
    """The stored page, to the byte, to whoever holds the identifier; while it is paused to its holder alone."""
    found = held_or_own(identifier)
    data, mark = bytes_of(found.pdf_key, "PDF"), found.pdf_key or False
    seen(Door.FILE, found)
    name = f"Certificate {grouped(found.identifier)} {found.record['name']}.pdf"
    answer = unlisted(
        send_file(BytesIO(data), mimetype="application/pdf", as_attachment=True, download_name=name, etag=mark)
    )
    return for_one_alone(answer) if is_withheld(found) else answer
