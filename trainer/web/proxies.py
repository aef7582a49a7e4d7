"""Whose request it is where proxies stand in front: as many as were named are believed, and nothing beyond them."""

from __future__ import annotations

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix


def believe(app: Flask, *, proxies: int) -> None:
    """Take the address of a client from X-Forwarded-For, counted from its end: the last entries are our proxies' own.

    Scheme and host are not asked for: links begin with the base URL, and cookies follow the environment.
    """
    if proxies:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign] # how WSGI middleware is put on
            app.wsgi_app, x_for=proxies, x_proto=0, x_host=0
        )
