"""The bank for its staff: the list, an item with its versions, and an item's life."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from question_bank.items.card import Card
from question_bank.lint.course import card_faults
from trainer.core import clock
from trainer.core.errors import Invalid
from trainer.library import editing, listing, queries, reports
from trainer.library import rules as words
from trainer.library.forms import FilterForm, LifeForm
from trainer.library.models import Item, ItemVersion
from trainer.web.identity import me
from trainer.web.paging import page_of
from trainer.web.permissions import Permission, needs
from trainer.web.session import current_session, transaction

bp = Blueprint("library_staff", __name__, url_prefix="/staff/items")


@bp.context_processor
def _words() -> dict[str, Any]:
    return {"words": words}


@bp.get("")
@needs(Permission.SEE_ITEMS)
def items() -> str:
    session = current_session()
    form = FilterForm(request.args)
    filters = form.filters()
    page = page_of(listing.count(session, filters))
    rows = listing.matching(session, filters, offset=page.offset, limit=page.size)
    is_narrowed = filters != listing.Filters()
    return render_template(
        "library/items.html",
        form=form,
        page=page,
        rows=rows,
        counts=listing.counts(session),
        is_narrowed=is_narrowed,
        reports=reports.counts(session),
    )


@bp.get("/<uuid:item_id>")
@needs(Permission.SEE_ITEMS)
def item(item_id: UUID) -> str:
    found = listing.row(current_session(), item_id)
    return _page(found.item, found.version, LifeForm(formdata=None))


@bp.get("/<uuid:item_id>/versions/<int:number>")
@needs(Permission.SEE_ITEMS)
def version(item_id: UUID, number: int) -> str:
    found = listing.row(current_session(), item_id)
    return _page(found.item, listing.version(current_session(), item_id, number), LifeForm(formdata=None))


def _page(item: Item, version: ItemVersion, form: LifeForm) -> str:
    """An item as one of its versions has it."""
    session = current_session()
    card = listing.card_of(item, version)
    return render_template(
        "library/item.html",
        item=item,
        version=version,
        card=card,
        form=form,
        is_current=version.number == item.current_number,
        history=listing.history(session, item.id),
        sources=queries.sources(session, version.sources),
        enemies=listing.ids_by_code(session, version.enemies),
        cells=listing.cells_of(session, listing.Row(item, version)),
        faults=list(card_faults(card)),
        reports=reports.about(session, item.id),
    )


@bp.post("/<uuid:item_id>/retire")
@needs(Permission.EDIT_ITEMS)
def retire(item_id: UUID) -> Response | tuple[str, int]:
    form = LifeForm()
    if not form.validate():
        return _again(item_id, form)
    with transaction() as session:
        item = editing.retire(session, item_id, by=me().id, reason=form.reason.data or "", now=clock.now())
    flash(f"{item.code} is retired: new papers leave it out, running ones keep it.", "ok")
    return redirect(url_for(".item", item_id=item_id), 303)


@bp.post("/<uuid:item_id>/live")
@needs(Permission.EDIT_ITEMS)
def make_live(item_id: UUID) -> Response | tuple[str, int]:
    form = LifeForm()
    if not form.allows(card_faults(_current_card(item_id))):
        return _again(item_id, form)
    with transaction() as session:
        item = editing.make_live(session, item_id, by=me().id, reason=form.reason.data or "", now=clock.now())
    flash(f"{item.code} is live: new papers may draw it.", "ok")
    return redirect(url_for(".item", item_id=item_id), 303)


def _current_card(item_id: UUID) -> Card:
    found = listing.row(current_session(), item_id)
    return listing.card_of(found.item, found.version)


def _again(item_id: UUID, form: LifeForm) -> tuple[str, int]:
    found = listing.row(current_session(), item_id)
    return _page(found.item, found.version, form), Invalid.status
