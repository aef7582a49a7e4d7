"""Writing items: the editor, for a new item and for the next version of one. What was typed is kept in any case."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from question_bank.items.card import Card, Status, Use
from trainer.core import clock
from trainer.core.errors import Conflict, Invalid
from trainer.library import editing, listing, media, pairs, scoring, tags
from trainer.library.drafting import Place, Reading, looked_at, read
from trainer.library.forms import ItemForm, NewItemForm, Sheet
from trainer.library.forms.moves import move
from trainer.library.forms.reading import picture_kind, picture_of
from trainer.library.models import Item, Media
from trainer.library.rules import changes
from trainer.library.staff import bp
from trainer.library.used import used
from trainer.web.identity import me
from trainer.web.permissions import Permission, needs
from trainer.web.services import facts
from trainer.web.session import current_session, transaction

__all__ = ["bp"]  # its routes hang on the blueprint of the bank's pages
Shown = Response | tuple[str, int]
FIXED = ("code", "type", "use", "status", "domain", "version")
"""What of an item its editor cannot change."""
MOST_PICTURES = 200


@dataclass(frozen=True)
class Begun:
    """Where writing began: the item as it is stored, or what a new one was chosen to be."""

    fixed: dict[str, Any]
    found: listing.Row | None = None
    start: Card | None = None

    @property
    def kind(self) -> str:
        """The type of the item."""
        return str(self.fixed["type"])

    @property
    def number(self) -> int:
        """The number of the version that is being written."""
        return self.found.version.number + 1 if self.found else 1


def _stored(item_id: UUID) -> tuple[listing.Row, Card]:
    found = listing.row(current_session(), item_id)
    return found, listing.card_of(found.item, found.version)


def _of(found: listing.Row, card: Card) -> Begun:
    return Begun({name: getattr(card, name) for name in FIXED}, found, card)


def _chosen() -> Begun:
    choice = NewItemForm(request.args)
    if not choice.validate():
        raise Invalid("Choose the type, the domain and the use first.")
    use = Use(choice.use.data)
    code = editing.free_code(current_session(), choice.domain.data, use)
    fixed = {"code": code, "type": choice.type.data, "use": use, "domain": choice.domain.data}
    return Begun({**fixed, "status": Status.DRAFT})


def _sent(begun: Begun) -> ItemForm:
    """The form as it was sent."""
    case = begun.start.payload.case if begun.start else None
    sheet = Sheet.typed(begun.kind, request.form.to_dict(flat=False))
    _complete_picture(sheet)
    form = ItemForm(sheet, case)
    if begun.found is None:
        del form.base
    return form


def _complete_picture(sheet: Sheet) -> None:
    """A picture of the bank is chosen by its name alone; what it is stands in the bank."""
    known = current_session().get(Media, sheet.values.get("picture-digest", ""))
    if known is not None:
        said = {"media_type": known.media_type, "width": str(known.width), "height": str(known.height)}
        sheet.values.update({f"picture-{name}": value for name, value in said.items()})


def _act() -> str:
    """What was pressed: `save`, `check`, or what a button of a row says."""
    return request.form.get("act", "save")


@bp.get("/<uuid:item_id>/edit")
@needs(Permission.EDIT_ITEMS)
def edit(item_id: UUID) -> str:
    found, card = _stored(item_id)
    form = ItemForm(Sheet.of(card.payload), card.payload.case, formdata=None)
    form.fill(card)
    form.base.data = found.version.number
    place = Place(item_id, clock.today(facts().time_zone))
    return _page(form, looked_at(current_session(), card, form, place), _of(found, card))


@bp.post("/<uuid:item_id>/edit")
@needs(Permission.EDIT_ITEMS)
def save(item_id: UUID) -> Shown:
    begun = _of(*_stored(item_id))
    form = _sent(begun)
    reading = _read(form, begun)
    if _act() != "save" or form.faults() or reading.card is None:
        return _shown(form, reading, begun)
    try:
        version = _save(item_id, reading.card, form)
    except (Conflict, Invalid) as error:
        return _refused(item_id, form, reading, error)
    flash(f"Version {version} of {begun.fixed['code']} is saved.", "ok")
    return redirect(url_for(".item", item_id=item_id), 303)


def _save(item_id: UUID, card: Card, form: ItemForm) -> int:
    note, base = form.note.data or "", form.base.data
    with transaction() as session:
        written = editing.new_version(session, item_id, card, by=me().id, note=note, now=clock.now(), base=base)
        pairs.remember(session, item_id, card, now=clock.now())
    return written.number


def _refused(item_id: UUID, form: ItemForm, reading: Reading, error: Conflict | Invalid) -> Shown:
    """The editor again, with what was typed; when the item has moved on, the other version stands beside it."""
    found, theirs = _stored(item_id)
    moved = changes(theirs, reading.card) if isinstance(error, editing.MovedOn) and reading.card else None
    form.base.data = found.version.number
    form.base.raw_data = None
    return _page(form, reading, _of(found, theirs), error=error, moved=moved), error.status


@bp.get("/new")
@needs(Permission.EDIT_ITEMS)
def new() -> str:
    choice = NewItemForm(request.args)
    if not request.args or not choice.validate():
        return render_template("library/new.html", choice=choice)
    begun = _chosen()
    form = ItemForm(Sheet.blank(begun.kind), formdata=None)
    del form.base
    form.note.data = "New item"
    return _page(form, Reading(None), begun)


@bp.post("/new")
@needs(Permission.EDIT_ITEMS)
def create() -> Shown:
    begun = _chosen()
    form = _sent(begun)
    reading = _read(form, begun)
    if _act() != "save" or form.faults() or reading.card is None:
        return _shown(form, reading, begun)
    try:
        item = _create(reading.card, form)
    except Conflict as error:
        return _page(form, reading, begun, error=error), error.status
    flash(f"{item.code} is saved as a draft. Candidates do not see it until it is live.", "ok")
    return redirect(url_for(".item", item_id=item.id), 303)


def _create(card: Card, form: ItemForm) -> Item:
    with transaction() as session:
        item = editing.create(session, card, by=me().id, note=form.note.data or "", now=clock.now())
        pairs.remember(session, item.id, card.model_copy(update={"code": item.code}), now=clock.now())
        return item


@bp.post("/preview")
@needs(Permission.EDIT_ITEMS)
def preview() -> str:
    """The item as it is being typed, for the page of the editor; nothing is saved."""
    item_id = request.args.get("item", type=UUID)
    begun = _of(*_stored(item_id)) if item_id else _chosen()
    form = _sent(begun)
    return render_template("library/edit/_looked.html", **_told(form, _read(form, begun), begun))


def _read(form: ItemForm, begun: Begun) -> Reading:
    place = Place(begun.found.item.id if begun.found else None, clock.today(facts().time_zone))
    return read(current_session(), form, begun.fixed, only_looks=_act() != "save", place=place)


def _shown(form: ItemForm, reading: Reading, begun: Begun) -> Shown:
    """The editor again: looked at, with a row moved, or with what is wrong."""
    if move(form.sheet, _act()):
        form.forget_faults()
        return _page(form, replace(reading, faults=()), begun), 200
    return _page(form, reading, begun), 200 if _act() != "save" and reading.card else Invalid.status


def _told(form: ItemForm, reading: Reading, begun: Begun) -> dict[str, Any]:
    sheet = form.sheet
    told = {"form": form, "sheet": sheet, "reading": reading, "begun": begun}
    told |= {"picture": picture_of(sheet), "picture_kind": picture_kind(sheet)}
    return {**told, "rules": scoring.RULES, "pictures": media.newest(current_session(), limit=MOST_PICTURES)}


def _page(
    form: ItemForm,
    reading: Reading,
    begun: Begun,
    *,
    error: Conflict | Invalid | None = None,
    moved: list[str] | None = None,
) -> str:
    return render_template(
        "library/edit.html",
        **_told(form, reading, begun),
        found=begun.found,
        used=used(current_session(), begun.found.item.id) if begun.found else [],
        error=error,
        moved=moved,
        is_typed=request.method == "POST",
        sources=listing.all_sources(current_session()),
        tags=tags.known(current_session()),
    )
