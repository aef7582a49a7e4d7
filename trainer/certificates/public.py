"""Verifying, for people: the form, the verdict, and the document itself. No account needed."""

from __future__ import annotations

from io import BytesIO

from flask import Blueprint, make_response, redirect, render_template, request, send_file, url_for
from werkzeug.wrappers import Response

from trainer.certificates import queries
from trainer.certificates.api import verdict_as_json
from trainer.certificates.forms import VerifyForm
from trainer.certificates.limits import VERIFYING
from trainer.certificates.models import Certificate
from trainer.certificates.rules import MalformedIdentifier, Verdict, grouped, read_identifier
from trainer.certificates.showing import ANSWERS, SHOWINGS, showing_of
from trainer.certificates.verification import verify
from trainer.core import clock
from trainer.core.errors import NotFound, Unavailable
from trainer.documents import written_day
from trainer.web.errors import wants_json
from trainer.web.permissions import public
from trainer.web.services import services
from trainer.web.session import current_session

bp = Blueprint("verify", __name__)
bp.add_app_template_filter(grouped, "grouped")
bp.add_app_template_filter(written_day, "written_day")


@bp.route("/verify", methods=["GET", "POST"])
@public
@VERIFYING
def ask() -> Response:
    """The form; an identifier typed into it leads to its page, a malformed one back here."""
    if "identifier" not in request.values:
        return page(VerifyForm())
    form = VerifyForm(request.values)
    if not form.validate():
        return page(form, status=422)
    return go(form)


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
    return page(form, status=422)


def page(form: VerifyForm, status: int = 200) -> Response:
    """The form, and what its answers mean."""
    return unlisted(make_response(render_template("certificates/verify.html", form=form, answers=ANSWERS), status))


def unlisted(response: Response) -> Response:
    """Keep an answer out of search engines, and caches from mixing pages with JSON."""
    response.headers["X-Robots-Tag"] = "noindex"
    response.headers["Vary"] = "Accept, Cookie"
    return response


@bp.get("/v/<identifier>")
@public
@VERIFYING
def show(identifier: str) -> Response:
    """The verdict, as a page or as JSON; 404 when there is nothing to show, 422 when it cannot be an identifier."""
    if wants_json():
        return verdict_as_json(identifier)
    try:
        found = verify(current_session(), read_identifier(identifier), services().storage, now=clock.now())
    except MalformedIdentifier as error:
        return malformed(VerifyForm(data={"identifier": identifier}), error)
    except NotFound:
        unknown = render_template("certificates/unknown.html", form=VerifyForm(), shown=SHOWINGS[Verdict.UNKNOWN])
        return unlisted(make_response(unknown, 404))
    shown = render_template("certificates/verdict.html", found=found, shown=showing_of(found), verdicts=SHOWINGS)
    return unlisted(make_response(shown))


@bp.get("/certificates/<identifier>.pdf")
@public
@VERIFYING
def document(identifier: str) -> Response:
    """The stored bytes, to whoever holds the identifier."""
    try:
        certificate = queries.by_identifier(current_session(), read_identifier(identifier))
    except MalformedIdentifier as error:
        raise NotFound(str(error)) from error
    if certificate is None:
        raise NotFound("We hold nothing that we can show under this identifier.")
    name = f"Certificate {grouped(certificate.identifier)} {certificate.record['name']}.pdf"
    data, mark = BytesIO(stored(certificate)), certificate.pdf_key or False
    return unlisted(
        send_file(data, mimetype="application/pdf", as_attachment=True, download_name=name, etag=mark, max_age=0)
    )


def stored(certificate: Certificate) -> bytes:
    """The bytes as they were issued; Unavailable while they are being made or when they are not what they were."""
    if certificate.pdf_key is None:
        raise Unavailable("The certificate is issued, and its PDF is being made. Try again in a minute.")
    try:
        return services().storage.get(certificate.pdf_key)
    except KeyError as error:
        raise Unavailable(
            "The stored file cannot be shown just now. The page of the certificate still holds."
        ) from error
