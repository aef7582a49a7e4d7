"""The operator's commands for the keys of programs, for people and for programs."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

import pytest
from flask import Flask

from trainer.certificates import api_keys
from trainer.certificates.check_commands import api_keys_group
from trainer.core import clock
from trainer.core.db import Database


def run(app: Flask, *arguments: str) -> str:
    done = app.test_cli_runner().invoke(api_keys_group, arguments)
    assert done.exit_code == 0, done.output
    return done.output


def listed(app: Flask) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(run(app, "list", "--json"))
    return found


def test_the_commands_answer_in_words_and_in_json(app: Flask, noon: datetime) -> None:
    assert (run(app, "list"), listed(app)) == ("", [])
    run(app, "make", "Harbour Clinic")
    run(app, "end", "Harbour Clinic")
    made = json.loads(run(app, "make", "Bay “Clinic”", "--json"))
    at = clock.stamp(noon)
    assert set(made) == {"name", "key"}
    assert made["name"] == "Bay “Clinic”"
    assert listed(app) == [
        {"name": "Harbour Clinic", "made_at": at, "ended_at": at},
        {"name": "Bay “Clinic”", "made_at": at, "ended_at": None},
    ]
    assert run(app, "list") == f"Harbour Clinic: made {at}, ended {at}\nBay “Clinic”: made {at}\n"


@pytest.mark.parametrize("as_json", [True, False])
def test_the_key_that_is_printed_is_the_one_that_opens(app: Flask, store: Database, as_json: bool) -> None:
    said = run(app, "make", "Harbour Clinic", *["--json"] * as_json)
    key = json.loads(said)["key"] if as_json else said.strip()
    assert key not in json.dumps(listed(app))
    with store.session() as session:
        found = api_keys.good(session, key)
        assert found is not None
        assert found.name == "Harbour Clinic"


def test_a_name_twice_is_refused(app: Flask) -> None:
    run(app, "make", "Harbour Clinic")
    done = app.test_cli_runner().invoke(api_keys_group, ["make", "Harbour Clinic", "--json"])
    assert done.exit_code == 1
    assert "Error:" in done.output
