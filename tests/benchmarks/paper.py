"""What a certificate on paper costs, against the same page made plainly."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import zip_longest
from pathlib import Path

import weasyprint

from tests.benchmarks.rows import Line, Promise, Row, beside
from tests.certificates.records import record
from tests.documents.build import attachments, keys_in
from trainer.certificates.service import certificate_html, certificate_pdf
from trainer.certificates.service.render import STYLES
from trainer.documents import fill
from trainer.documents.resources import OURS, own_files
from trainer.documents.signing import signed

AT = datetime(2026, 11, 17, 10, tzinfo=UTC)
ROUNDS = 15
SAID = record("Maren Lindqvist", "limbs", "neck", "trunk", "thorax")
PLAINLY = "the same page, plainly"


def plain(*, sheet: bool = True) -> bytes:
    """The same page as anybody would make it: one call, everything anew; with or without border and seal."""
    links = "".join(f'<link rel="stylesheet" href="/{name}" />' for name in STYLES)
    html = certificate_html(SAID).replace("</head>", f"{links}</head>")
    if sheet:
        under = fill("documents/sheet.html")
        body = under.partition("<body>")[2].partition("</body>")[0]
        html = html.replace("</head>", '<link rel="stylesheet" href="/css/sheet.css" /></head>').replace(
            "<body>", f"<body>{body}"
        )
    made: bytes = weasyprint.HTML(string=html, base_url=OURS, url_fetcher=own_files()).write_pdf()
    return made


def ours(number: int = 0) -> bytes:
    """As the product makes it; the number keeps any two from being the same."""
    return certificate_pdf(SAID | {"name": f"Maren Lindqvist {number}"}, attachments=attachments(), at=AT)


def paper(folder: Path) -> Iterator[Row]:
    """Rendering and signing, each by itself."""
    yield beside("render a certificate, warm", ours, PLAINLY, lambda _: plain(), ROUNDS)
    yield beside("render a certificate, warm", ours, "its words alone, plainly", lambda _: plain(sheet=False), ROUNDS)
    keys, pdf = keys_in(folder), ours()
    yield beside("sign a certificate, B-B", lambda _: signed(pdf, keys, at=AT), PLAINLY, lambda _: plain(), ROUNDS)


def repeated() -> Line:
    """Whether making one twice gives the same bytes, and how many those are."""
    once, again = ours(), ours()
    differ = sum(one != other for one, other in zip_longest(once, again))
    words = f"{len(once) / 1000:.1f} kB, {differ} bytes differ"
    return Line("a certificate, unsigned, made twice", words, differ, Promise(0, "bytes differ"))
