"""Importing items, for those who may: send a file in, look at what would happen, then import it."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from tempfile import NamedTemporaryFile
from uuid import UUID

from flask import Blueprint, Response, redirect, render_template, request, url_for
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response as Answer

from question_bank.exchange.formats import AUTO, FORMATS, detected
from question_bank.exchange.found import Outcome, Unreadable
from question_bank.exchange.table.cells import safe
from trainer.core import clock
from trainer.core.errors import Invalid, NotFound
from trainer.library import exchange_jobs
from trainer.library.exchange_forms import ImportForm
from trainer.library.exchange_report import Line, Report, table
from trainer.library.models import ItemImport
from trainer.web.identity import me
from trainer.web.paging import page_of
from trainer.web.permissions import Permission, needs
from trainer.web.services import services
from trainer.web.session import current_session, tell_after_commit, transaction
from trainer.web.uploads import plain_name, takes

bp = Blueprint("library_import", __name__, url_prefix="/staff/items")
LARGEST = 50_000_000
UNDER_WAY = ("waiting", "looking", "wanted", "taking")
Shown = Answer | tuple[str, int]


@bp.get("/import")
@needs(Permission.EXCHANGE_ITEMS)
def start() -> str:
    return _start(ImportForm(formdata=None))


@bp.post("/import")
@takes(LARGEST)
@needs(Permission.EXCHANGE_ITEMS)
def send() -> Shown:
    form = ImportForm()
    if not form.validate():
        return _start(form), Invalid.status
    with NamedTemporaryFile(prefix="sent-") as file:
        path, sent = Path(file.name), form.file.data
        sent.save(file)
        file.flush()
        try:
            row = _send_in(form, sent, path)
        except Unreadable as error:
            form.file.errors = [f"{plain_name(sent)}: {error}."]
            return _start(form), Invalid.status
    return redirect(url_for(".show", import_id=row.id), 303)


def _send_in(form: ImportForm, sent: FileStorage, path: Path) -> ItemImport:
    """Keep the file if its content is a format that is read here."""
    name = detected(path) if form.format.data == AUTO else form.format.data
    wishes = form.wishes(name)
    with transaction() as session:
        tell_after_commit(session, exchange_jobs.TASK)
        return exchange_jobs.send_in(
            session, services().storage, path, wishes, name=plain_name(sent), by=me().id, now=clock.now()
        )


def _start(form: ImportForm) -> str:
    return render_template(
        "library/import.html", form=form, rows=exchange_jobs.newest(current_session()), formats=FORMATS
    )


@bp.get("/imports/<uuid:import_id>")
@needs(Permission.EXCHANGE_ITEMS)
def show(import_id: UUID) -> str:
    row = exchange_jobs.one(current_session(), import_id)
    found = exchange_jobs.report(services().storage, row)
    if row.state in UNDER_WAY or found is None:
        return render_template("library/import_progress.html", row=row)
    outcome = request.args.get("outcome", "")
    lines = _narrowed(found, outcome)
    page = page_of(len(lines))
    shown = lines[page.offset : page.offset + page.size]
    return render_template(
        "library/import_report.html",
        row=row,
        report=found,
        lines=shown,
        page=page,
        outcome=outcome,
        outcomes=list(Outcome),
        formats=FORMATS,
    )


def _narrowed(report: Report, outcome: str) -> list[Line]:
    return [line for line in report.lines if not outcome or line.outcome == outcome]


@bp.get("/imports/<uuid:import_id>/report.csv")
@needs(Permission.EXCHANGE_ITEMS)
def report_csv(import_id: UUID) -> Response:
    found = exchange_jobs.report(services().storage, exchange_jobs.one(current_session(), import_id))
    if found is None:
        raise NotFound
    text = io.StringIO()
    csv.writer(text).writerows([safe(cell) for cell in row] for row in table(found.lines))
    headers = {"Content-Disposition": f'attachment; filename="import-{import_id}.csv"'}
    return Response(text.getvalue().encode("utf-8-sig"), content_type="text/csv; charset=utf-8", headers=headers)


@bp.post("/imports/<uuid:import_id>/take")
@needs(Permission.EXCHANGE_ITEMS)
def take(import_id: UUID) -> Answer:
    with transaction() as session:
        tell_after_commit(session, exchange_jobs.TASK)
        is_partial = "partial" in request.form
        exchange_jobs.want(session, import_id, is_partial=is_partial, by=me().id, now=clock.now())
    return redirect(url_for(".show", import_id=import_id), 303)
