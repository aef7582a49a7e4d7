"""Pages and long JSON go over the wire packed, for whoever can unpack them."""

from __future__ import annotations

import gzip
import io
import secrets

from flask import Flask, Response, request

SMALLEST = 1_000
LEVEL = 4
KINDS = frozenset({"text/html", "application/json", "application/problem+json"})


def init_app(app: Flask) -> None:
    """Pack every answer that gains by it."""
    app.after_request(_pack)


def _pack(response: Response) -> Response:
    if response.mimetype not in KINDS or response.direct_passthrough or response.is_streamed:
        return response
    if "Vary" in response.headers:
        response.vary.add("Accept-Encoding")
    else:
        response.headers["Vary"] = "Accept-Encoding"
    if len(response.data) < SMALLEST or not request.accept_encodings["gzip"] or response.content_encoding:
        return response
    response.data = packed(response.data)
    response.content_encoding = "gzip"
    return response


def packed(content: bytes) -> bytes:
    """Pack, with a file name of random length in front: the length of a page must not tell what secrets it repeats."""
    out = io.BytesIO()
    name = secrets.token_hex(secrets.randbelow(50) + 1)
    with gzip.GzipFile(name, "wb", LEVEL, out, mtime=0) as file:
        file.write(content)
    return out.getvalue()
