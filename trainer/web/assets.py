"""Static files: served from the same processes, packed, under addresses that change when any of them does."""

from __future__ import annotations

import gzip
import hashlib
import re
from collections.abc import Callable, Iterable
from copy import copy
from dataclasses import dataclass
from functools import cache
from pathlib import Path, PurePosixPath
from typing import Any

from flask import Flask
from whitenoise import WhiteNoise

from trainer.web.bundle import bundle
from trainer.web.headers import HEADERS

WEEK = 604_800
YEAR = 31_536_000
PREFIX = "/static/"
MARKED = re.compile(r"^/static/v-[0-9a-f]{10}/")
SHEETS = (
    "app",
    "fonts",
    "tokens",
    "base",
    "controls",
    "content",
    "exam",
    "items",
    "records",
    "product",
    "editor",
    "library",
)
SHEET = "css/site.css"
"""All sheets of the site as one, in the order of the cascade: one request instead of ten."""
BUNDLES = {
    "js/player.js": "js/exam/player.js",
    "js/waits.js": "js/exam/waits.js",
    "js/items.js": "js/items/items.js",
    "js/library.js": "js/library/library.js",
    "js/list.js": "js/library/list.js",
    "js/practicals.js": "js/practicals/practicals.js",
    "js/verify.js": "js/verify/page.js",
}
"""Scripts that are put together from modules, by the module they begin with."""
PACKED = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".mjs": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}
"""What shrinks when it is packed, and how it is called; fonts and photographs are packed already."""
Wsgi = Callable[..., Iterable[bytes]]


def init_app(app: Flask) -> None:
    """Serve `static/`, and give templates `asset(path)`.

    The mark stands in the path, not behind it, so that a module's own imports and a style sheet's fonts carry it too.
    """
    root = Path(app.static_folder or "static")
    held = _held(root)

    def asset(path: str) -> str:
        if path not in held.names:
            raise LookupError(f"there is no static file {path}")
        return held.mark + path

    app.jinja_env.globals["asset"] = asset
    plain = copy(held.plain)
    plain.application = app.wsgi_app
    app.wsgi_app = Packed(plain, held)  # type: ignore[method-assign] # how WSGI middleware is put on


@dataclass(frozen=True)
class Held:
    """The static files of a process: their names, the mark of them all, and the texts, each as it is and packed."""

    names: frozenset[str]
    mark: str
    plain: WhiteNoise
    texts: dict[str, tuple[str, bytes, bytes]]


@cache
def _held(root: Path) -> Held:
    """Read once in a process: packing them takes longer than everything else an application is made of."""
    files = {str(path.relative_to(root)): path.read_bytes() for path in sorted(root.rglob("*")) if path.is_file()}
    files[SHEET] = b"\n".join(files[f"css/{name}.css"] for name in SHEETS)
    files |= {path: _bundled(files, PurePosixPath(entry)) for path, entry in BUNDLES.items()}
    texts = {
        PREFIX + name: (PACKED[Path(name).suffix], content, gzip.compress(content, mtime=0))
        for name, content in files.items()
        if Path(name).suffix in PACKED
    }
    plain = WhiteNoise(None, root=str(root), prefix="static/", max_age=WEEK, add_headers_function=_protect)
    return Held(frozenset(files), f"{PREFIX}v-{_mark(files)}/", plain, texts)


def _bundled(files: dict[str, bytes], entry: PurePosixPath) -> bytes:
    return bundle(lambda name: files[f"{entry.parent}/{name}.js"].decode(), entry.stem).encode()


def _mark(files: dict[str, bytes]) -> str:
    whole = hashlib.sha256()
    for name, content in files.items():
        whole.update(name.encode() + b"\0" + hashlib.sha256(content).digest())
    return whole.hexdigest()[:10]


def _protect(headers: Any, _path: str, _url: str) -> None:
    for name, value in HEADERS.items():
        headers[name] = value


class Packed:
    """Takes the mark out of an address, and answers with text from memory, packed when the client can unpack it."""

    def __init__(self, plain: Wsgi, held: Held) -> None:
        self.plain = plain
        self.mark = held.mark
        self.texts = held.texts

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        asked = environ["PATH_INFO"]
        if not asked.startswith(PREFIX):
            return self.plain(environ, start_response)
        path = MARKED.sub(PREFIX, asked)
        keep = f"max-age={YEAR}, public, immutable" if asked.startswith(self.mark) else f"max-age={WEEK}, public"
        if path not in self.texts or environ["REQUEST_METHOD"] != "GET":
            return self.plain(environ | {"PATH_INFO": path}, _keeping(start_response, keep))
        kind, text, packed = self.texts[path]
        told = {"Content-Type": kind, "Vary": "Accept-Encoding", "Cache-Control": keep}
        if "gzip" in environ.get("HTTP_ACCEPT_ENCODING", ""):
            text, told["Content-Encoding"] = packed, "gzip"
        start_response("200 OK", [*HEADERS.items(), *told.items(), ("Content-Length", str(len(text)))])
        return [text]


def _keeping(start_response: Callable[..., Any], keep: str) -> Callable[..., Any]:
    """Start a response that says how long it may be kept, when it is one of ours."""

    def start(status: str, headers: list[tuple[str, str]], *more: Any) -> Any:
        if status[:3] in ("200", "206", "304"):
            headers = [(name, value) for name, value in headers if name.lower() != "cache-control"]
            headers.append(("Cache-Control", keep))
        return start_response(status, headers, *more)

    return start
