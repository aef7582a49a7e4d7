"""`python -m tests.benchmarks.paper`: what a certificate on paper costs, against the same page made plainly."""

from __future__ import annotations

import resource
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import weasyprint

from tests.benchmarks.__main__ import Row, cpu
from tests.certificates.records import record
from tests.documents.build import attachments, keys_in
from trainer.certificates.service import certificate_html, certificate_pdf
from trainer.certificates.service.render import STYLES
from trainer.documents import fill
from trainer.documents.resources import OURS, own_files
from trainer.documents.signing import signed

AT = datetime(2026, 11, 17, 10, tzinfo=UTC)
ROUNDS, PAGES = 15, 1_000
SAID = record("Maren Lindqvist", "limbs", "neck", "trunk", "thorax")


def plain(*styles: str, sheet: bool) -> bytes:
    """The same page as anybody would make it: one call, everything anew; with or without border and seal."""
    links = "".join(f'<link rel="stylesheet" href="/{name}" />' for name in styles)
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


def measure(folder: Path) -> Iterator[Row]:
    """Every row."""
    whole = cpu(lambda _: plain(*STYLES, sheet=True), ROUNDS)
    bare = cpu(lambda _: plain(*STYLES, sheet=False), ROUNDS)
    made = cpu(ours, ROUNDS)
    yield Row("render a certificate, warm", made, "the same page, plainly", whole)
    yield Row("render a certificate, warm", made, "its words alone, plainly", bare)
    keys, pdf = keys_in(folder), ours()
    signing = cpu(lambda _: signed(pdf, keys, at=AT), ROUNDS)
    yield Row("sign a certificate, B-B", signing, "the same page, plainly", whole)
    yield Row("render and sign", made + signing, "the same page, plainly", whole)


def grown(pages: int) -> float:
    """By how many mebibytes the process has grown after so many pages."""
    ours()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for number in range(pages):
        ours(number)
    return (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024


def main() -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory() as folder:
        for row in measure(Path(folder)):
            print(row)
    print(f"a certificate, unsigned: {len(ours()) / 1000:.1f} kB")
    print(f"{PAGES} pages later: {grown(PAGES):+.1f} MiB")


if __name__ == "__main__":
    main()
