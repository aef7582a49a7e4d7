"""HTML to PDF/A-3a and PDF/UA-1 at once: the same bytes each time, nothing fetched but our own static files."""

from __future__ import annotations

import atexit
import gc
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from importlib.resources import files
from io import BytesIO
from typing import Any

from trainer.core.clock import stamp
from trainer.documents.conformance import conform
from trainer.documents.glyphs import correct
from trainer.documents.resources import OURS, ForbiddenResource, own_files
from trainer.documents.sheet import lay_on, printed

VARIANT = {"pdf_variant": "pdf/a-3a", "output_intent": "--srgb"}
"""What every page is made as. Its colours are sRGB, under our own name: the renderer never closes its own file."""
_one_at_a_time = threading.RLock()


class TooLong(ValueError):
    """A text needs more pages than it may have."""


@dataclass(frozen=True)
class Attachment:
    """A file inside a PDF; `relationship` is how it stands to the page (Data, Source, Supplement, ...)."""

    name: str
    data: bytes
    mime: str
    description: str
    at: datetime
    relationship: str = "Data"


def pdf_from(
    html: str, *, identifier: str, attachments: Sequence[Attachment] = (), at: datetime | None = None,
    styles: tuple[str, ...] = (), sheet: str | None = None, pages: int | None = None,
) -> bytes:  # fmt: skip
    """Render HTML as PDF/A-3a and PDF/UA-1, with these style sheets from our static files.

    The same arguments give the same bytes: dates are `at`, or the page's own metadata. `sheet` is HTML that lies under
    every page as decoration, drawn once for all documents. Raises ForbiddenResource for anything not ours, and TooLong
    when the text needs more than `pages` pages.
    """
    from weasyprint.urls import FatalURLFetchingError  # noqa: PLC0415 - half a second, only where paper is made

    with _one_at_a_time:
        try:
            under = _sheet(sheet) if sheet else None
            document = _laid_out(html, styles)
        except FatalURLFetchingError as error:
            raise ForbiddenResource(str(error)) from error
        if pages and len(document.pages) > pages:
            raise TooLong(f"{len(document.pages)} pages where {pages} may be")
        if at is not None:
            document.metadata.created = document.metadata.modified = stamp(at)

        def finish(_: Any, pdf: Any) -> None:
            if under:
                lay_on(pdf, under)
            correct(pdf, document.fonts.values())
            conform(pdf, [each.mime for each in attachments])

        result: bytes = document.write_pdf(
            pdf_identifier=identifier.encode(), finisher=finish, **VARIANT,
            attachments=[_attached(each) for each in attachments],
        )  # fmt: skip
    return result


def _laid_out(html: str, styles: tuple[str, ...]) -> Any:
    import weasyprint  # noqa: PLC0415 - half a second, only where paper is made

    page = weasyprint.HTML(string=html, base_url=OURS, url_fetcher=own_files())
    fonts, parsed = _dressed(styles) if styles else (_fonts(), [])
    return page.render(
        font_config=fonts, stylesheets=parsed, cache=_pictures(), color_profiles={"--srgb": _colours()}, **VARIANT
    )


@cache
def _sheet(html: str) -> Any:
    """A printed sheet, drawn once in a process: its lines take longer than everything else on a page."""
    return printed(_laid_out(html, ()), VARIANT)


@cache
def _dressed(styles: tuple[str, ...]) -> tuple[Any, list[Any]]:
    """Style sheets of ours with the fonts they bring, parsed once: reading them anew takes longer than a page.

    Each set has fonts of its own, for a letter is looked for in every font that was ever brought: a page would depend
    on those made before it.
    """
    import weasyprint  # noqa: PLC0415 - as in _laid_out

    fonts = _fonts()
    return fonts, [weasyprint.CSS(url=f"{OURS}{name}", url_fetcher=own_files(), font_config=fonts) for name in styles]


@atexit.register
def _let_go() -> None:
    """The renderer removes the files of its fonts with them, which it can no more once the interpreter is closing."""
    _dressed.cache_clear()
    gc.collect()


def _fonts() -> Any:
    """The fonts of the machine, to which style sheets bring theirs."""
    from weasyprint.text.fonts import FontConfiguration  # noqa: PLC0415 - as in _laid_out

    return FontConfiguration()


def _colours() -> Any:
    """The colour profile that comes with the renderer, anew for each page: being read changes what it writes."""
    from weasyprint.css import ColorProfile  # noqa: PLC0415 - as in _laid_out

    return ColorProfile(BytesIO(_srgb()), "sRGB2014.icc", "relative-colorimetric", (["r"], ["g"], ["b"]))


@cache
def _srgb() -> bytes:
    return (files("weasyprint.pdf") / "sRGB2014.icc").read_bytes()


@cache
def _pictures() -> dict[str, Any]:
    """The pictures of all pages, parsed once; there are only those in our static files."""
    return {}


def _attached(attachment: Attachment) -> Any:
    import weasyprint  # noqa: PLC0415 - as in _laid_out

    moment = attachment.at.astimezone(UTC)
    return weasyprint.Attachment(
        file_obj=BytesIO(attachment.data), name=attachment.name, description=attachment.description, created=moment,
        modified=moment, relationship=attachment.relationship, url_fetcher=own_files(),
    )  # fmt: skip
