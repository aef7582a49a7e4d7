"""The headers every answer carries."""

from __future__ import annotations

from typing import TypeVar

from flask import Flask, Response, g
from werkzeug.wrappers import Response as Answer

Given = TypeVar("Given", bound=Answer)
POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; font-src 'self'; script-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'; object-src 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
YEAR = 31_536_000
ALONE = "private, no-store"


def for_one_alone(response: Given) -> Given:
    """What only the one who asked may have, and may have no longer in a minute: no cache keeps it, theirs included."""
    response.headers["Cache-Control"] = ALONE
    return response


def init_app(app: Flask, *, is_production: bool) -> None:
    """Put the headers on every answer, errors included; pages are not kept by caches unless they say so."""
    told = {**HEADERS, "Cache-Control": "no-store"}
    if is_production:
        told["Strict-Transport-Security"] = f"max-age={YEAR}; includeSubDomains"
    headers = {name.lower(): (name, value) for name, value in told.items()}

    @app.after_request
    def protect(response: Response) -> Response:
        own = {name.lower() for name, _value in response.headers}
        for key, (name, value) in headers.items():
            if key not in own:
                response.headers.add(name, value)
        if "request_id" in g:
            response.headers["X-Request-Id"] = g.request_id
        return response
