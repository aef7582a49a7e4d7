"""The pictures that items show, to those before whom they lie."""

from __future__ import annotations

import re

from flask import Response, request
from werkzeug.wrappers import Response as Answer

from trainer.core import clock
from trainer.core.errors import NotFound
from trainer.exams import pictures
from trainer.exams.views.blueprint import bp
from trainer.library.models import Media
from trainer.web.headers import ALONE
from trainer.web.identity import me
from trainer.web.permissions import Permission, signed_in
from trainer.web.services import services
from trainer.web.session import current_session

DIGEST = re.compile(r"[0-9a-f]{64}")
HARMLESS = "sandbox; default-src 'none'; style-src 'unsafe-inline'"
"""Nothing in a picture runs or fetches anything, even where somebody opens it alone."""
KEPT = "private, max-age=31536000, immutable"
"""By staff. A candidate's browser forgets the pictures with the paper; the player keeps them until it is handed in."""


@bp.get("/media/<digest>")
@signed_in
def picture(digest: str) -> Answer:
    session = current_session()
    is_staff = me().may(Permission.SEE_ITEMS)
    found = session.get(Media, digest) if DIGEST.fullmatch(digest) else None
    if found is None or not (is_staff or pictures.may_see(session, digest, person_id=me().id, now=clock.now())):
        raise NotFound
    try:
        data = services().storage.get(digest)
    except KeyError as error:
        raise NotFound from error
    response = Response(data, content_type=found.media_type)
    response.headers["Content-Security-Policy"] = HARMLESS
    response.headers["Cache-Control"] = KEPT if is_staff else ALONE
    ending = found.media_type.removeprefix("image/").partition("+")[0]
    response.headers["Content-Disposition"] = f'inline; filename="{digest[:16]}.{ending}"'
    response.set_etag(digest)
    return response.make_conditional(request)
