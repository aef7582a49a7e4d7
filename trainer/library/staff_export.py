"""Exporting items, for those who may: which ones, what the format costs them, and the file."""

from __future__ import annotations

from tempfile import TemporaryFile
from typing import BinaryIO

from flask import Blueprint, Response, render_template, request, send_file
from werkzeug.datastructures import MultiDict

from question_bank.exchange.formats import FORMATS
from trainer.core import clock
from trainer.core.errors import Invalid
from trainer.library import exporting, finding
from trainer.library.exchange_forms import ExportForm
from trainer.library.exporting import Cost
from trainer.library.finding import Filters
from trainer.web.headers import for_one_alone
from trainer.web.identity import me
from trainer.web.permissions import Permission, needs
from trainer.web.services import services
from trainer.web.session import current_session, transaction

bp = Blueprint("library_export", __name__, url_prefix="/staff/items")
ZIP = b"PK"


@bp.get("/export")
@needs(Permission.EXCHANGE_ITEMS)
def choose() -> str:
    session, form, (name, filters) = current_session(), ExportForm(request.args), _asked(request.args)
    cost = _cost(name, filters) if "format" in request.args else None
    return render_template(
        "library/export.html", form=form, cost=cost, count=finding.count(session, filters), format=FORMATS[name]
    )


def _cost(name: str, filters: Filters) -> Cost:
    """What writing these items would cost, found out by writing them to nowhere that stays."""
    with TemporaryFile() as nowhere:
        return exporting.write(current_session(), services().storage, name, filters, nowhere)


def _asked(values: MultiDict[str, str]) -> tuple[str, Filters]:
    """The format and the items asked for; our own format where none is named that can be written."""
    form = ExportForm(values)
    name = values.get("format", "yaml")
    is_written = name in FORMATS and FORMATS[name].write is not None
    return name if is_written else "yaml", form.filters()


@bp.post("/export")
@needs(Permission.EXCHANGE_ITEMS)
def give() -> Response:
    name, filters = _asked(request.form)
    out: BinaryIO = TemporaryFile()  # noqa: SIM115 - it is sent after this function has ended, and closed then
    cost = exporting.write(current_session(), services().storage, name, filters, out)
    if not cost.written:
        out.close()
        raise Invalid("None of these items can be written in this format.")
    with transaction() as session:
        exporting.note(session, name, filters, cost, by=me().id, now=clock.now())
    called, kind = _name(name, out), "application/octet-stream"
    return for_one_alone(send_file(out, mimetype=kind, as_attachment=True, download_name=called))


def _name(name: str, out: BinaryIO) -> str:
    """What the file is called, by what it turned out to be."""
    out.seek(0)
    ending = "zip" if out.read(len(ZIP)) == ZIP else FORMATS[name].ending
    out.seek(0)
    return f"{name}-{clock.now():%Y-%m-%d}.{ending}"
