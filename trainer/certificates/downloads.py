"""The stored credential, the badge, the proof from the log and the status lists: for wallets and for programs."""

from __future__ import annotations

from flask import Blueprint, Response, request
from werkzeug.wrappers import Response as Answer

from trainer.certificates import badges
from trainer.certificates.doors import ANYWHERE, JSON, bytes_of, credential, held, seen, unlisted
from trainer.certificates.limits import IN_ALL, VERIFYING
from trainer.certificates.looks import Door
from trainer.certificates.models import Certificate
from trainer.certificates.rules import grouped
from trainer.certificates.service.book import logged, logged_file
from trainer.certificates.service.status import published
from trainer.core.errors import NotFound, Unavailable
from trainer.transparency.proof import Proof
from trainer.web.permissions import public
from trainer.web.services import services
from trainer.web.session import current_session

bp = Blueprint("verify_files", __name__)
A_MOMENT = "public, max-age=20"
"""With the half minute after which the worker looks by itself, what happened is told within one minute."""


@bp.get("/certificates/<identifier>.json")
@public
@IN_ALL
@VERIFYING
def document(identifier: str) -> Answer:
    """The stored credential, to the byte."""
    return credential(held(identifier), JSON)


@bp.get("/certificates/<identifier>.svg")
@public
@IN_ALL
@VERIFYING
def badge(identifier: str) -> Response:
    """The badge with its words, and the credential baked into it."""
    return drawn(identifier, "svg", "image/svg+xml")


@bp.get("/certificates/<identifier>.png")
@public
@IN_ALL
@VERIFYING
def picture(identifier: str) -> Response:
    """The badge without words, and the credential baked into it."""
    return drawn(identifier, "png", "image/png")


def drawn(identifier: str, ending: str, kind: str) -> Response:
    """The badge as a file to keep."""
    found = held(identifier)
    data = badges.badge(found, bytes_of(found.credential_key, "credential"), f"badge.{ending}")
    seen(Door.FILE, found)
    response = Response(data, content_type=kind)
    response.headers["Content-Disposition"] = f'attachment; filename="Badge {grouped(found.identifier)}.{ending}"'
    unlisted(response)
    return response


@bp.get("/log/proof/<identifier>")
@public
@IN_ALL
@VERIFYING
def proof(identifier: str) -> Response:
    """The proof that a certificate stands in the public log, under its last checkpoint, and the salt that shows it."""
    certificate = held(identifier)
    return proved(certificate, logged(current_session(), certificate))


@bp.get("/log/proof/<identifier>/file")
@public
@IN_ALL
@VERIFYING
def file_proof(identifier: str) -> Response:
    """The same of its present PDF: the day the log was told of it, to the byte, whatever became of the key since."""
    certificate = held(identifier)
    return proved(certificate, logged_file(current_session(), certificate))


def proved(certificate: Certificate, found: Proof | None) -> Response:
    """A proof as a file; Unavailable while what it is of waits for its place."""
    if found is None:
        raise Unavailable("The certificate is being entered into the public log. Try again in a minute.")
    seen(Door.FILE, certificate)
    response = Response(str(found), content_type="text/plain; charset=utf-8", headers=ANYWHERE)
    unlisted(response)
    return response


@bp.get("/status/<int:number>")
@public
def status(number: int) -> Answer:
    """A signed status list: an even number says what nobody may rely on, the odd one after it what may come back."""
    try:
        data = published(current_session(), services().storage, number)
    except KeyError as error:
        raise Unavailable("This list is being signed anew. Try again in a minute.") from error
    except OverflowError as error:
        raise NotFound from error
    response = Response(data, content_type="application/vc", headers=ANYWHERE)
    response.headers["Cache-Control"] = A_MOMENT
    response.add_etag()
    return response.make_conditional(request)
