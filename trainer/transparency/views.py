"""The public log, for people and for programs. No account needed."""

from __future__ import annotations

from flask import Blueprint, Response, render_template

from trainer.core.errors import NotFound
from trainer.keys.chains import pem_from
from trainer.transparency import store
from trainer.transparency.models import LogCheckpoint
from trainer.transparency.public_log import public_log
from trainer.transparency.queries import last_stamp, token_at, witnesses
from trainer.transparency.tiles import WIDTH, parse
from trainer.web.permissions import public
from trainer.web.services import facts
from trainer.web.session import current_session

bp = Blueprint("transparency", __name__, url_prefix="/log")
FOR_EVER = "public, max-age=31536000, immutable"
A_MOMENT = "public, max-age=5"
ANYWHERE = {"Access-Control-Allow-Origin": "*", "Cross-Origin-Resource-Policy": "cross-origin"}


@bp.get("")
@public
def about() -> str:
    """What the log is, how far it has come, and how to check it oneself."""
    session, log = current_session(), public_log()
    last = store.latest(session)
    return render_template(
        "transparency/about.html",
        log=log,
        address=f"{facts().base_url}/log",
        last=last,
        stamp=last_stamp(session),
        keys=log.verifiers(),
        witnesses=witnesses(session),
        bundle=min(last.size, WIDTH) if last else 0,
    )


@bp.get("/checkpoint")
@public
def checkpoint() -> Response:
    """The last checkpoint, with what witnesses have added to it."""
    return _note(store.latest(current_session()))


@bp.get("/checkpoints/<int:size>")
@public
def checkpoint_at(size: int) -> Response:
    """The checkpoint of one size, where one was signed."""
    return _note(store.checkpoint_of(current_session(), size))


@bp.get("/checkpoints/<int:size>.tsr")
@public
def timestamp(size: int) -> Response:
    """The timestamp over the text of a checkpoint, as the authority sent it."""
    token = token_at(current_session(), size)
    if token is None:
        raise NotFound("No timestamp was taken at this size.")
    return _given(token, "application/timestamp-reply", A_MOMENT)


@bp.get("/authority.pem")
@public
def authority() -> Response:
    """The certificates that the timestamps go back to, as the operator was given them by the authority."""
    roots = public_log().authority_roots
    if not roots:
        raise NotFound("This installation names no root of an authority that timestamps.")
    return _given(pem_from(roots), "application/pem-certificate-chain", A_MOMENT)


@bp.get("/tile/<path:path>")
@public
def tile(path: str) -> Response:
    """A tile or a bundle of entries, once the tree has come so far."""
    session, asked = current_session(), parse(path)
    last = store.latest(session)
    if asked is None or last is None or not asked.exists_at(last.size):
        raise NotFound("The log has no such tile, or not yet.")
    return _given(store.read(session, asked), "application/octet-stream", FOR_EVER)


def _note(found: LogCheckpoint | None) -> Response:
    if found is None:
        raise NotFound("The log has signed no checkpoint of this size.")
    return _given(store.note_of(current_session(), found).encode(), "text/plain; charset=utf-8", A_MOMENT)


def _given(data: bytes, kind: str, kept: str) -> Response:
    """Bytes that anybody may keep, and any page may read."""
    return Response(data, content_type=kind, headers={"Cache-Control": kept, **ANYWHERE})
