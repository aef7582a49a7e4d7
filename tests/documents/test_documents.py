"""Paper is made from our own files and nothing else."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from jinja2 import UndefinedError

from trainer.documents import STATIC, ForbiddenResource, fill, pdf_from, square_code, static_path
from trainer.documents.resources import OURS


class Counting(BaseHTTPRequestHandler):
    """Counts who asks."""

    hits = 0

    def do_GET(self) -> None:
        type(self).hits += 1
        self.send_response(200)
        self.end_headers()


@pytest.fixture
def listener() -> Iterator[str]:
    """A server on this machine that must never be asked."""
    Counting.hits = 0
    server = HTTPServer(("127.0.0.1", 0), Counting)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def page(body: str) -> str:
    return f'<!doctype html><html lang="en"><head><title>T</title></head><body>{body}</body></html>'


@pytest.mark.parametrize(
    "asks",
    [
        '<img alt="" src="URL/a.png" />',
        '<link rel="stylesheet" href="URL/a.css" />',
        '<div style="background: url(URL/a.svg)">x</div>',
        '<style>@import url("URL/b.css");</style>',
        '<style>@font-face { font-family: X; src: url("URL/f.woff2") } p { font-family: X }</style><p>x</p>',
        '<object data="URL/a.svg"></object>',
    ],
)
def test_nothing_is_fetched_from_the_network(listener: str, asks: str) -> None:
    with pytest.raises(ForbiddenResource):
        pdf_from(page(asks.replace("URL", listener)), identifier="x")
    assert Counting.hits == 0


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "file:static/img/seal.svg",
        "http://static.invalid/img/seal.svg",
        "https://static.invalid.example/img/seal.svg",
        "https://static.invalid@127.0.0.1/img/seal.svg",
        "https://static.invalid:443/img/seal.svg",
        f"{OURS}../pyproject.toml",
        f"{OURS}img/../../pyproject.toml",
        f"{OURS}%2e%2e/pyproject.toml",
        f"{OURS}//etc/passwd",
        f"{OURS}img",
        f"{OURS}img/none.svg",
        f"{OURS}img/badge.png",  # a picture of points would be smoothed, which PDF/A forbids
        "ftp://static.invalid/img/seal.svg",
        "data:image/svg+xml,<svg/>",
        "img/seal.svg",
    ],
)
def test_only_our_own_static_files_have_an_address(url: str) -> None:
    with pytest.raises(ForbiddenResource):
        static_path(url)


def test_a_static_file_is_found_under_its_address() -> None:
    assert static_path(f"{OURS}img/seal.svg?v=1") == STATIC / "img" / "seal.svg"


def test_a_link_out_of_the_static_folder_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    outside = tmp_path / "secret.css"
    outside.write_text("")
    folder = tmp_path / "static"
    folder.mkdir()
    (folder / "a.css").symlink_to(outside)
    monkeypatch.setattr("trainer.documents.resources.STATIC", folder)
    with pytest.raises(ForbiddenResource):
        static_path(f"{OURS}a.css")


def test_a_picture_of_points_stops_a_page_though_it_is_ours() -> None:
    assert (STATIC / "img" / "badge.png").is_file()
    with pytest.raises(ForbiddenResource, match=r"badge\.png"):
        pdf_from(page('<img alt="" src="/img/badge.png" />'), identifier="x")


def test_a_local_file_named_in_a_page_stops_it() -> None:
    with pytest.raises(ForbiddenResource, match="passwd"):
        pdf_from(page('<img alt="" src="file:///etc/passwd" />'), identifier="x")


def test_the_certificates_style_sheet_is_understood_whole(caplog: pytest.LogCaptureFixture) -> None:
    links = "".join(
        f'<link rel="stylesheet" href="/css/{name}.css" />'
        for name in ("tokens", "documents", "documents-scripts", "sheet")
    )
    with caplog.at_level(logging.WARNING, logger="weasyprint"):
        pdf_from(page(f'{links}<main class="cert"><p class="cert__found cert__found--no">x</p></main>'), identifier="x")
    told = [line.getMessage() for line in caplog.records if "tokens.css" not in line.getMessage()]
    assert [line for line in told if "fail" in line.lower() or "unsupported" in line.lower()] == []


def test_a_missing_value_is_an_error_and_a_given_one_is_escaped() -> None:
    with pytest.raises(UndefinedError):
        fill("mail/certificate_ready.txt")
    assert "{{7*7}}" not in fill("documents/certificate.html", **_values("49"))
    assert "&lt;script&gt; {{7*7}}" in fill("documents/certificate.html", **_values("<script> {{7*7}}"))


def _values(name: str) -> dict[str, object]:
    from tests.certificates.records import record  # noqa: PLC0415 - one test needs it

    shown = {"what": "Knowledge", "state": "examined", "done": True, "when": ""}
    return {
        "record": record(name), "grouped": "A", "lines": ("A", "B"), "size": "", "basis": "Knowledge only",
        "how": "examination",
        "scope": [shown], "square": square_code("x"), "host": "h", "fit": "", "direction": "ltr", "timestamped": False,
    }  # fmt: skip


def test_a_square_code_is_drawn_row_by_row_within_its_quiet_zone() -> None:
    square = square_code("https://certify.example/v/" + "0" * 27)
    assert square.side == 33 + 8
    assert square.path.startswith("M4 4.5h7")
    assert "M0 " not in square.path
