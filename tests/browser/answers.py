"""What the right answers are, read from the site's own database, and giving an answer of any type by hand."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from uuid import UUID

from playwright.sync_api import Page
from sqlalchemy.orm import joinedload

from trainer.core.db import Database
from trainer.exams.models import Attempt, Paper
from trainer.library import queries as library
from trainer.library.models import ItemVersion

Key = dict[int, Any]
"""By position, the right answer as a client says it."""


def key_of(data_dir: Path, attempt_id: str) -> Key:
    """The right answer to each position of an attempt."""
    database = Database(f"sqlite:///{data_dir / 'trainer.sqlite3'}")
    with database.session() as session:
        paper = session.get_one(Paper, UUID(attempt_id), options=[joinedload(Paper.attempt)])
        key = {
            entry["position"]: right(session.get_one(ItemVersion, entry["version_id"]), entry) for entry in paper.items
        }
    database.engine.dispose()
    return key


def right(version: ItemVersion, entry: dict[str, list[list[str]]]) -> Any:
    """The right answer to one item, under the ids it is shown with."""
    payload = library.payload_of(version)
    response = next(given for given, credit in payload.examples() if credit == 1)
    return payload.say(response, {own: shown for shown, own in entry["options"]})


def give(page: Page, answer: Any) -> None:
    """Answer the question on screen with mouse and keys, whatever its type is."""
    kind = page.locator("#answer [data-answer]").get_attribute("data-answer")
    if kind in ("one", "many"):
        for shown in [answer] if isinstance(answer, str) else answer:
            page.locator(f"[name=answer][value='{shown}']").check()
    elif kind == "text":
        page.locator("[name=answer]").fill(answer)
    elif kind == "order":
        _put_in_order(page, answer)
    else:
        _give_parts(page, answer if isinstance(answer, dict) else {"value": answer})


def _give_parts(page: Page, answer: dict[str, Any]) -> None:
    for part, value in answer.items():
        said = str(value).lower() if isinstance(value, bool) else value
        field = page.locator(f"[name='answer.{part}']")
        if field.first.get_attribute("type") == "radio":
            page.locator(f"[name='answer.{part}'][value='{said}']").check()
        elif field.evaluate("field => field.matches('select')"):
            field.select_option(said)
        else:
            field.fill(said)


def _put_in_order(page: Page, answer: list[str]) -> None:
    """Move each step up to its place; what is shown is never right, so something moves."""
    for place, shown in enumerate(answer):
        step = page.locator("order-list li", has=page.locator(f"[name='answer.{shown}']"))
        for _ in answer:
            if page.locator("order-list li select").nth(place).get_attribute("name") == f"answer.{shown}":
                break
            step.locator("[data-move=up]").click()


def state_of(data_dir: Path, attempt_id: str) -> str:
    """Where an attempt stands."""
    database = Database(f"sqlite:///{data_dir / 'trainer.sqlite3'}")
    with database.session() as session:
        state = session.get_one(Attempt, UUID(attempt_id)).state
    database.engine.dispose()
    return state
