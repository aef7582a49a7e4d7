"""Checking without trusting this site: the commands that check everything."""

from __future__ import annotations

from flask import Blueprint, render_template

from trainer.transparency.public_log import public_log
from trainer.web.permissions import public
from trainer.web.services import facts

bp = Blueprint("yourself", __name__, url_prefix="/verify")


@bp.get("/yourself")
@public
def commands() -> str:
    """The commands of other people's programs that check a certificate."""
    return render_template("certificates/yourself.html", base=facts().base_url, origin=public_log().origin)
