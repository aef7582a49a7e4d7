"""What every door to a certificate shares: what can be shown, in which form, under which headers."""

from __future__ import annotations

from flask import make_response, render_template, request
from werkzeug.wrappers import Response

from trainer.certificates import queries
from trainer.certificates.evidence import open_to_all
from trainer.certificates.forms import VerifyForm
from trainer.certificates.limits import good_key
from trainer.certificates.looks import Door
from trainer.certificates.models import Certificate
from trainer.certificates.rules import MalformedIdentifier, read_identifier
from trainer.certificates.sharing import look
from trainer.certificates.verification import NOTHING
from trainer.core.errors import Invalid, NotFound, Unavailable
from trainer.web.identity import me_or_none
from trainer.web.services import services
from trainer.web.session import current_session

CREDENTIAL = "application/vc"
PAGE, JSON, PROBLEM = "text/html", "application/json", "application/problem+json"
ANYWHERE = {"Access-Control-Allow-Origin": "*", "Cross-Origin-Resource-Policy": "cross-origin"}


class Malformed(Invalid):
    """What was typed cannot be an identifier, told from the text alone."""

    kind = "malformed-identifier"
    title = "This cannot be an identifier"


def held(typed: str) -> Certificate:
    """The certificate under an identifier; NotFound, in the same words, for what is unknown or paused.

    Malformed, with a hint, for what cannot be one.
    """
    identifier = _identifier_in(typed)
    return _shown(open_to_all(current_session(), [identifier]).get(identifier))


def held_or_own(typed: str) -> Certificate:
    """The same, and what the signed-in person has paused themself: others are asked about in the same statements."""
    identifier, session, who = _identifier_in(typed), current_session(), me_or_none()
    found = open_to_all(session, [identifier]).get(identifier)
    return _shown(found or (queries.own_under(session, identifier, who.id) if who else None))


def _identifier_in(typed: str) -> str:
    try:
        return read_identifier(typed)
    except MalformedIdentifier as error:
        raise Malformed(str(error)) from error


def _shown(found: Certificate | None) -> Certificate:
    if found is None:
        raise NotFound(NOTHING)
    return found


def seen(door: Door, *certificates: Certificate) -> None:
    """Count that somebody was shown these; a holder's look at their own tells them nothing and is not counted.

    Whoever bears an API key is counted by its number, which the holder reads as a name.
    """
    who, key = me_or_none(), good_key()
    own = queries.series_of(current_session(), who.id) if who else ()
    for certificate_id in {one.id for one in certificates if one.series_id not in own}:
        look(certificate_id, door, key.number if key else None)


def bytes_of(key: str | None, what: str) -> bytes:
    """What is stored under a key; Unavailable while it is being made or when it is not what it was."""
    if key is None:
        raise Unavailable(f"The certificate is issued, and its {what} is being made. Try again in a minute.")
    try:
        return services().storage.get(key)
    except KeyError as error:
        says = "The stored file cannot be shown just now. The page of the certificate still holds."
        raise Unavailable(says) from error


def wanted() -> str:
    """Which kind of answer the client prefers: page, JSON or credential; the page when it does not mind."""
    found = request.accept_mimetypes.best_match([PAGE, JSON, CREDENTIAL, PROBLEM], default=PAGE)
    return JSON if found == PROBLEM or request.is_json else found


def asking(form: VerifyForm, status: int = 200, trouble: str = "") -> Response:
    """The forms for an identifier and for a file, what is wrong with either, and what the answers mean."""
    page = render_template("certificates/verify.html", form=form, trouble=trouble)
    return unlisted(make_response(page, status))


def unlisted(response: Response) -> Response:
    """Keep an answer out of search engines and out of caches, which else told for a while what was true before."""
    response.headers["X-Robots-Tag"] = "noindex"
    response.headers["Vary"] = "Accept, Cookie"
    response.headers["Cache-Control"] = "no-store"
    return response


def credential(certificate: Certificate, kind: str = CREDENTIAL) -> Response:
    """The stored credential, for any wallet or page to read."""
    data = bytes_of(certificate.credential_key, "credential")
    seen(Door.FILE, certificate)
    return unlisted(Response(data, content_type=kind, headers=ANYWHERE))
