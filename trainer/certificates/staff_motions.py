"""The page of what waits for a second person, and their two answers."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from trainer.certificates import desk, service
from trainer.certificates.glance import glances
from trainer.certificates.machine import MOVES, REASONS
from trainer.certificates.service import motions
from trainer.certificates.staff_forms import ConfirmForm, DeclineForm
from trainer.certificates.tasks import LETTERS
from trainer.core import clock
from trainer.core.errors import Invalid
from trainer.web.identity import me
from trainer.web.permissions import Permission, needs
from trainer.web.session import current_session, tell_after_commit, transaction

bp = Blueprint("certificate_motions", __name__, url_prefix="/staff/certificates/motions")


@bp.get("")
@needs(Permission.SEE_CERTIFICATES)
def index() -> str:
    return _page(DeclineForm(formdata=None))


@bp.post("/<int:motion_id>/confirm")
@needs(Permission.REVOKE_CERTIFICATES)
def confirm(motion_id: int) -> ResponseReturnValue:
    form = ConfirmForm()
    if not form.validate():
        raise Invalid("Open the page again.")
    with transaction() as session:
        service.confirm(session, motion_id, by=me().id, now=clock.now(), seen=form.seen.data)
        tell_after_commit(session, LETTERS)
    flash("Confirmed. It holds from now on, and the holder is told.", "ok")
    return redirect(url_for("certificate_motions.index"), 303)


@bp.post("/<int:motion_id>/decline")
@needs(Permission.REVOKE_CERTIFICATES)
def decline(motion_id: int) -> ResponseReturnValue:
    form = DeclineForm()
    form.motion.data = str(motion_id)
    if not form.validate():
        return _page(form), 422
    with transaction() as session:
        service.decline(session, motion_id, by=me().id, note=form.note.data or "", now=clock.now())
    flash("It is off the table, and nothing has changed.", "ok")
    return redirect(url_for("certificate_motions.index"), 303)


def _page(form: DeclineForm) -> str:
    session, now = current_session(), clock.now()
    waiting = desk.waiting(session)
    standing = glances(session, [one.certificate for one in waiting], now=now)
    others = [one for one in waiting if one.motion.proposed_by_id != me().id]
    not_yet = {one.motion.id: motions.not_yet(session, one.certificate, one.motion, me().id, now=now) for one in others}
    return render_template(
        "certificates/staff/motions.html", waiting=waiting, standing=standing, moves=MOVES, reasons=REASONS,
        form=form, me_id=me().id, not_yet=not_yet,
    )  # fmt: skip
