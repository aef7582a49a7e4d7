"""Checking without trusting this site: the commands that check everything."""

from __future__ import annotations

from flask import Blueprint, render_template

from trainer.core.errors import Unavailable
from trainer.keys import NoKeys
from trainer.transparency.public_log import public_log
from trainer.web.permissions import public
from trainer.web.services import facts, services

GO = "1.25"
"""The oldest Go that builds the program of the page; the library it uses asks for no less."""
LIBRARY, RELEASE = "golang.org/x/mod", "v0.40.0"
"""What the program uses, and the oldest release that lets no forged part of a log through (CVE-2026-56865)."""

bp = Blueprint("yourself", __name__, url_prefix="/verify")


@bp.get("/yourself")
@public
def commands() -> str:
    """The commands of other people's programs that check a certificate."""
    try:
        lists = services().keys.listing()
    except NoKeys as error:
        raise Unavailable("Nothing can be checked just now: the keys of this installation are not there.") from error
    needed = {"go": GO, "library": LIBRARY, "release": RELEASE, "lists": lists}
    return render_template("certificates/yourself.html", base=facts().base_url, origin=public_log().origin, **needed)
