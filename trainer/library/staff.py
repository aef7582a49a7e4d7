"""The bank for its staff: the list, and an item with its versions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from flask import Blueprint, render_template, request

from trainer.core import clock
from trainer.library import comments, evidence, finding, listing, queries, reports, review, tags, tasklist, views
from trainer.library import rules as words
from trainer.library.list_forms import FilterForm
from trainer.library.models import Item, ItemVersion
from trainer.library.review_forms import MoveForm
from trainer.library.used import used
from trainer.web.identity import me
from trainer.web.paging import page_of
from trainer.web.permissions import Permission, needs
from trainer.web.services import facts
from trainer.web.session import current_session

bp = Blueprint("library_staff", __name__, url_prefix="/staff/items")


@bp.context_processor
def _words() -> dict[str, Any]:
    return {"words": words, "why_due": evidence.why_due}


@bp.get("")
@needs(Permission.SEE_ITEMS)
def items() -> str:
    """The list; a script that narrows it as somebody types asks for the results alone."""
    session, form = current_session(), FilterForm.read(request.args)
    filters = form.filters()
    page = page_of(finding.count(session, filters))
    lines = finding.page(session, filters, order=form.sorted_by(), offset=page.offset, limit=page.size)
    shown = {"form": form, "page": page, "lines": lines, "is_narrowed": filters != finding.Filters()}
    if request.headers.get("X-Part") == "results":
        return render_template("library/_results.html", **shown)
    counts = finding.counts(session)
    form.offer(dict.fromkeys(count.bank for count in counts))
    return render_template(
        "library/items.html",
        **shown,
        statuses=totals(counts, "status"),
        uses=totals(counts, "use"),
        views=views.open_to(session, me().id),
        reports=reports.counts(session),
        tasks=tasklist.count_open(session, me=me().id),
        tags=tags.known(session),
    )


def totals(counts: Sequence[finding.Count], name: str) -> Mapping[str, int]:
    """How many items there are by bank, use or status."""
    found: Counter[str] = Counter()
    for count in counts:
        found[getattr(count, name)] += count.number
    return found


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
    today = clock.today(facts().time_zone)
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
        due={one.key: evidence.why_due(one) for one in evidence.due_among(session, version.sources, today)},
        off_papers=evidence.blocking(session, item, today),
        enemies=listing.ids_by_code(session, version.enemies),
        cells=listing.cells_of(session, listing.Row(item, version), today),
        used=used(session, item.id),
        figures=queries.figures(session, (one.id for one in item.versions)),
        faults=review.faults_of(session, card, today),
        reports=reports.about(session, item.id),
    )


def reviewer() -> review.By:
    """Whoever asks, with what they may."""
    return review.By(me().id, frozenset(me().permissions))


def again(item_id: UUID, form: MoveForm) -> str:
    """The page of an item with a form that was not taken, and what was written in it."""
    found = listing.row(current_session(), item_id)
    return _page(found.item, found.version, form)
