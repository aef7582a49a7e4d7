"""A person's own certificates."""

from __future__ import annotations

from flask import Blueprint, render_template

from trainer.certificates import gates, queries
from trainer.certificates.advice import advice_for
from trainer.certificates.glance import glances
from trainer.core import clock
from trainer.web.identity import me
from trainer.web.permissions import Permission, needs
from trainer.web.session import current_session

bp = Blueprint("certificates", __name__)


@bp.get("/certificates")
@needs(Permission.HOLD_CERTIFICATES)
def mine() -> str:
    """Every term of mine, and every pass of mine that has not become one, with the reason."""
    session, now = current_session(), clock.now()
    held = queries.certificates_of(session, me().id)
    standing = glances(session, held, now=now)
    undecided = queries.passed_without_decision(session, person_id=me().id)
    waiting = [gates.standing(session, attempt, now=now) for attempt in undecided]
    advice = advice_for(session, me().id, now=now)
    return render_template(
        "certificates/mine.html",
        terms=[(term, standing[term.id].showing) for term in held],
        waiting=waiting,
        advice=advice,
    )
