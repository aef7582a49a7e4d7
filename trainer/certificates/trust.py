"""The door to the trust bundle."""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint, Response
from sqlalchemy import select

from trainer.certificates import bundle
from trainer.certificates.anchors import anchors_of
from trainer.certificates.doors import ANYWHERE
from trainer.certificates.limits import FILES
from trainer.certificates.models import StatusList
from trainer.certificates.service.status import address
from trainer.core import clock
from trainer.core.errors import Unavailable
from trainer.keys import NoKeys
from trainer.keys.chains import pem_of
from trainer.keys.trust import handed_out
from trainer.transparency import store
from trainer.transparency.public_log import public_log
from trainer.web.permissions import public
from trainer.web.services import facts, services
from trainer.web.session import current_session

bp = Blueprint("trust", __name__)


@bp.get("/trust/bundle.zip")
@public
@FILES
def archive() -> Response:
    """All that is needed to check certificates without a network."""
    try:
        data = made()
    except (NoKeys, KeyError) as error:
        raise Unavailable("The bundle cannot be made just now. Try again in a minute.") from error
    headers = {"Content-Disposition": 'attachment; filename="bundle.zip"', **ANYWHERE}
    return Response(data, content_type="application/zip", headers=headers)


def made() -> bytes:
    """The bundle as things stand now."""
    own, session, base = services(), current_session(), facts().base_url
    lists = session.execute(select(StatusList.number, StatusList.storage_key).order_by(StatusList.number))
    listed = {address(base, number): own.storage.get(key) for number, key in lists}
    last = store.latest(session)
    return bundle.packed(
        replace(anchors_of(own.keys, base, public_log().authority_roots), lists=listed),
        pem_of(own.keys.certificates(one.name)[0] for one in handed_out(own.keys.ring().authorities)),
        {name: own.keys.revocation_list(name) for name in own.keys.listing()},
        store.note_of(session, last) if last else "",
        now=clock.now(),
    )
