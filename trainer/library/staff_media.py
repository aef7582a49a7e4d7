"""Pictures for those who write items: what is kept, where it is used, and one more."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_wtf.file import FileField, FileRequired
from werkzeug.wrappers import Response

from question_bank.items.media import LARGEST
from trainer.core import clock
from trainer.core.errors import Invalid
from trainer.library import media
from trainer.web.forms import Form
from trainer.web.identity import me
from trainer.web.paging import page_of
from trainer.web.permissions import Permission, needs
from trainer.web.services import services
from trainer.web.session import current_session, transaction
from trainer.web.uploads import plain_name, takes

bp = Blueprint("library_media", __name__, url_prefix="/staff/media")
BODY = LARGEST + 1_000_000
"""A picture as large as may be, and the form around it."""
Shown = Response | tuple[str, int]


class PictureForm(Form):
    """One more picture."""

    file = FileField("Picture", [FileRequired("Choose the picture first.")])


@bp.get("")
@needs(Permission.SEE_ITEMS)
def index() -> str:
    return _page(PictureForm(formdata=None))


@bp.post("")
@takes(BODY)
@needs(Permission.EDIT_ITEMS)
def add() -> Shown:
    form = PictureForm()
    if not form.validate():
        return _page(form), Invalid.status
    sent = form.file.data
    try:
        with transaction() as session:
            name = plain_name(sent)
            media.keep(session, services().storage, sent.read(), name=name, by=me().id, now=clock.now())
    except Invalid as error:
        form.file.errors = [error.detail]
        return _page(form), error.status
    flash("The picture is kept. Items can show it now.", "ok")
    return redirect(url_for(".index"), 303)


def _page(form: PictureForm) -> str:
    session = current_session()
    page = page_of(media.count(session), 24)
    rows = media.newest(session, offset=page.offset, limit=page.size)
    uses = media.uses(session, [row.digest for row in rows])
    return render_template("library/media.html", form=form, rows=rows, uses=uses, page=page)
