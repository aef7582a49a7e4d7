"""The page of passes that are no certificate yet."""

from __future__ import annotations

from flask import Blueprint, render_template, request

from trainer.certificates import passes
from trainer.certificates.staff_forms import PassesForm
from trainer.core import clock
from trainer.web.paging import page_of
from trainer.web.permissions import Permission, needs
from trainer.web.session import current_session

bp = Blueprint("certificate_passes", __name__, url_prefix="/staff/certificates/passes")
AT_ONCE = 25
"""Every row asks all its gates."""


@bp.get("")
@needs(Permission.SEE_CERTIFICATES)
def index() -> str:
    form, session = PassesForm(request.args), current_session()
    form.whose.data = form.chosen
    page = page_of(passes.how_many(session, form.chosen), AT_ONCE)
    rows = passes.rows(session, form.chosen, now=clock.now(), offset=page.offset, limit=page.size)
    return render_template("certificates/staff/passes.html", form=form, rows=rows, page=page)
