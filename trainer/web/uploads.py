"""Large files sent to a few pages: only there, and only by those who may use the page, is a body longer than others."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, current_app, request
from werkzeug.datastructures import FileStorage

from trainer.web.identity import me_or_none

View = TypeVar("View", bound=Callable[..., Any])


def init_app(app: Flask) -> None:
    """Before anything looks at a body, let it be as long as its page takes; close what was sent in the end."""
    app.before_request(_make_room)
    app.teardown_request(_close)


def takes(most: int) -> Callable[[View], View]:
    """Mark a view that takes bodies of up to `most` bytes; it stands outside of the view's permission."""

    def mark(view: View) -> View:
        view.takes = most  # type: ignore[attr-defined] # a mark that is read before the view is called
        return view

    return mark


def plain_name(sent: FileStorage) -> str:
    """What a sent file is called, without a path or signs that cannot be seen."""
    last = (sent.filename or "").replace("\\", "/").rsplit("/", 1)[-1]
    return "".join(sign for sign in last if sign.isprintable())[:200] or "file"


def room() -> int:
    """How many bytes this request's page takes beyond the usual; 0 for most pages, and for those who may not use it."""
    view = current_app.view_functions.get(request.endpoint or "")
    most: int = getattr(view, "takes", 0)
    person = me_or_none() if most and request.method == "POST" else None
    allowed = person is not None and getattr(view, "access", "") in {each.value for each in person.permissions}
    return most if allowed else 0


def _close(_error: BaseException | None) -> None:
    request.close()


def _make_room() -> None:
    if most := room():
        request.max_content_length = most
