"""Flask without what it looks for on every request and this site never has."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from functools import lru_cache
from typing import Any

from flask import Flask, request
from flask.sessions import SecureCookieSessionInterface
from flask_wtf import CSRFProtect
from itsdangerous import TimestampSigner, URLSafeTimedSerializer
from werkzeug.routing import IntegerConverter

MOST = 4_096
LARGEST = 2**31 - 1
signing_time = TimestampSigner("reads the clock that ages are told by").get_timestamp


class Signer(URLSafeTimedSerializer):
    """Remembers what signed texts say: reading one again costs a look, and its age counts as ever."""

    def __init__(self, other: URLSafeTimedSerializer) -> None:
        vars(self).update(vars(other))
        self._said = lru_cache(MOST)(self._read)

    def _read(self, text: str) -> tuple[Any, float]:
        said, at = super().loads(text, return_timestamp=True)
        return said, at.timestamp()

    def loads(  # type: ignore[override] # sessions ask for nothing else
        self, text: str, max_age: int
    ) -> Any:
        """What a text says, in a copy of the caller's own; anything but a good signature raises as it always does."""
        said, at = self._said(text)
        return deepcopy(said) if 0 <= signing_time() - at <= max_age else super().loads(text, max_age)


class Cookies(SecureCookieSessionInterface):
    """Signed cookies whose signer is made once for each secret, not anew for each request."""

    def __init__(self) -> None:
        self._signers: dict[object, URLSafeTimedSerializer | None] = {}

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        secret = app.secret_key
        if secret not in self._signers:
            signer = super().get_signing_serializer(app)
            self._signers[secret] = signer and Signer(signer)
        return self._signers[secret]


class Number(IntegerConverter):
    """A whole number in an address, as far as a database counts them: beyond that there is nothing, so 404."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **{"max": LARGEST} | more)


class Application(Flask):
    """Flask for plain functions: no view or hook here is a coroutine, so none is asked whether it is."""

    session_interface = Cookies()

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.url_map.converters["int"] = Number

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        return func


class Csrf(CSRFProtect):  # type: ignore[misc] # Flask-WTF ships no types
    """Looks for the token where a script puts it before it reads the body as a form."""

    def _get_csrf_token(self) -> str | None:
        found: str | None = request.headers.get("X-CSRFToken") or super()._get_csrf_token()
        return found
