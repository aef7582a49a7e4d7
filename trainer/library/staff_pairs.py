"""Pairs of items that do not go together, for those who look after the bank: enemies, or dismissed."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response
from wtforms import TextAreaField
from wtforms.validators import Length

from question_bank.items.compare import Run, marked
from question_bank.items.wording import plain
from trainer.core import clock
from trainer.core.errors import Invalid
from trainer.library import pairs
from trainer.library import rules as words
from trainer.library.review_forms import trimmed
from trainer.web.forms import Form
from trainer.web.identity import me
from trainer.web.paging import page_of
from trainer.web.permissions import Permission, needs
from trainer.web.session import current_session, transaction

bp = Blueprint("item_pairs", __name__, url_prefix="/staff/item-pairs")
STATES = {pairs.SUGGESTED: "Suggested", pairs.ENEMIES: "Enemies", pairs.DISMISSED: "Dismissed"}
KINDS = {pairs.DUPLICATE: "Nearly the same", pairs.CUE: "Gives a key away"}


class DecisionForm(Form):
    """What becomes of a pair, and why."""

    reason = TextAreaField("Why", [Length(max=1000)], filters=[trimmed])


@bp.context_processor
def _words() -> dict[str, Any]:
    return {"words": words, "states": STATES, "kinds": KINDS}


@bp.get("")
@needs(Permission.SEE_ITEMS)
def index() -> str:
    session = current_session()
    state = _known(request.args.get("state"), STATES) or pairs.SUGGESTED
    kind = _known(request.args.get("kind"), KINDS)
    counts = pairs.counts(session)
    page = page_of(pairs.count(session, state, kind))
    rows = pairs.in_state(session, state, kind=kind, offset=page.offset, limit=page.size)
    shown = [(row, *_stems(row)) for row in rows]
    return render_template("library/pairs.html", rows=shown, counts=counts, state=state, kind=kind, page=page)


def _stems(row: pairs.Shown) -> tuple[tuple[Run, ...], tuple[Run, ...]]:
    """Both stems; of two that are alike, with what differs marked."""
    one, other = (plain(each.version.payload["stem"]) for each in (row.one, row.other))
    if row.pair.kind == pairs.DUPLICATE:
        return marked(one, other)
    return (("same", one),), (("same", other),)


def _known(asked: str | None, among: dict[str, str]) -> str:
    return asked if asked in among else ""


@bp.post("/<int:pair_id>/<state>")
@needs(Permission.EDIT_ITEMS)
def decide(pair_id: int, state: str) -> Response:
    if state not in STATES:
        abort(404)
    form = DecisionForm()
    if not form.validate():
        raise Invalid(" ".join(form.reason.errors))
    with transaction() as session:
        pairs.decide(session, pair_id, state, reason=form.reason.data or "", by=me().id, now=clock.now())
    flash(f"The pair is {'open again' if state == pairs.SUGGESTED else STATES[state].lower()}.", "ok")
    return redirect(url_for(".index", state=request.args.get("from")), 303)
