"""Changing many items: choose, look at what would happen, do it, take it back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import Blueprint, flash, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from trainer.core import clock
from trainer.core.errors import Conflict, Invalid, Refused
from trainer.library import bulk, bulk_undo, finding, tags
from trainer.library import rules as words
from trainer.library.bulk_forms import FIELDS, ChangeForm
from trainer.library.bulk_rules import KINDS, MOST, Kind, Plan, Wish
from trainer.library.list_forms import FilterForm
from trainer.library.staff import reviewer
from trainer.web.identity import me
from trainer.web.paging import page_of
from trainer.web.permissions import Permission, needs
from trainer.web.session import current_session, transaction

bp = Blueprint("item_changes", __name__, url_prefix="/staff/items/changes")
Shown = str | Response | tuple[str, int]
ASKED = ("kind", "look", "page")
"""What of an address is not a choice of items."""


@dataclass(frozen=True)
class Asked:
    """What an address asks for: which items, which kind of change, and the wish where it is whole."""

    codes: Sequence[str]
    kind: str
    form: ChangeForm
    wish: Wish | None


@bp.get("")
@needs(Permission.SEE_ITEMS)
def index() -> str:
    return render_template("library/changes.html", changes=bulk_undo.all_told(current_session()))


@bp.get("/new")
@needs(Permission.SEE_ITEMS)
def new() -> Shown:
    """What would happen; looking changes nothing."""
    asked = _asked(current_session())
    return _page(asked), Invalid.status if is_looking() and asked.wish is None else 200


@bp.post("/new")
@needs(Permission.SEE_ITEMS)
def create() -> Shown:
    """Do what was looked at; where it would be something else by now, nothing is done and it is shown again."""
    try:
        with transaction() as session:
            asked = _asked(session)
            if asked.wish is None:
                raise Invalid("Something is missing. Nothing was changed.")
            sent = request.form.get("mark", "")
            change = bulk.apply(session, asked.codes, asked.wish, mark=sent, by=reviewer(), now=clock.now())
    except (Conflict, Invalid) as error:
        return _page(_asked(current_session()), error), error.status
    flash("Done. It is on record, and you can undo it here.", "ok")
    return redirect(url_for(".show", change_id=change.id), 303)


@bp.get("/<int:change_id>")
@needs(Permission.SEE_ITEMS)
def show(change_id: int) -> str:
    return _show(change_id)


@bp.post("/<int:change_id>/undo")
@needs(Permission.SEE_ITEMS)
def undo(change_id: int) -> Shown:
    try:
        with transaction() as session:
            bulk_undo.undo(session, change_id, by=reviewer(), now=clock.now())
    except Conflict as error:
        return _show(change_id, error), error.status
    flash("Taken back.", "ok")
    return redirect(url_for(".show", change_id=change_id), 303)


def _show(change_id: int, error: Conflict | None = None) -> str:
    session = current_session()
    change = bulk_undo.one(session, change_id)
    page = page_of(len(change.items))
    return render_template(
        "library/change.html",
        words=words,
        change=change,
        items=change.items[page.offset : page.offset + page.size],
        page=page,
        moved=bulk_undo.moved_on(session, change) if change.undone_at is None else [],
        may_undo=KINDS[change.verb].needs in me().permissions,
        error=error,
    )


def is_looking() -> bool:
    """Whether the address asks to see what would happen."""
    return "look" in request.args


def kinds() -> Mapping[str, Kind]:
    """What whoever asks may do to many items."""
    return {name: kind for name, kind in KINDS.items() if kind.needs in me().permissions}


def _asked(session: Session) -> Asked:
    open_to_me = kinds()
    if not open_to_me:
        raise Refused("Your role does not allow changes of items.")
    kind = request.args.get("kind", "retag")
    kind = kind if kind in open_to_me else next(iter(open_to_me))
    form = ChangeForm(request.args if is_looking() else None, prefix="to-")
    owners = bulk.owners(session) if kind == "owner" else {}
    form.offer(owners)
    return Asked(_codes(session), kind, form, form.wish(kind, owners) if is_looking() else None)


def _codes(session: Session) -> Sequence[str]:
    """The items ticked, or all that match; one more than may be, where there are more."""
    if "all" in request.args:
        return finding.codes(session, FilterForm.read(request.args).filters(), MOST + 1)
    return request.args.getlist("item")[: MOST + 1]


def _page(asked: Asked, error: Conflict | Invalid | None = None) -> str:
    is_possible = asked.wish is not None and 0 < len(asked.codes) <= MOST
    plan = bulk.plan(current_session(), asked.codes, asked.wish) if is_possible and asked.wish else None
    page = page_of(len(plan.proposals) if plan else 0)
    return render_template(
        "library/change_new.html",
        asked=asked,
        error=error,
        plan=plan,
        proposals=_stretch(plan, page.offset, page.size) if plan else [],
        page=page,
        kinds=kinds(),
        fields=FIELDS[asked.kind],
        most=MOST,
        tags=tags.known(current_session()) if asked.kind == "retag" else [],
        said=FilterForm.read(request.args).said(),
        chosen={name: values for name, values in request.args.lists() if name not in ASKED and name[:3] != "to-"},
        sent=request.args.to_dict(flat=False),
    )


def _stretch(plan: Plan, offset: int, size: int) -> Sequence[object]:
    """One page of a plan, what is refused first."""
    return (*plan.refused, *plan.changed)[offset : offset + size]
