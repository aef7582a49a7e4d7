"""Whether a licence number that an employer has is the one behind a certificate: match or no match, and no more."""

from __future__ import annotations

from hashlib import sha256
from hmac import compare_digest

from flask import Blueprint, make_response, render_template, request
from werkzeug.wrappers import Response

from trainer.certificates import tasks
from trainer.certificates.checks import licence_shown
from trainer.certificates.doors import held, unlisted
from trainer.certificates.evidence import licences_behind
from trainer.certificates.limits import IN_ALL, NUMBERS, NUMBERS_OF_ONE
from trainer.certificates.recent import recent
from trainer.certificates.showing import SHOWINGS, showing_of
from trainer.core import clock
from trainer.licensing.models import Licence
from trainer.licensing.rules import normal_number
from trainer.web.permissions import public
from trainer.web.session import current_session

bp = Blueprint("verify_licence", __name__)
NOTHING_TYPED = "Type the number as the holder or the register gave it to you."


@bp.post("/v/<identifier>/licence")
@public
@IN_ALL
@NUMBERS_OF_ONE
@NUMBERS
def compare(identifier: str) -> Response:
    """The page of a certificate with one word more; what was typed is kept nowhere and not shown again."""
    certificate, session, now = held(identifier), current_session(), clock.now()
    typed = normal_number(request.form.get("number", ""))
    licence = licence_shown(licences_behind(session, [certificate])[certificate.id], now=now)
    found = recent(session, certificate.identifier, tasks.workshop(), now=now)
    told = {"number_matches": is_number_of(licence, typed)} if typed else {"trouble": NOTHING_TYPED}
    page = render_template("certificates/verdict.html", found=found, shown=showing_of(found), verdicts=SHOWINGS, **told)
    return unlisted(make_response(page, 200 if typed else 422))


def is_number_of(licence: Licence | None, typed: str) -> bool:
    """Whether a normal number is that of a licence, in a time that tells nothing of how much of it is right."""
    known = licence.number_normalised if licence else ""
    return compare_digest(*(sha256(one.encode()).digest() for one in (known, typed))) and bool(known)
