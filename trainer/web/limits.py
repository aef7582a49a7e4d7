"""Limits on how often an address may ask, held in memory where Redis is not to be had."""

from __future__ import annotations

from flask import Flask
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

from trainer.core.addresses import household_of
from trainer.web.counts import Counts


def sender() -> str:
    """Who sent a request, as far as its address tells: of IPv6 the network that one household has all addresses of."""
    address = get_remote_address()
    try:
        return household_of(address)
    except ValueError:
        return address


limiter = Limiter(sender, headers_enabled=False)


def init_app(app: Flask, *, redis_url: str | None) -> None:
    """Count on Redis where there is one, and in memory whenever it does not answer."""
    app.config["RATELIMIT_STORAGE_URI"] = redis_url or f"{Counts.STORAGE_SCHEME[0]}://"
    app.config["RATELIMIT_IN_MEMORY_FALLBACK_ENABLED"] = bool(redis_url)
    app.config["RATELIMIT_KEY_PREFIX"] = "trainer"
    before, after = app.before_request_funcs[None], app.after_request_funcs[None]
    kept = list(before), list(after)
    limiter.init_app(app)
    before[:], after[:] = kept  # every limit stands on a view, which counts for itself
