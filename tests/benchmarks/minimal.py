"""The least that still does the job, as a site of its own: a signed cookie, one durable UPSERT, one page of one row.

Served by the same server with the same settings as the product; `MINIMAL_DATABASE` names its database.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import Flask, Response, jsonify, request, session
from flask.testing import FlaskClient
from sqlalchemy import text

from trainer.core.db import Database

UPSERT = "INSERT INTO answer (id, body) VALUES (:id, :body) ON CONFLICT (id) DO UPDATE SET body = excluded.body"


def make(database: Database) -> Flask:
    """The minimal application on a database."""
    app = Flask("minimal")
    app.secret_key = "minimal"

    @app.post("/sign-in")
    def sign_in() -> Response:
        session["who"] = request.get_json()["who"]
        return jsonify(ok=True)

    @app.put("/answers/<int:position>")
    def save(position: int) -> Response:
        row = {"id": 1000 * int(session["who"]) + position, "body": request.get_data(as_text=True)}
        with database.write() as own:
            own.execute(text(UPSERT), row)
        return jsonify(saved=position)

    @app.get("/row")
    def row() -> str:
        with database.session() as own:
            body = own.execute(text("SELECT body FROM answer WHERE id = 1")).scalar_one()
        return f"<p>{body}</p>"

    return app


def prepare(database: Database) -> None:
    """Its one table and one row."""
    with database.write() as own:
        own.execute(text("CREATE TABLE answer (id INTEGER PRIMARY KEY, body TEXT)"))
        own.execute(text("INSERT INTO answer VALUES (1, 'x')"))


@contextmanager
def floor(folder: Path) -> Iterator[FlaskClient]:
    """A browser on it, with a file of its own in a folder and somebody signed in."""
    database = Database(f"sqlite:///{folder / 'minimal.sqlite3'}")
    prepare(database)
    client = make(database).test_client()
    client.post("/sign-in", json={"who": 1})
    yield client
    database.engine.dispose()


if "MINIMAL_DATABASE" in os.environ:
    app = make(Database(os.environ["MINIMAL_DATABASE"]))
