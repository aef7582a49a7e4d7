"""Writing items: the editor, for a new item and for the next version of one. What was typed is kept in any case."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from question_bank.formats.faults import Fault
from question_bank.items.card import Card, Status, Use
from question_bank.lint.course import card_faults
from trainer.core import clock
from trainer.core.errors import Conflict, Invalid
from trainer.library import editing, listing
from trainer.library.forms import ItemForm, NewItemForm, require_tick
from trainer.library.models import Item
from trainer.library.rules import changes, errors_of, is_editable, unknown_faults
from trainer.library.staff import bp
from trainer.web.identity import me
from trainer.web.permissions import Permission, needs
from trainer.web.session import current_session, transaction

__all__ = ["bp"]  # its routes hang on the blueprint of the bank's pages
FIRST_ROWS = 5
Shown = Response | tuple[str, int]


@dataclass(frozen=True)
class Reading:
    """What came of reading the form: the card if it can be read, what lint says of it, and whether it may be saved."""

    card: Card | None
    faults: tuple[Fault, ...]
    may_save: bool


def read(form: ItemForm, fixed: Mapping[str, Any]) -> Reading:
    """Read a sent form; what is wrong stands on its fields. Lint errors stop a live item, not a draft."""
    form.validate()
    if _only_checks():
        form.note.errors = []  # it is written last
    card = form.card(fixed)
    if card is None:
        return Reading(None, (), False)
    for name, said in _strangers(card).items():
        form.fault(form[name], said)
    faults = tuple(card_faults(card))
    if card.status is not Status.LIVE or _only_checks():
        return Reading(card, faults, not form.faults())
    require_tick(form.warnings_read, faults)
    return Reading(card, faults, not form.faults() and not errors_of(faults))


def _strangers(card: Card) -> dict[str, str]:
    session = current_session()
    known = {source.key for source in listing.all_sources(session)}
    return unknown_faults(card, known, set(listing.codes(session)))


def _only_checks() -> bool:
    """Whether the author wants to see the preview and the lint, and save nothing yet."""
    return request.form.get("act") == "check"


def _fixed(card: Card) -> dict[str, Any]:
    return {name: getattr(card, name) for name in ("code", "type", "use", "status", "domain", "version")}


def _with_options(card: Card) -> Card:
    if not is_editable(card):
        raise Conflict(
            "Items of this type are written in the content files. Change the file and load the content again."
        )
    return card


@bp.get("/<uuid:item_id>/edit")
@needs(Permission.EDIT_ITEMS)
def edit(item_id: UUID) -> str:
    found = listing.row(current_session(), item_id)
    card = _with_options(listing.card_of(found.item, found.version))
    form = ItemForm(formdata=None)
    form.fill(card)
    form.base.data = found.version.number
    return _editor(form, Reading(card, tuple(card_faults(card)), True), found=found, start=card)


@bp.post("/<uuid:item_id>/edit")
@needs(Permission.EDIT_ITEMS)
def save(item_id: UUID) -> Shown:
    found = listing.row(current_session(), item_id)
    start = _with_options(listing.card_of(found.item, found.version))
    form = ItemForm()
    form.keep(start)
    reading = read(form, _fixed(start))
    if _only_checks() or not reading.may_save or reading.card is None:
        return _editor(form, reading, found=found, start=start), _status(reading)
    try:
        version = _save(item_id, reading.card, form)
    except (Conflict, Invalid) as error:
        return _refused(item_id, form, reading, error)
    flash(f"Version {version} of {start.code} is saved.", "ok")
    return redirect(url_for(".item", item_id=item_id), 303)


def _save(item_id: UUID, card: Card, form: ItemForm) -> int:
    note, base = form.note.data or "", form.base.data
    with transaction() as session:
        written = editing.new_version(session, item_id, card, by=me().id, note=note, now=clock.now(), base=base)
    return written.number


def _refused(item_id: UUID, form: ItemForm, reading: Reading, error: Conflict | Invalid) -> Shown:
    """The editor again, with what was typed; when the item has moved on, the other version stands beside it."""
    found = listing.row(current_session(), item_id)
    theirs = listing.card_of(found.item, found.version)
    moved = changes(theirs, reading.card) if isinstance(error, editing.MovedOn) and reading.card else None
    form.base.data = found.version.number
    form.base.raw_data = None
    return _editor(form, reading, found=found, start=theirs, error=error, moved=moved), error.status


@bp.get("/new")
@needs(Permission.EDIT_ITEMS)
def new() -> str:
    choice = NewItemForm(request.args)
    if not request.args or not choice.validate():
        return render_template("library/new.html", choice=choice)
    form = ItemForm(formdata=None)
    form.note.data = "New item"
    form.add_rows(FIRST_ROWS)
    return _editor(form, Reading(None, (), True), choice=choice)


@bp.post("/new")
@needs(Permission.EDIT_ITEMS)
def create() -> Shown:
    choice = NewItemForm(request.args)
    if not choice.validate():
        raise Invalid("Choose the type, the domain and the use first.")
    form = ItemForm()
    del form.base
    reading = read(form, _fixed_by(choice))
    if _only_checks() or not reading.may_save or reading.card is None:
        return _editor(form, reading, choice=choice), _status(reading)
    try:
        item = _create(reading.card, form)
    except Conflict as error:
        return _editor(form, reading, choice=choice, error=error), error.status
    flash(f"{item.code} is saved as a draft. Candidates do not see it until it is live.", "ok")
    return redirect(url_for(".item", item_id=item.id), 303)


def _create(card: Card, form: ItemForm) -> Item:
    with transaction() as session:
        return editing.create(session, card, by=me().id, note=form.note.data or "", now=clock.now())


def _fixed_by(choice: NewItemForm) -> dict[str, Any]:
    use = Use(choice.use.data)
    code = editing.free_code(current_session(), choice.domain.data, use)
    return {
        "code": code, "type": choice.type.data, "use": use, "domain": choice.domain.data, "status": Status.DRAFT,
    }  # fmt: skip


def _status(reading: Reading) -> int:
    return 200 if _only_checks() and reading.card else Invalid.status


def _editor(
    form: ItemForm,
    reading: Reading,
    *,
    found: listing.Row | None = None,
    start: Card | None = None,
    choice: NewItemForm | None = None,
    error: Conflict | Invalid | None = None,
    moved: list[str] | None = None,
) -> str:
    form.keep_rows()
    return render_template(
        "library/edit.html",
        form=form,
        reading=reading,
        found=found,
        start=start,
        choice=choice,
        error=error,
        moved=moved,
        is_live=found is not None and found.item.status == Status.LIVE,
        next_code=_fixed_by(choice)["code"] if choice else "",
        sources=listing.all_sources(current_session()),
    )
