"""The pages of those who look after certificates: the list, one certificate with its life, and every move of it."""

from __future__ import annotations

import secrets

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from trainer.certificates import desk, passes, queries, service
from trainer.certificates.glance import glances
from trainer.certificates.lots import BITS
from trainer.certificates.machine import MOVES, REASONS, Move
from trainer.certificates.screens import EXPLAINED, sheet_of
from trainer.certificates.service.readiness import demand_ready
from trainer.certificates.service.since import Stale, how_much
from trainer.certificates.service.waiting import backlog
from trainer.certificates.staff_forms import FindForm, MoveForm
from trainer.certificates.tasks import LETTERS, workshop
from trainer.core import clock
from trainer.core.errors import Conflict, DomainError, Invalid, NotFound
from trainer.web.identity import me
from trainer.web.paging import page_of
from trainer.web.permissions import Permission, needs, require
from trainer.web.services import facts
from trainer.web.session import current_session, tell_after_commit, transaction

bp = Blueprint("certificates_staff", __name__, url_prefix="/staff/certificates")


@bp.get("")
@needs(Permission.SEE_CERTIFICATES)
def index() -> str:
    form, session, now = FindForm(request.args), current_session(), clock.now()
    form.state.data = form.chosen
    today = clock.today(facts().time_zone)
    wanted = desk.Wanted(form.text.data or "", form.chosen, today)
    page = page_of(desk.how_many(session, wanted))
    rows = desk.rows(session, wanted, offset=page.offset, limit=page.size)
    standing = glances(session, [row.certificate for row in rows], now=now)
    return render_template(
        "certificates/staff/index.html",
        form=form,
        rows=[(row, standing[row.certificate.id].showing) for row in rows],
        page=page,
        waiting=desk.how_many(session, desk.Wanted("", desk.WAITING, today)),
        passes=passes.how_many(session, passes.LICENSED),
        stuck=backlog(session),
        overdue=desk.how_many(session, desk.Wanted("", desk.OVERDUE, today)),
    )


@bp.get("/<int:certificate_id>")
@needs(Permission.SEE_CERTIFICATES)
def show(certificate_id: int) -> str:
    sheet = sheet_of(current_session(), certificate_id, me(), now=clock.now())
    return render_template("certificates/staff/one.html", sheet=sheet, reasons=REASONS, explained=EXPLAINED)


@bp.get("/<int:certificate_id>/<verb>")
@needs(Permission.SEE_CERTIFICATES)
def consider(certificate_id: int, verb: str) -> str:
    step = _step(verb)
    seen = how_much(current_session(), certificate_id, step)
    return _consider(certificate_id, step, MoveForm(step, formdata=None, seen=seen))


@bp.post("/<int:certificate_id>/<verb>")
@needs(Permission.SEE_CERTIFICATES)
def make(certificate_id: int, verb: str) -> ResponseReturnValue:
    step = _step(verb)
    form = MoveForm(step)
    if step.needs is not None:
        require(step.needs)
    if not form.validate():
        return _consider(certificate_id, step, form), 422
    try:
        led_to = _make(certificate_id, step, form)
    except (Conflict, Invalid) as error:
        if isinstance(error, Stale):
            form.know(error.seen)
        return _consider(certificate_id, step, form, error), error.status
    says = "It is proposed. Now a second person has to confirm it." if step.second else f"It is {step.done}."
    flash(says, "ok")
    return redirect(url_for("certificates_staff.show", certificate_id=led_to), 303)


def _make(certificate_id: int, step: Move, form: MoveForm) -> int:
    """Make or propose the move; returns the id of the certificate to look at next."""
    grounds, now, seen = form.grounds(me().id), clock.now(), form.seen.data
    if step.verb == "again":
        demand_ready(workshop())
    with transaction() as session:
        tell_after_commit(session, LETTERS)
        if step.second:
            service.propose(session, certificate_id, step.verb, grounds, now=now, seen=seen)
        elif step.verb == "again":
            chance = secrets.randbits(BITS)
            tell_after_commit(session, "certificates.issue")
            made = service.decide_again(session, certificate_id, grounds, facts(), chance=chance, now=now, seen=seen)
            return made.id
        else:
            service.move(session, certificate_id, step.verb, grounds, now=now, seen=seen)
    return certificate_id


def _step(verb: str) -> Move:
    """The move of this name that people make."""
    step = MOVES.get(verb)
    if step is None or step.needs is None:
        raise NotFound
    return step


def _consider(certificate_id: int, step: Move, form: MoveForm, error: DomainError | None = None) -> str:
    return render_template(
        "certificates/staff/move.html",
        certificate=queries.certificate(current_session(), certificate_id),
        step=step,
        form=form,
        error=error,
        explained=EXPLAINED[step.verb],
    )
