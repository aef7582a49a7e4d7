"""Checking without trusting this site: the commands that check everything."""

from __future__ import annotations

from flask import Blueprint, render_template

from trainer.transparency.public_log import public_log
from trainer.web.permissions import public
from trainer.web.services import facts

GO = "1.25"
"""The oldest Go that builds the program of the page; the library it uses asks for no less."""
LIBRARY, RELEASE = "golang.org/x/mod", "v0.40.0"
"""What the program uses, and the oldest release that lets no forged part of a log through (CVE-2026-56865)."""

bp = Blueprint("yourself", __name__, url_prefix="/verify")


@bp.get("/yourself")
@public
def commands() -> str:
    """The commands of other people's programs that check a certificate."""
    needed = {"go": GO, "library": LIBRARY, "release": RELEASE}
    return render_template("certificates/yourself.html", base=facts().base_url, origin=public_log().origin, **needed)
