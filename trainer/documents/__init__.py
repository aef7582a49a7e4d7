"""Documents on paper: HTML to PDF, with nothing fetched but our own static files."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

STATIC = Path(__file__).resolve().parents[2] / "static"
OURS = "static:/"
_one_at_a_time = threading.Semaphore(1)


class ForbiddenResource(ValueError):
    """A document asked for something outside our own static files."""


def static_path(url: str) -> Path:
    """The real path behind a `static:/` address, or ForbiddenResource."""
    if urlsplit(url).scheme != "static":
        raise ForbiddenResource(f"{url!r} is not one of our static files")
    path = (STATIC / unquote(urlsplit(url).path).lstrip("/")).resolve()
    if not path.is_relative_to(STATIC) or not path.is_file():
        raise ForbiddenResource(f"{url!r} is not one of our static files")
    return path


def _fetcher() -> Any:
    from weasyprint.urls import URLFetcher, URLFetcherResponse  # noqa: PLC0415 - half a second, only where paper is made

    class OwnFiles(URLFetcher):  # type: ignore[misc] # WeasyPrint ships no types
        """Serves `static:/...` and refuses everything else."""

        def fetch(self, url: str, headers: Any = None) -> Any:
            return URLFetcherResponse(url, body=static_path(url).read_bytes())

    return OwnFiles()


def pdf_from(html: str, *, identifier: bytes) -> bytes:
    """Render one HTML page as a tagged PDF/UA-1; `identifier` makes the bytes the same each time."""
    import weasyprint  # noqa: PLC0415 - half a second, only where paper is made

    with _one_at_a_time:
        document = weasyprint.HTML(string=html, base_url=OURS, url_fetcher=_fetcher())
        result: bytes = document.write_pdf(pdf_variant="pdf/ua-1", pdf_identifier=identifier, full_fonts=False)
    return result
