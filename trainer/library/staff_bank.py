"""The state of the bank on one page: what waits, what is most exposed, and what its items give away."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from trainer.core import clock
from trainer.library import bank_charts, bank_reports, evidence, finding, pairs, reports, state
from trainer.library import rules as words
from trainer.library.bank_charts import Told
from trainer.library.models import BankReading
from trainer.library.staff import totals
from trainer.library.uses import uses
from trainer.web.identity import me
from trainer.web.permissions import Permission, needs
from trainer.web.services import facts
from trainer.web.session import current_session, tell_after_commit, transaction

bp = Blueprint("bank", __name__, url_prefix="/staff/bank")
MOST_EXPOSED = 12
"""So many items of each exam are shown."""


@dataclass(frozen=True)
class Away:
    """What the items give away: told at once, or by the worker's last report.

    Beside that one stands what was asked for since: a report that is under way, or one that could not be made.
    """

    told: Told | None
    kept: BankReading | None = None
    waits: BankReading | None = None
    failed: BankReading | None = None


@bp.get("")
@needs(Permission.SEE_ITEMS)
def show() -> str:
    session, domain = current_session(), _domain(request.args.get("domain", ""))
    return render_template(
        "library/bank.html",
        words=words,
        domain=domain,
        away=_away(session, domain),
        most=state.MOST,
        exposures=[bank_charts.exposures(each) for each in uses.most_exposed(session, limit=MOST_EXPOSED)],
        desk=state.waiting(session, clock.today(facts().time_zone)),
        why_due=evidence.why_due,
        statuses=totals(finding.counts(session), "status"),
        reports=reports.counts(session),
        pairs=pairs.counts(session),
    )


@bp.post("/report")
@needs(Permission.SEE_ITEMS)
def report() -> Response:
    """Ask the worker for a report; under so many items that it is told at once, there is nothing to ask for."""
    domain = _domain(request.form.get("domain", ""))
    with transaction() as session:
        if state.count(session, domain) > state.MOST:
            bank_reports.ask(session, domain, by=me().id, now=clock.now())
            tell_after_commit(session, bank_reports.TASK)
    return redirect(url_for(".show", domain=domain or None), 303)


def _domain(asked: str) -> str:
    return asked if asked in words.DOMAINS else ""


def _away(session: Session, domain: str) -> Away:
    found = state.report_of(session, domain)
    if found is not None:
        return Away(Told.of(found))
    kept = bank_reports.newest(session, domain)
    waits, failed = bank_reports.under_way(session, domain), bank_reports.given_up(session, domain)
    return Away(Told.stored(kept.told) if kept else None, kept, waits, failed)
