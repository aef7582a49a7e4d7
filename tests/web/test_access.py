"""Who may enter where: every route is listed, and strangers try every door."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.routing import Rule

from tests import build
from tests.conftest import SignIn
from tests.web.access import ACCESS, OPEN_TO_PROGRAMS
from trainer.core.db import Base, Database
from trainer.web.permissions import Permission, Role, needs_to_write, permissions_of

SAMPLE = {"uuid": "6f9619ff-8b86-4d11-b42d-00c04fc964ff", "int": "999999", "string": "nothing-here", "path": "nothing"}
OPEN_TO_ALL = "public"
APPEND_ONLY = {"verification_look", "session_seen", "alembic_version"}
"""Tables of named observations that a look may append to."""


def rules(app: Flask) -> Iterator[tuple[Rule, str]]:
    """Every route with the access its view declares."""
    for rule in app.url_map.iter_rules():
        if rule.endpoint != "static":
            yield rule, getattr(app.view_functions[rule.endpoint], "access", "undeclared")


def address(rule: Rule) -> str:
    """The rule's path with something absent in each place."""
    return re.sub(r"<(?:(\w+)(?:\([^)]*\))?:)?\w+>", lambda m: SAMPLE.get(m.group(1) or "string", "x"), rule.rule)


def test_every_route_says_who_may_enter(app: Flask) -> None:
    declared = {rule.endpoint: access for rule, access in rules(app)}
    assert declared == ACCESS


def test_a_stranger_is_stopped_at_every_door_that_is_not_public(app: Flask, client: FlaskClient) -> None:
    for rule, access in rules(app):
        if access == OPEN_TO_ALL:
            continue
        for method in (rule.methods or set()) - {"OPTIONS", "HEAD"}:
            answer = client.open(address(rule), method=method, headers={"Accept": "application/json"})
            assert answer.status_code == 401, (method, rule.rule, answer.status_code)
            assert answer.content_type == "application/problem+json", rule.rule


@pytest.mark.parametrize("role", list(Role))
def test_a_role_is_stopped_at_every_door_that_is_not_its_own(
    role: Role, app: Flask, store: Database, as_person: SignIn
) -> None:
    with store.write() as session:
        person = build.person(session, "Carol Stranger", role)
    browser = as_person(person)
    mine = {permission.value for permission in permissions_of(frozenset({role}))}
    for rule, access in rules(app):
        if access in (OPEN_TO_ALL, "signed in") or access in mine:
            continue
        for method in (rule.methods or set()) - {"OPTIONS", "HEAD"}:
            answer = browser.open(address(rule), method=method)
            assert answer.status_code == 403, (role, method, rule.rule, answer.status_code)


def test_what_a_view_asks_is_a_permission(app: Flask) -> None:
    known = {permission.value for permission in Permission} | {OPEN_TO_ALL, "signed in"}
    assert {access for _, access in rules(app)} <= known


def test_an_absent_thing_is_404_to_those_who_may_ask(app: Flask, store: Database, as_person: SignIn) -> None:
    with store.write() as session:
        person = build.person(session, "Bob Everything", *Role)
    browser = as_person(person)
    for rule, _ in rules(app):
        if "<" not in rule.rule or "GET" not in (rule.methods or set()):
            continue
        status = browser.get(address(rule), follow_redirects=True).status_code
        assert status in (404, 409, 410, 422), (rule.rule, status)


def test_looking_changes_nothing(app: Flask, store: Database, as_person: SignIn) -> None:
    with store.write() as session:
        person = build.person(session, "Bob Everything", *Role)
    browser = as_person(person)
    before = dump(store)
    for rule, _ in rules(app):
        if "GET" in (rule.methods or set()):
            browser.get(address(rule))
    assert dump(store) == before


def test_an_unsafe_request_without_a_token_is_refused(app: Flask, store: Database, as_person: SignIn) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    with store.write() as session:
        person = build.person(session, "Bob Everything", *Role)
    browser = as_person(person)
    before = dump(store)
    for rule, _ in rules(app):
        if rule.endpoint in OPEN_TO_PROGRAMS:
            continue
        for method in (rule.methods or set()) & {"POST", "PUT", "DELETE", "PATCH"}:
            status = browser.open(address(rule), method=method).status_code
            assert status in (400, 403), (method, rule.rule, status)
    assert dump(store) == before


def dump(store: Database) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table that a look may not change."""
    with store.engine.connect() as connection:
        return {
            table.name: sorted((tuple(map(str, row)) for row in connection.execute(select(table))), key=str)
            for table in Base.metadata.sorted_tables
            if table.name not in APPEND_ONLY
        }


def test_a_view_that_leaves_its_rights_to_a_write_must_write(app: Flask, store: Database, as_person: SignIn) -> None:
    @needs_to_write(Permission.LEARN)
    def forgetful() -> str:
        return "answered"

    app.add_url_rule("/forgetful", view_func=forgetful)
    with store.write() as session:
        person = build.person(session, "Carol Stranger", Role.EMPLOYER)
    assert as_person(person).get("/forgetful").status_code == 500
