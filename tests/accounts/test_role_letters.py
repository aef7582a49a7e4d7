"""A role is granted or taken before the eyes of every administrator."""

from __future__ import annotations

from flask import Flask
from flask.testing import FlaskClient

from tests.accounts.build import letters, somebody
from tests.conftest import SignIn
from trainer.accounts import service
from trainer.accounts.commands import people_group
from trainer.core import clock
from trainer.core.db import Database
from trainer.web.permissions import Role


def test_every_administrator_is_told_who_gave_which_role_to_whom(
    app: Flask, store: Database, as_person: SignIn
) -> None:
    ada, bea = (somebody(store, name, Role.ADMINISTRATOR) for name in ("Ada Admin", "Bea <Birch>"))
    gone = somebody(store, "Gus Gone", Role.ADMINISTRATOR)
    with store.write() as session:
        service.deactivate(session, gone.id, by=ada.id, now=clock.now())
    carol = somebody(store, "Carol Cedar")
    browser: FlaskClient = as_person(ada)
    for _ in range(2):
        assert browser.post(f"/staff/people/{carol.id}/roles", data={"role": "registrar"}).status_code == 303
    sent = letters(store)
    assert [(one.to, one.subject) for one in sent] == [
        (to.email, "Role granted: registrar (Carol Cedar)") for to in (ada, bea)
    ]
    for part in (sent[1].body, sent[1].html):
        assert carol.email in part
        assert "Ada Admin granted the role" in part
        assert f"http://127.0.0.1:8000/staff/people/{carol.id}" in part
        assert f"{clock.now():%B %Y}" in part
    assert "Dear Bea &lt;Birch&gt;" in sent[1].html
    browser.post(f"/staff/people/{carol.id}/roles/registrar/revoke")
    assert [one.subject for one in letters(store)[2:]] == ["Role taken away: registrar (Carol Cedar)"] * 2
    assert "took away the role" in letters(store)[-1].body


def test_whoever_loses_the_role_of_administrator_is_told_too_and_the_operator_is_named(
    app: Flask, store: Database
) -> None:
    ada, bea = (somebody(store, name, Role.ADMINISTRATOR) for name in ("Ada Admin", "Bea Birch"))
    with store.write() as session:
        service.revoke(session, bea.id, Role.ADMINISTRATOR, by=ada.id, now=clock.now())
    assert [one.to for one in letters(store)] == [ada.email, bea.email]
    assert app.test_cli_runner().invoke(people_group, ["grant", bea.email, "author"]).exit_code == 0
    assert [one.to for one in letters(store)[2:]] == [ada.email]
    assert "The operator, by command, granted the role author" in letters(store)[-1].body


def test_a_role_that_is_not_changed_after_all_is_told_to_nobody(app: Flask, store: Database) -> None:
    ada, carol = somebody(store, "Ada Admin", Role.ADMINISTRATOR), somebody(store, "Carol Cedar")
    try:
        with store.write() as session:
            service.grant(session, carol.id, Role.REVIEWER, by=ada.id, now=clock.now())
            raise RuntimeError("the transaction fails")
    except RuntimeError:
        assert letters(store) == []
