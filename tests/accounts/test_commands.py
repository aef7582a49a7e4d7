"""The operator's commands about people."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from tests.accounts.build import sign_in, somebody
from trainer.accounts import queries
from trainer.accounts.commands import people_group

GOOD = "quartz heron violin"


@pytest.fixture
def run(app):
    def invoke(*words, typed=None):
        with app.app_context():
            return CliRunner().invoke(people_group, words, input=typed)

    return invoke


def test_a_person_is_made_with_a_password_from_standard_input(run, client):
    done = run(
        "create", "reg@example.org", "--role", "registrar", "--name", "Rowan", "--password-stdin", typed=GOOD + "\n"
    )
    assert done.exit_code == 0, done.output
    assert "reg@example.org is registrar" in done.output
    assert GOOD not in done.output
    assert sign_in(client, "reg@example.org", GOOD).status_code == 303


def test_without_a_password_a_link_is_printed_that_sets_one(run, client):
    said = json.loads(run("create", "reg@example.org", "--role", "registrar", "--role", "clinician", "--json").output)
    assert said["roles"] == ["clinician", "registrar"]
    path = said["link"].removeprefix("http://127.0.0.1:8000")
    assert client.post(path, data={"password": GOOD}).status_code == 303
    assert sign_in(client, "reg@example.org", GOOD).status_code == 303


@pytest.mark.parametrize(
    ("words", "typed", "code"),
    [
        (["create", "reg@example.org", "--role", "king"], None, 2),
        (["create", "reg@example.org"], None, 2),
        (["create", "nobody", "--role", "author"], None, 2),
        (["create", "reg@example.org", "--role", "author", "--password-stdin"], "short\n", 1),
        (["grant", "stranger@example.org", "author"], None, 1),
        (["grant", "stranger@example.org", "king"], None, 2),
    ],
)
def test_faults_end_with_one_and_wrong_use_with_two(run, words, typed, code):
    done = run(*words, typed=typed)
    assert done.exit_code == code
    assert done.output


def test_a_role_is_granted(run, store):
    alice = somebody(store)
    done = run("grant", alice.email.upper(), "author", "--json")
    assert json.loads(done.output)["roles"] == ["author", "clinician"]
    with store.session() as session:
        assert {row.role for row in queries.person(session, alice.id).roles} == {"author", "clinician"}


def test_an_address_that_is_taken_is_a_fault(run, store):
    done = run("create", somebody(store).email, "--role", "author", "--json")
    assert done.exit_code == 1
    assert json.loads(done.output)["error"] == "conflict"
