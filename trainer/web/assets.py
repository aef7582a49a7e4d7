"""Static files: served by WhiteNoise from the same processes, addressed with a fingerprint so that caches never lie."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from flask import Flask
from whitenoise import WhiteNoise

from trainer.web.headers import HEADERS

WEEK = 604_800


def init_app(app: Flask) -> None:
    """Serve `static/`, and give templates `asset(path)`."""
    root = Path(app.static_folder or "static")
    marks = {
        str(path.relative_to(root)): hashlib.sha256(path.read_bytes()).hexdigest()[:10]
        for path in root.rglob("*")
        if path.is_file()
    }

    def asset(path: str) -> str:
        return f"/static/{path}?v={marks[path]}"

    app.jinja_env.globals["asset"] = asset
    app.wsgi_app = WhiteNoise(  # type: ignore[method-assign] # how WSGI middleware is put on
        app.wsgi_app, root=str(root), prefix="static/", max_age=WEEK, add_headers_function=_protect
    )


def _protect(headers: Any, _path: str, _url: str) -> None:
    for name, value in HEADERS.items():
        headers[name] = value
