"""Checking a file of receipts in the browser: for candidates, and for whoever they show it to."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import closing
from typing import Any

from flask import render_template, request

from trainer.exams import checking
from trainer.exams.service import receipts as kept
from trainer.exams.views.blueprint import bp
from trainer.web.identity import me
from trainer.web.permissions import Permission, signed_in
from trainer.web.session import current_session


@bp.get("/receipts/check")
@signed_in
def ask_receipts() -> str:
    return render_template("exams/receipts.html", check=None, error=None)


@bp.post("/receipts/check")
@signed_in
def check_receipts() -> str | tuple[str, int]:
    try:
        document = checking.read(_uploaded())
    except checking.NoReceipts as error:
        return render_template("exams/receipts.html", check=None, error=error), error.status
    return render_template("exams/receipts.html", check=_checked(document), error=None)


def _uploaded() -> bytes:
    """As much of the file as is looked at."""
    file = request.files.get("receipts")
    if file is None:
        return b""
    with closing(file.stream):
        return bytes(file.read(checking.LARGEST_FILE + 1))


def _checked(document: Mapping[str, Any]) -> checking.Check:
    """Owner and staff also learn what is stored; to anybody else no attempt is told from none."""
    session = current_session()
    if me().may(Permission.SEE_RESULTS):
        return checking.against_ours(session, document)
    attempt = checking.attempt_of(session, document)
    is_mine = attempt is not None and attempt.person_id == me().id
    return checking.check(document, kept.of(session, attempt.id) if attempt is not None and is_mine else None)
