"""What is served is what was signed and exported; caches may keep it as long as it stands."""

from __future__ import annotations

import subprocess
import threading
from collections.abc import Iterator
from dataclasses import replace
from html import unescape
from pathlib import Path
from re import DOTALL, findall

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.serving import make_server

from tests.ports import listening
from tests.transparency.build import NOW, Log, LogKeys
from trainer.app import create_app
from trainer.config import Settings
from trainer.keys.provider import Use
from trainer.transparency.checkpoint import read
from trainer.transparency.export import export


def test_everything_served_is_what_is_exported(client: FlaskClient, site: Log, tmp_path: Path) -> None:
    site.grow(2, 257)
    with site.database.session() as session:
        export(session, tmp_path / "public")
    paths = [path for path in (tmp_path / "public").rglob("*") if path.is_file()]
    assert len(paths) == 8
    for path in paths:
        answer = client.get(f"/log/{path.relative_to(tmp_path / 'public')}")
        assert (answer.status_code, answer.data) == (200, path.read_bytes())


def test_the_checkpoint_is_plain_text_for_a_moment(client: FlaskClient, site: Log) -> None:
    site.grow(3)
    answer = client.get("/log/checkpoint")
    assert answer.content_type == "text/plain; charset=utf-8"
    assert answer.headers["Cache-Control"] == "public, max-age=5"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert read(answer.text, site.origin, site.keys.every(Use.LOG))[0].size == 3


def test_tiles_stand_for_ever(client: FlaskClient, site: Log) -> None:
    site.grow(3)
    for path in ("0/000.p/3", "0/000.p/2", "entries/000.p/1"):
        answer = client.get(f"/log/tile/{path}")
        assert answer.content_type == "application/octet-stream"
        assert "immutable" in answer.headers["Cache-Control"]
    assert client.get("/log/tile/0/000.p/2").data == client.get("/log/tile/0/000.p/3").data[:64]


@pytest.mark.parametrize(
    "path",
    [
        "tile/0/000",
        "tile/0/000.p/4",
        "tile/1/000.p/1",
        "tile/entries/000.p/4",
        "tile/0/0",
        "tile/x",
        "tile/99/000.p/1",
        "checkpoints/2",
        "checkpoints/3.tsr",
        "tile/63/x999/x999/x999/x999/x999/999",
    ],
)
def test_what_is_not_there_yet_is_not_found_and_not_kept(client: FlaskClient, site: Log, path: str) -> None:
    site.grow(3)
    answer = client.get(f"/log/{path}")
    assert answer.status_code == 404
    assert answer.headers["Cache-Control"] == "no-store"


def test_before_it_has_begun_the_log_says_so(client: FlaskClient) -> None:
    assert "has not begun" in client.get("/log").text
    assert client.get("/log/checkpoint").status_code == 404


def test_the_page_tells_size_key_and_origin(client: FlaskClient, site: Log) -> None:
    site.grow(3)
    text = client.get("/log").text
    assert site.origin in text
    assert "<dd>3</dd>" in text
    assert "21 November 2026" in text


def test_before_there_are_keys_the_page_still_stands(app: Flask, client: FlaskClient) -> None:
    app.extensions["public-log"] = replace(app.extensions["public-log"], keys=LogKeys([]))
    assert client.get("/log").status_code == 200


@pytest.fixture
def address(settings: Settings) -> Iterator[tuple[str, Flask]]:
    """A site that really listens, at the address it believes to have."""
    with listening() as (port, ear):
        address = f"http://127.0.0.1:{port}"
        app = create_app(settings.model_copy(update={"base_url": address}))
        server = make_server("127.0.0.1", port, app, threaded=True, fd=ear.fileno())
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield address, app
    server.shutdown()
    thread.join()
    server.server_close()
    app.extensions["trainer"].database.engine.dispose()


@pytest.mark.parametrize("count", [2, 300])
def test_the_commands_on_the_page_work_as_they_stand(address: tuple[str, Flask], tmp_path: Path, count: int) -> None:
    url, app = address
    own = app.extensions["public-log"]
    Log(own.database, own.outside, own.keys, own.origin).grow(count, now=NOW)
    page = app.test_client().get("/log").text
    blocks = [unescape(block) for block in findall(r"<pre[^>]*><code>(.*?)</code></pre>", page, DOTALL)]
    assert len(blocks) == 2
    signature, entry = (typed(block, tmp_path) for block in blocks)
    assert signature == ["Signature Verified Successfully"]
    assert entry[0].startswith('{"at":"2026-11-21T12:00:00Z","commitment":')
    assert entry[-1] == entry[-2]
    assert url in blocks[0]


def typed(commands: str, folder: Path) -> list[str]:
    """What a shell says to commands; whoever reads only the beginning of a file may end what fetches it."""
    command = ["bash", "-eu", "-c", commands]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()
