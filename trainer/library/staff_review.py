"""The life of items for its staff: steps, comments, versions side by side, an old version again."""

from __future__ import annotations

from uuid import UUID

from flask import abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from question_bank.items.compare import differences
from trainer.core import clock
from trainer.core.errors import Conflict, Invalid
from trainer.library import comments, editing, listing, review
from trainer.library.machine import MOVES
from trainer.library.review_forms import CommentForm, MoveForm
from trainer.library.staff import again, reviewer
from trainer.library.staff_editor import bp
from trainer.web.identity import me
from trainer.web.permissions import Permission, needs
from trainer.web.services import facts
from trainer.web.session import current_session, tell_after_commit, transaction

__all__ = ["bp"]  # its routes hang on the blueprint of the bank's pages
Shown = Response | tuple[str, int]


@bp.post("/<uuid:item_id>/moves/<verb>")
@needs(Permission.SEE_ITEMS)
def move(item_id: UUID, verb: str) -> Shown:
    """Take a step; the one table of steps says who may."""
    if verb not in MOVES:
        abort(404)
    form = MoveForm()
    if not form.validate():
        return again(item_id, form), Invalid.status
    try:
        with transaction() as session:
            item = review.move(
                session,
                item_id,
                verb,
                by=reviewer(),
                now=clock.now(),
                reason=form.reason.data or "",
                overrides=form.overrides(),
                zone=facts().time_zone,
            )
            tell_after_commit(session, "library.evidence")  # what was due may be settled by this
    except (Conflict, Invalid) as error:
        form.reason.errors = [error.detail]
        return again(item_id, form), error.status
    flash(f"{item.code} is {told(verb, item.status)}.", "ok")
    return redirect(url_for(".item", item_id=item_id), 303)


def told(verb: str, status: str) -> str:
    """What a step did, in words."""
    if verb == "approve" and status == "in_review":
        return "approved by you and waits for another reviewer"
    return MOVES[verb].done


@bp.post("/<uuid:item_id>/comments")
@needs(Permission.SEE_ITEMS)
def comment(item_id: UUID) -> Shown:
    form = CommentForm()
    if not form.validate():
        raise Invalid(" ".join(form.text.errors))
    with transaction() as session:
        comments.comment(session, item_id, text=form.text.data or "", by=me().id, now=clock.now())
    return redirect(url_for(".item", item_id=item_id, _anchor="comments"), 303)


@bp.post("/<uuid:item_id>/comments/<int:comment_id>/settle")
@needs(Permission.SEE_ITEMS)
def settle(item_id: UUID, comment_id: int) -> Response:
    with transaction() as session:
        comments.settle(session, item_id, comment_id, by=me().id, now=clock.now())
    return redirect(url_for(".item", item_id=item_id, _anchor="comments"), 303)


@bp.get("/<uuid:item_id>/compare")
@needs(Permission.SEE_ITEMS)
def compare(item_id: UUID) -> str:
    session = current_session()
    found = listing.row(session, item_id)
    newest = found.item.current_number
    after = listing.version(session, item_id, request.args.get("to", newest, type=int))
    before = listing.version(session, item_id, request.args.get("from", max(after.number - 1, 1), type=int))
    changed = differences(listing.card_of(found.item, before), listing.card_of(found.item, after))
    history = listing.history(session, item_id)
    return render_template(
        "library/compare.html", item=found.item, before=before, after=after, changed=changed, history=history
    )


@bp.post("/<uuid:item_id>/versions/<int:number>/restore")
@needs(Permission.EDIT_ITEMS)
def restore_version(item_id: UUID, number: int) -> Response:
    with transaction() as session:
        version = editing.restore_version(session, item_id, number, by=me().id, now=clock.now())
    flash(f"Version {version.number} says what version {number} said. It is a draft until it is reviewed.", "ok")
    return redirect(url_for(".item", item_id=item_id), 303)
