"""The bank for its staff: the list, and an item with its versions."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, render_template, request
from sqlalchemy.orm import Session

from trainer.core import clock
from trainer.library import comments, listing, queries, reports, review
from trainer.library import rules as words
from trainer.library.forms import FilterForm
from trainer.library.models import Item, ItemVersion
from trainer.library.review_forms import MoveForm
from trainer.library.uses import Usage, uses
from trainer.web.identity import me
from trainer.web.paging import page_of
from trainer.web.permissions import Permission, needs
from trainer.web.session import current_session

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
    return _page(found.item, found.version, MoveForm(formdata=None))


@bp.get("/<uuid:item_id>/versions/<int:number>")
@needs(Permission.SEE_ITEMS)
def version(item_id: UUID, number: int) -> str:
    found = listing.row(current_session(), item_id)
    return _page(found.item, listing.version(current_session(), item_id, number), MoveForm(formdata=None))


def _page(item: Item, version: ItemVersion, form: MoveForm) -> str:
    """An item as one of its versions has it."""
    session, by = current_session(), reviewer()
    card = listing.card_of(item, version)
    is_current = version.number == item.current_number
    return render_template(
        "library/item.html",
        item=item,
        version=version,
        card=card,
        form=form,
        is_current=is_current,
        standing=review.standing(session, item, version, by) if is_current else None,
        moves=review.moves_of(session, item.id),
        remarks=comments.on_item(session, item.id),
        history=listing.history(session, item.id),
        sources=queries.sources(session, version.sources),
        enemies=listing.ids_by_code(session, version.enemies),
        cells=listing.cells_of(session, listing.Row(item, version)),
        used=_used(session, item.id),
        figures=queries.figures(session, (one.id for one in item.versions)),
        faults=review.faults_of(session, card, clock.now()),
        reports=reports.about(session, item.id),
    )


def _used(session: Session, item_id: UUID) -> list[tuple[int, Usage]]:
    """Where each version of an item was used, under its number; the newest version first."""
    numbers = {one.id: one.number for one, _author in listing.history(session, item_id)}
    found = [(numbers[usage.version_id], usage) for usage in uses.of(session, numbers)]
    return sorted(found, key=lambda used: used[0], reverse=True)


def reviewer() -> review.By:
    """Whoever asks, with what they may."""
    return review.By(me().id, frozenset(me().permissions))


def again(item_id: UUID, form: MoveForm) -> str:
    """The page of an item with a form that was not taken, and what was written in it."""
    found = listing.row(current_session(), item_id)
    return _page(found.item, found.version, form)
