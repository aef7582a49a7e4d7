"""Many at once: each answered in its place, in a handful of statements; lists as people paste them."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.build import NOON
from tests.certificates.test_doors import statements
from tests.certificates.test_verify import UNKNOWN, verdict
from trainer.certificates import api_keys, many
from trainer.certificates.many import identifiers_in
from trainer.certificates.models import Certificate
from trainer.certificates.rules import grouped, identifier_from
from trainer.core.cells import harmless
from trainer.core.db import Database
from trainer.core.errors import Conflict


def asked(client: FlaskClient, *ids: str, **more: Any) -> list[dict[str, Any]]:
    answer = client.post("/api/v1/verify", json={"ids": list(ids)}, **more)
    assert answer.status_code == 200
    found: list[dict[str, Any]] = answer.get_json()["results"]
    return found


def test_each_is_answered_in_its_place(client: FlaskClient, issued: Certificate) -> None:
    typed = grouped(issued.identifier).lower()
    found = asked(client, UNKNOWN, typed, "nonsense", typed)
    assert [one["id"] for one in found] == [UNKNOWN, typed, "nonsense", typed]
    assert [one.get("verdict") for one in found] == ["unknown", "valid", None, "valid"]
    assert (found[0]["status"], found[2]["status"], found[2]["type"]) == (404, 422, "malformed-identifier")
    assert {name: value for name, value in found[1].items() if name != "id"} == verdict(client, issued.identifier)


def test_a_thousand_cost_as_many_statements_as_one(client: FlaskClient, store: Database, issued: Certificate) -> None:
    with store.session() as session:
        every = [one.identifier for one in session.query(Certificate)]
    strangers = [identifier_from(2**128 + number) for number in range(1000 - len(every))]
    with statements(store) as told:
        found = asked(client, *every, *strangers)
    assert [one["verdict"] for one in found].count("unknown") == len(strangers)
    assert {one["verdict"] for one in found[: len(every)]} == {"valid", "superseded"}
    assert len([one for one in told if one.startswith("SELECT")]) <= 16


@pytest.mark.parametrize("body", [{}, {"ids": []}, {"ids": "x"}, {"ids": [1]}, {"ids": ["x"] * 1001}, [], "x"])
def test_what_cannot_be_read_says_where(client: FlaskClient, body: object) -> None:
    answer = client.post("/api/v1/verify", json=body)
    assert (answer.status_code, answer.content_type) == (422, "application/problem+json")
    assert answer.get_json()["errors"][0]["location"] == "ids"


def test_a_key_raises_the_limit_until_it_ends(client: FlaskClient, store: Database) -> None:
    with store.write() as session:
        key = api_keys.make(session, "Harbour Clinic", now=NOON)
        with pytest.raises(Conflict):
            api_keys.make(session, "Harbour Clinic", now=NOON)
    sign = {"Authorization": f"Bearer {key}"}
    thousand = {"ids": ["x"] * 1000}
    codes = [client.post("/api/v1/verify", json=thousand).status_code for _ in range(4)]
    assert codes == [200, 200, 200, 429]
    assert client.post("/api/v1/verify", json=thousand, headers=sign).status_code == 200
    with store.write() as session:
        assert key not in str([vars(row) for row in api_keys.every(session)])
        api_keys.end(session, "Harbour Clinic", now=NOON)
    assert client.post("/api/v1/verify", json=thousand, headers=sign).status_code == 429


def found_in(text: str) -> list[str]:
    return identifiers_in(text, most=100)


def test_lists_are_read_as_people_have_them() -> None:
    assert found_in(f"\ufeffName;Identifier\nAlice;{grouped(UNKNOWN)}\n\nBob;not one\n") == [
        grouped(UNKNOWN), "Bob;not one",
    ]  # fmt: skip
    assert found_in(f"https://c.example/v/{UNKNOWN}") == [UNKNOWN]
    assert found_in("nonsense") == ["nonsense"]
    assert found_in(" \n,,\n") == []


def mistyped(identifier: str) -> str:
    """The same with another last symbol."""
    return identifier[:-1] + ("2" if identifier[-1] != "2" else "3")


FEW = [identifier_from(2**128 + number) for number in range(3)]


@pytest.mark.parametrize("shape", [str, grouped, lambda one: grouped(one).replace("-", " "), lambda one: f"No: {one}"])
def test_a_mistyped_first_line_is_no_heading(shape: Callable[[str], str]) -> None:
    first = shape(mistyped(FEW[0]))
    assert found_in(f"{first}\n{FEW[1]}") == [first, FEW[1]]


@pytest.mark.parametrize("heading", ["Identifier", "Certificate identification number", "Name;Certificate identifier"])
def test_a_heading_is_not_asked_about(heading: str) -> None:
    assert found_in(f"{heading}\n{FEW[0]}\n{FEW[1]}") == FEW[:2]


@pytest.mark.parametrize("kept", [1, 6, 11, 12, 17, 18])
def test_what_is_left_of_a_first_identifier_is_no_heading(kept: int) -> None:
    cut = grouped(identifier_from(5))[:kept]
    assert found_in(f"{cut}\n{FEW[1]}") == [cut, FEW[1]]
    assert found_in(f"Alice Ash;{cut}\n{FEW[1]}") == [f"Alice Ash;{cut}", FEW[1]]


@pytest.mark.parametrize("heading", ["ID 1", "Certificates 2026;Name"])
def test_a_heading_with_a_number_is_called_malformed_rather_than_an_identifier_left_out(heading: str) -> None:
    assert found_in(f"{heading}\n{FEW[0]}") == [heading, FEW[0]]


def test_every_identifier_of_a_line_is_taken_and_nothing_else_of_it() -> None:
    bad = grouped(mistyped(FEW[1]))
    assert found_in(f"{FEW[0]}, {bad}; {FEW[2]}") == [FEW[0], bad, FEW[2]]
    others = "Maria da Conceição Albuquerque;12 Christopher Alexander Street;christopher.johnson1985@example.org"
    assert found_in(f"{others};{FEW[0]};2026-11-17") == [FEW[0]]


@pytest.mark.parametrize("ending", ["", "/", "?utm=1", "#top", "/?utm=1/2"])
def test_an_address_is_cut_to_its_identifier(ending: str) -> None:
    assert found_in(f"https://c.example/v/{FEW[0]}{ending}") == [FEW[0]]


@pytest.mark.parametrize("code", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_a_file_is_read_as_a_spreadsheet_writes_it(client: FlaskClient, code: str) -> None:
    mark = "\ufeff" if code.endswith("e") else ""
    file = io.BytesIO((mark + f"Söme heading\r\n{FEW[0]}\r\n{FEW[1]}\r\n").encode(code))
    answer = client.post("/verify/batch", data={"ids": FEW[2], "file": (file, "list.csv"), "as": "csv"})
    assert [row["typed"] for row in csv.DictReader(io.StringIO(answer.text))] == [FEW[2], *FEW[:2]]


def test_a_pasted_list_becomes_a_table(client: FlaskClient, issued: Certificate) -> None:
    answer = client.post("/verify/batch", data={"ids": f"{issued.identifier}\n{UNKNOWN}\n=1+1"})
    assert answer.status_code == 200
    for words in ("Łukasz Żółć", "Valid", "Unknown", "Malformed", '<td data-label="Licence">Current</td>'):
        assert words in answer.text
    assert client.get("/verify/batch").status_code == 200
    assert client.post("/verify/batch", data={"ids": " "}).status_code == 422


@pytest.mark.parametrize("line", ["a", f"{FEW[0]},{FEW[1]}", "Bob;not one"])
def test_nothing_is_looked_at_beyond_what_can_be_asked_at_once(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch, line: str
) -> None:
    looked, cells = [], many._cells
    monkeypatch.setattr(many, "_cells", lambda one: cells(looked.append(one) or one))
    answer = client.post("/verify/batch", data={"file": (io.BytesIO(f"{line}\n".encode() * 5_000), "list.csv")})
    assert answer.status_code == 422
    assert "These are more than 1,000, and more cannot be checked at once." in answer.text
    assert len(looked) <= 1_002


def test_what_is_too_short_for_an_identifier_is_not_read_as_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(many, "_last", lambda cell: pytest.fail(f"{cell!r} was looked at"))
    assert found_in("1," * 5_000) == [("1," * 40)]


def test_just_as_many_as_can_be_asked_are_answered(client: FlaskClient) -> None:
    sent = {"ids": f"{UNKNOWN}\n" * 600, "file": (io.BytesIO(f"{UNKNOWN}\n".encode() * 400), "list.csv")}
    assert client.post("/verify/batch", data=sent).status_code == 200
    more = {"ids": f"{UNKNOWN}\n" * 601, "file": (io.BytesIO(f"{UNKNOWN}\n".encode() * 400), "list.csv")}
    assert client.post("/verify/batch", data=more).status_code == 422


def test_the_file_holds_no_formula(client: FlaskClient, issued: Certificate) -> None:
    sent = {"file": (io.BytesIO(f"{issued.identifier}\n=1+1".encode()), "list.csv"), "as": "csv"}
    answer = client.post("/verify/batch", data=sent)
    assert answer.content_type == "text/csv; charset=utf-8"
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert [row["verdict"] for row in rows] == ["valid", "malformed"]
    assert rows[1]["typed"] == "'=1+1"
    assert all(line.startswith('"') and line.endswith('"') for line in answer.text.splitlines())


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\uff1d"])
def test_no_cell_begins_a_formula_wherever_a_spreadsheet_cuts_it(sign: str) -> None:
    for before in ("", "x;", "x\t", "x;y\t ", 'x;"'):
        assert re.search(f'(^|[;\t])[ "]*\'[ "]*{re.escape(sign)}', harmless(f"{before}{sign}1"))
    for whole in (f"a{sign}1", f"a {sign} b", grouped(UNKNOWN), "Anne-Sophie Müller-Lüdenscheidt", "a; b-c"):
        assert harmless(whole) == whole
    assert harmless("\ta") == "'\ta"


def test_a_table_begins_with_how_many_of_each_answer(client: FlaskClient, issued: Certificate) -> None:
    answer = client.post("/verify/batch", data={"ids": "\n".join([*FEW, "=1+1", issued.identifier])})
    (told,) = re.findall(r'<ul class="row" aria-label="How many of each answer">(.*?)</ul>', answer.text, re.DOTALL)
    assert re.findall(r"\d+ [a-z]+", re.sub("<svg.*?</svg>", "", told)) == ["3 unknown", "1 malformed", "1 valid"]
    assert told.count("state--ok") == 1
