"""Sitting an exam: a question a page, the review, handing in. Every move saves the answer, also without JavaScript."""

from __future__ import annotations

from uuid import UUID

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from trainer.core import clock
from trainer.core.errors import NotFound
from trainer.exams import queries, service
from trainer.exams.errors import Closed, Covered, StaleRevision, UnreadableSave
from trainer.exams.forms import save_from_form
from trainer.exams.models import Attempt
from trainer.exams.screens import sitting as screens
from trainer.exams.screens.places import tally
from trainer.exams.views.blueprint import bp
from trainer.exams.wire import seen
from trainer.web.identity import me
from trainer.web.permissions import Permission, needs
from trainer.web.session import current_session, tell_after_commit, transaction

MOVES = {"next": 1, "previous": -1, "stay": 0, "clear": 0}


@bp.get("/attempts/<uuid:attempt_id>")
@needs(Permission.LEARN)
def sitting(attempt_id: UUID) -> str | Response:
    attempt = queries.own_attempt(current_session(), attempt_id, me().id)
    return _elsewhere(attempt) or _page(attempt, request.args.get("q", type=int))


@bp.get("/attempts/<uuid:attempt_id>/questions")
@needs(Permission.LEARN)
def questions(attempt_id: UUID) -> str:
    """Every question without an answer: with it the player moves, and goes on, without the server."""
    session, now = current_session(), clock.now()
    attempt = queries.own_attempt(session, attempt_id, me().id)
    if not queries.is_open(attempt, now):
        raise Closed
    if queries.timing(attempt).is_paused(now):
        raise Covered
    return render_template("exams/questions.html", questions=screens.asked(session, attempt))


@bp.post("/attempts/<uuid:attempt_id>/answers/<int:position>")
@needs(Permission.LEARN)
def answer(attempt_id: UUID, position: int) -> Response | tuple[str, int]:
    items = _items(attempt_id, position)
    sent = save_from_form(request.form, position, items[position - 1]["type"])
    try:
        with transaction() as session:
            saved = service.save(session, attempt_id, sent, by=me().id, now=clock.now, seen=seen())
    except (StaleRevision, UnreadableSave) as error:
        attempt = queries.own_attempt(current_session(), attempt_id, me().id)
        return _page(attempt, position, typed=sent, error=error), error.status
    if saved is None:
        return render_template("exams/closed.html", attempt_id=attempt_id, closed=Closed()), Closed.status
    return redirect(_after(attempt_id, position, len(items), request.form.get("go", "next")), 303)


@bp.get("/attempts/<uuid:attempt_id>/review")
@needs(Permission.LEARN)
def review(attempt_id: UUID) -> str | Response:
    session = current_session()
    attempt = queries.own_attempt(session, attempt_id, me().id)
    if (elsewhere := _elsewhere(attempt)) is not None:
        return elsewhere
    page = screens.review(session, attempt, request.args.get("show", "look"))
    head = screens.head(session, attempt, page.tally.of, clock.now())
    return render_template("exams/review.html", head=head, page=page, asks="confirm" in request.args)


@bp.post("/attempts/<uuid:attempt_id>/submit")
@needs(Permission.LEARN)
def submit(attempt_id: UUID) -> Response:
    with transaction() as session:
        service.submit(session, attempt_id, by=me().id, now=clock.now(), address=request.remote_addr)
        tell_after_commit(session, "exams.sweep")
    return redirect(url_for("exams.result", attempt_id=attempt_id), 303)


def _items(attempt_id: UUID, position: int) -> list[dict[str, str]]:
    session = current_session()
    items = queries.paper_items(session, queries.own_attempt(session, attempt_id, me().id).id)
    if not 1 <= position <= len(items):
        raise NotFound
    return items


def _elsewhere(attempt: Attempt) -> str | Response | None:
    """What is shown instead of a question: the result once it is closed, a page that covers it during a break."""
    now = clock.now()
    if not queries.is_open(attempt, now):
        return redirect(url_for("exams.result", attempt_id=attempt.id))
    if queries.timing(attempt).is_paused(now):
        return render_template("exams/paused.html", head=screens.head(current_session(), attempt, 0, now))
    return None


def _page(
    attempt: Attempt,
    position: int | None,
    typed: service.Save | None = None,
    error: StaleRevision | UnreadableSave | None = None,
) -> str:
    session = current_session()
    question, places, known = screens.question(session, attempt, position)
    return render_template(
        "exams/sitting.html",
        head=screens.head(session, attempt, question.of, clock.now()),
        question=question,
        places=places,
        known=known,
        tally=tally(places),
        answer=typed.answer if typed else question.answer,
        is_flagged=typed.is_flagged if typed else question.is_flagged,
        conflict=error if isinstance(error, StaleRevision) else None,
        refused=error if isinstance(error, UnreadableSave) else None,
    )


def _after(attempt_id: UUID, position: int, of: int, go: str) -> str:
    """Where a move leads; the last question's Next is the review."""
    wanted = int(go) if go.isdecimal() else position + MOVES.get(go, of)
    if go == "review" or not 1 <= wanted <= of:
        return url_for("exams.review", attempt_id=attempt_id)
    return url_for("exams.sitting", attempt_id=attempt_id, q=wanted)
