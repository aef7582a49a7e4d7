"""Every error as a page that says what to do, or as an RFC 9457 problem document."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import structlog
from flask import Flask, Response, g, jsonify, make_response, redirect, render_template, request, url_for
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException

from trainer.core.db import is_out_of_reach
from trainer.core.errors import DomainError, SignedOut, TooMany, Unavailable

log = structlog.get_logger()
SECRET_FIELDS = frozenset({"csrf_token", "password", "new_password", "again", "current_password"})
WORDS = {
    400: ("That request could not be read", "Go back, reload the page and try again."),
    404: ("There is nothing here", "The address may be mistyped, or it belongs to somebody else."),
    405: ("That is not possible here", "Go back and use the buttons on the page."),
    413: ("That is too large", "Send less at once: this page takes at most one megabyte."),
    415: ("That kind of file cannot be read here", "Send it in the form the page asks for."),
    429: ("Too many tries", "Wait a while, then try again."),
}


def init_app(app: Flask) -> None:
    """Map every error to its page or problem document, and give every request an id."""
    app.before_request(_name_request)
    app.register_error_handler(DomainError, _domain)
    app.register_error_handler(CSRFError, _csrf)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(DBAPIError, _storage)
    app.register_error_handler(PoolTimeout, _storage)
    app.register_error_handler(Exception, _unexpected)


def _name_request() -> None:
    g.request_id = uuid4().hex[:12]


def wants_json() -> bool:
    """Whether the answer should be JSON: an API's path or blueprint, a JSON body, or an Accept that prefers it."""
    if (request.blueprint or "").endswith("_api"):
        return True
    best = request.accept_mimetypes.best_match(["text/html", "application/json", "application/problem+json"])
    return (
        request.path.startswith("/api/") or request.is_json or best in ("application/json", "application/problem+json")
    )


def answer(status: int, kind: str, title: str, detail: str, **more: Any) -> Response:
    """An error as this client can read it."""
    if wants_json():
        problem = {"type": kind, "title": title, "status": status, "detail": detail, **more}
        response = jsonify(problem)
        response.content_type = "application/problem+json"
    else:
        response = make_response(
            render_template("errors/error.html", status=status, title=title, detail=detail, **more)
        )
    response.status_code = status
    response.headers["Cache-Control"] = "no-store"
    return response


def _domain(error: DomainError) -> Response:
    if isinstance(error, SignedOut) and not wants_json():
        goal = request.full_path.rstrip("?") if request.method == "GET" else None
        return make_response(redirect(url_for("accounts.sign_in", next=goal), 303))
    response = answer(error.status, error.kind, error.title, error.detail)
    if isinstance(error, TooMany | Unavailable):
        response.headers["Retry-After"] = str(error.retry_after)
    return response


def _storage(error: DBAPIError | PoolTimeout) -> Response:
    """A database that cannot store or answer just now is not a fault of the program: the client tries again."""
    if isinstance(error, DBAPIError) and not is_out_of_reach(error):
        return _unexpected(error)
    log.error("database.out_of_reach", trouble=str(error.__cause__ or error), path=request.path, method=request.method)
    return _domain(Unavailable("The service cannot store anything at the moment. Nothing was changed; try again soon."))


def _csrf(_error: CSRFError) -> Response:
    detail = "The page was open for a long time, or in another tab somebody signed in or out. Nothing was changed."
    if wants_json():
        return answer(403, "csrf", "This form has expired", detail)
    typed = [(name, value) for name, value in request.form.items(multi=True) if name not in SECRET_FIELDS and value]
    return answer(400, "csrf", "This form has expired", detail, typed=typed, back=request.path)


def _http(error: HTTPException) -> Response:
    if error.response is not None:
        return error.response  # type: ignore[return-value] # a Werkzeug response is one Flask can send
    status = error.code or 500
    title, detail = WORDS.get(status, (error.name, error.description or "Go back and try again."))
    response = answer(status, f"http-{status}", title, detail)
    for name, value in error.get_headers():
        if name in ("Allow", "Retry-After"):
            response.headers[name] = value
    return response


def _unexpected(_error: Exception) -> Response:
    log.exception("request.failed", request_id=g.get("request_id"), path=request.path, method=request.method)
    title, detail = "Something went wrong on our side", "Nothing you saved is lost. Try again in a moment."
    return answer(500, "failure", title, detail, request_id=g.get("request_id"))
