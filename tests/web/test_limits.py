"""Limits hold whatever becomes of Redis."""

from __future__ import annotations

from flask import Flask

from trainer.app import create_app
from trainer.config import Settings


def test_a_dead_redis_neither_stops_the_site_nor_lifts_the_limit(settings: Settings) -> None:
    app: Flask = create_app(settings.model_copy(update={"redis_url": "redis://127.0.0.1:9/0"}))
    app.config.update(TESTING=True, WTF_CSRF_ENABLED=False)
    client = app.test_client()
    answers = [client.post("/reset", data={"email": "alice@example.org"}).status_code for _ in range(61)]
    assert set(answers[:60]) == {303}
    assert answers[60] == 429
    app.extensions["trainer"].database.engine.dispose()
