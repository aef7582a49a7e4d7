"""What paper may read: our own static files, by an address nothing else answers to."""

from __future__ import annotations

from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

STATIC = Path(__file__).resolve().parents[2] / "static"
OURS = "https://static.invalid/"
KINDS = {".css": "text/css", ".svg": "image/svg+xml", ".woff2": "font/woff2"}


class ForbiddenResource(ValueError):
    """A document asked for something outside our own static files."""


def static_path(url: str) -> Path:
    """The real path behind an address under OURS, or ForbiddenResource."""
    parts = urlsplit(url)
    if f"{parts.scheme}://{parts.netloc}/" != OURS:
        raise ForbiddenResource(f"{url!r} is not one of our static files")
    path = (STATIC / unquote(parts.path).lstrip("/")).resolve()
    if not path.is_relative_to(STATIC) or path.suffix not in KINDS or not path.is_file():
        raise ForbiddenResource(f"{url!r} is not one of our static files")
    return path


@cache
def content(path: Path) -> bytes:
    """A static file as paper needs it: fonts unpacked, once for all pages, which takes longer than a page itself."""
    if path.suffix != ".woff2":
        return path.read_bytes()
    from fontTools.ttLib import woff2  # type: ignore[import-untyped] # noqa: PLC0415 - no types; only where paper is made

    unpacked = BytesIO()
    with path.open("rb") as packed:
        woff2.decompress(packed, unpacked)
    return unpacked.getvalue()


@cache
def own_files() -> Any:
    """The only fetcher that paper is made with: it serves what lies under OURS, and anything else stops the page."""
    from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse  # noqa: PLC0415 - slow to import

    class OwnFiles(URLFetcher):  # type: ignore[misc] # WeasyPrint ships no types
        """Serves our static files."""

        def fetch(self, url: str, headers: Any = None) -> Any:
            try:
                path = static_path(url)
            except ForbiddenResource as error:
                raise FatalURLFetchingError(str(error)) from error
            return URLFetcherResponse(url, body=content(path), headers={"Content-Type": KINDS[path.suffix]})

    return OwnFiles(allow_redirects=False)
