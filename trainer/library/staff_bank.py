"""The state of the bank on one page: what waits, and what its items give away."""

from __future__ import annotations

from flask import Blueprint, render_template, request

from trainer.core import clock
from trainer.library import evidence, finding, pairs, reports, state
from trainer.library import rules as words
from trainer.library.staff import totals
from trainer.web.permissions import Permission, needs
from trainer.web.services import facts
from trainer.web.session import current_session

bp = Blueprint("bank", __name__, url_prefix="/staff/bank")


@bp.get("")
@needs(Permission.SEE_ITEMS)
def show() -> str:
    session, domain = current_session(), request.args.get("domain", "")
    domain = domain if domain in words.DOMAINS else ""
    found = state.report_of(session, domain)
    return render_template(
        "library/bank.html",
        words=words,
        domain=domain,
        report=found,
        charts=state.charts(found) if found else [],
        most=state.MOST,
        desk=state.waiting(session, clock.today(facts().time_zone)),
        why_due=evidence.why_due,
        statuses=totals(finding.counts(session), "status"),
        reports=reports.counts(session),
        pairs=pairs.counts(session),
    )
