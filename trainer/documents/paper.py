"""HTML to PDF/UA-1, the same bytes each time, with nothing fetched but our own static files."""

from __future__ import annotations

import threading
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

STATIC = Path(__file__).resolve().parents[2] / "static"
OURS = "https://static.invalid/"
KINDS = {".css": "text/css", ".svg": "image/svg+xml", ".woff2": "font/woff2"}
_one_at_a_time = threading.Semaphore(1)


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


def _fetcher() -> Any:
    from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse  # noqa: PLC0415 - as in pdf_from

    class OwnFiles(URLFetcher):  # type: ignore[misc] # WeasyPrint ships no types
        """Serves what lies under OURS; anything else stops the rendering."""

        def fetch(self, url: str, headers: Any = None) -> Any:
            try:
                path = static_path(url)
            except ForbiddenResource as error:
                raise FatalURLFetchingError(str(error)) from error
            return URLFetcherResponse(url, body=content(path), headers={"Content-Type": KINDS[path.suffix]})

    return OwnFiles(allow_redirects=False)


@cache
def _fonts() -> Any:
    """One font configuration for all pages: reading the fonts anew takes longer than a page."""
    from weasyprint.text.fonts import FontConfiguration  # noqa: PLC0415 - as in pdf_from

    return FontConfiguration()


def pdf_from(html: str, *, identifier: str) -> bytes:
    """Render one HTML page as a tagged PDF/UA-1, or raise ForbiddenResource.

    The same page and identifier give the same bytes: dates come from the page's own metadata.
    """
    import weasyprint  # noqa: PLC0415 - half a second, only where paper is made
    from weasyprint.urls import FatalURLFetchingError  # noqa: PLC0415 - the same

    with _one_at_a_time:
        page = weasyprint.HTML(string=html, base_url=OURS, url_fetcher=_fetcher())
        try:
            result: bytes = page.write_pdf(
                pdf_variant="pdf/ua-1", pdf_identifier=identifier.encode(), font_config=_fonts()
            )
        except FatalURLFetchingError as error:
            raise ForbiddenResource(str(error)) from error
    return result
