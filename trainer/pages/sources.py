"""Sources for their keepers: the list, one with everything that rests on it, adding and changing, who is reached."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from trainer.audit import service as audit
from trainer.core import clock
from trainer.core.errors import Conflict, DomainError, Invalid
from trainer.library import desk, evidence, keeping, listing
from trainer.library.models import Source
from trainer.pages import sources_holders, sources_queries
from trainer.pages.sources_forms import FilterForm, SourceForm
from trainer.pages.sources_words import VERBS, links_of, told, words_of
from trainer.web.identity import me
from trainer.web.paging import page_of
from trainer.web.permissions import Permission, needs
from trainer.web.services import facts
from trainer.web.session import current_session, tell_after_commit, transaction

bp = Blueprint("sources", __name__, url_prefix="/staff/sources")
LOOKED_AFTER = "library.evidence"
Shown = AnyResponse | tuple[str, int]


@bp.context_processor
def _words() -> dict[str, Any]:
    return {"grades": keeping.GRADES, "why_due": evidence.why_due, "links_of": links_of, "verbs": VERBS}


def today() -> date:
    """The issuer's day, by which sources are due and papers are drawn."""
    return clock.today(facts().time_zone)


@bp.get("")
@needs(Permission.SEE_ITEMS)
def index() -> str:
    session = current_session()
    form = FilterForm(request.args)
    wish = form.wish(sources_queries.kinds(session))
    rows = sources_queries.rows(session, wish, today=today())
    page = page_of(len(rows))
    shown = rows[page.offset : page.offset + page.size]
    return render_template(
        "sources/list.html",
        form=form,
        rows=shown,
        page=page,
        is_narrowed=wish != sources_queries.Wish(),
        pages_due=sources_queries.pages_due(session, today()),
    )


@bp.get("/<key>")
@needs(Permission.SEE_ITEMS)
def show(key: str) -> str:
    session, day = current_session(), today()
    source = evidence.one(session, key)
    return render_template(
        "sources/one.html",
        source=source,
        is_due=evidence.is_due(source, day),
        owner=sources_queries.name_of(session, source.owner_id),
        supersedes=sources_queries.superseding(session, key),
        citing=evidence.citing(session, key),
        pages=sources_queries.pages_by_source(session).get(key, []),
        reach=sources_holders.reach(session, key),
        history=[(event, told(session, event)) for event in sources_queries.history(session, key)],
    )


@bp.get("/new")
@needs(Permission.KEEP_SOURCES)
def new() -> str:
    return _page(None, _form(None, is_sent=False))


@bp.post("")
@needs(Permission.KEEP_SOURCES)
def create() -> Shown:
    form = _form(None, is_sent=True)
    if not form.validate():
        return _page(None, form), Invalid.status
    try:
        with transaction() as session:
            made = keeping.add(session, form.said(), by=me().id, now=clock.now())
            desk.refresh(session, now=clock.now(), zone=facts().time_zone)
            tell_after_commit(session, LOOKED_AFTER)
    except Invalid as error:
        return _page(None, form, error), error.status
    flash(f"{made.key} is added.", "ok")
    return redirect(url_for(".show", key=made.key), 303)


@bp.get("/<key>/edit")
@needs(Permission.KEEP_SOURCES)
def edit(key: str) -> str:
    stored = evidence.one(current_session(), key)
    form = _form(stored, is_sent=False)
    form.fill(stored)
    return _page(stored, form)


@bp.post("/<key>/edit")
@needs(Permission.KEEP_SOURCES)
def save(key: str) -> Shown:
    stored = evidence.one(current_session(), key)
    form = _form(stored, is_sent=True)
    if not form.validate():
        return _page(stored, form), Invalid.status
    try:
        with transaction() as session:
            keeping.change(session, key, form.said(), base=form.began_from(), by=me().id, now=clock.now())
            desk.refresh(session, now=clock.now(), zone=facts().time_zone)
            tell_after_commit(session, LOOKED_AFTER)
    except (Conflict, Invalid) as error:
        return _page(evidence.one(current_session(), key), form, error), error.status
    flash(f"{key} is saved.", "ok")
    return redirect(url_for(".show", key=key), 303)


def _form(stored: Source | None, *, is_sent: bool) -> SourceForm:
    session = current_session()
    form = SourceForm() if is_sent else SourceForm(formdata=None)
    keepers = sources_queries.keepers(session, stored.owner_id if stored else me().id)
    form.offer(stored, sources_queries.kinds(session), listing.all_sources(session), keepers)
    return form


def _page(stored: Source | None, form: SourceForm, error: DomainError | None = None) -> str:
    """The form; after a conflict with what the other one wrote, so that saving again replaces it knowingly."""
    theirs: dict[str, Any] = {}
    session = current_session()
    if stored is not None and isinstance(error, Conflict):
        theirs = {name: value for name, typed in form.said().items() if (value := getattr(stored, name)) != typed}
        form.base.data = str(stored.row_version)
    return render_template(
        "sources/edit.html",
        source=stored,
        form=form,
        error=error,
        theirs=words_of(session, theirs),
        citing=evidence.citing(session, stored.key) if stored else [],
        pages=sources_queries.pages_by_source(session).get(stored.key, []) if stored else [],
    )


@bp.get("/<key>/holders")
@needs(Permission.SEE_RESULTS)
def holders(key: str) -> str:
    session = current_session()
    source = evidence.one(session, key)
    reach = sources_holders.reach(session, key)
    page = page_of(reach.certificates)
    rows = sources_holders.holders(session, key, offset=page.offset, limit=page.size)
    return render_template("sources/holders.html", source=source, reach=reach, page=page, rows=rows, today=today())


@bp.post("/<key>/holders")
@needs(Permission.SEE_RESULTS)
def holders_file(key: str) -> Response:
    """Everybody to write to, as a file; that somebody took it is recorded."""
    now = clock.now()
    with transaction() as session:
        evidence.one(session, key)
        found = sources_holders.holders(session, key)
        detail = {"certificates": len(found)}
        audit.record(session, "review.source.holders-listed", f"source:{key}", by=me().id, now=now, detail=detail)
    answer = Response(sources_holders.as_file(found, today=today()), content_type="text/csv; charset=utf-8")
    answer.headers.set("Content-Disposition", "attachment", filename=f"holders-{key}.csv")
    return answer
