"""The description of the API: sound by itself, true of the routes, and borne out by real answers."""

from __future__ import annotations

import io
import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from jsonschema import Draft202012Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

from tests.certificates.test_verify import UNKNOWN
from trainer.certificates.models import Certificate

ADDRESS = "urn:openapi"


@pytest.fixture
def described(client: FlaskClient) -> dict[str, Any]:
    found: dict[str, Any] = client.get("/api/v1/openapi.json").get_json()
    return found


def operations(described: dict[str, Any]) -> list[tuple[str, str, dict[str, Any]]]:
    return [(path, method, one) for path, methods in described["paths"].items() for method, one in methods.items()]


def references(part: Any) -> list[str]:
    if isinstance(part, dict):
        own = [part["$ref"]] if "$ref" in part else []
        return own + [one for each in part.values() for one in references(each)]
    return [one for each in part for one in references(each)] if isinstance(part, list) else []


def test_it_is_sound_by_itself(described: dict[str, Any]) -> None:
    assert described["openapi"].startswith("3.1.")
    assert {"title", "version"} <= described["info"].keys()
    for reference in references(described):
        found: Any = described
        for step in reference.removeprefix("#/").split("/"):
            found = found[step]
    for schema in described["components"]["schemas"].values():
        Draft202012Validator.check_schema(schema)
    names = [one["operationId"] for _, _, one in operations(described)]
    assert len(names) == len(set(names))
    for path, _, one in operations(described):
        assert one["summary"]
        assert all("description" in answer or "$ref" in answer for answer in one["responses"].values())
        said = {
            each["name"] if "name" in each else each["$ref"].rpartition("/")[2] for each in one.get("parameters", [])
        }
        assert set(re.findall(r"{(\w+)}", path)) <= said


def unnamed(path: str) -> str:
    """An address, as a route or as the description writes it, without the names of its parts."""
    return re.sub(r"<(?:\w+:)?\w+>|{\w+}", "{}", path)


def test_every_call_is_a_route(app: Flask, described: dict[str, Any]) -> None:
    routes = {
        (unnamed(rule.rule), method.lower()) for rule in app.url_map.iter_rules() for method in rule.methods or ()
    }
    for path, method, _ in operations(described):
        assert (unnamed(path), method) in routes, (path, method)


MACHINES = ("/api/v1/", "/.well-known/", "/log/", "/pki/", "/status/", "/trust/")


def test_every_public_address_for_programs_is_described(app: Flask, described: dict[str, Any]) -> None:
    """What programs alone ask for stands in the description, but for the description itself."""
    said = {unnamed(path) for path in described["paths"]}
    routes = {unnamed(rule.rule) for rule in app.url_map.iter_rules()}
    assert {one for one in routes if one.startswith(MACHINES)} - said == {"/api/v1/openapi.json"}


def test_real_answers_are_as_described(client: FlaskClient, described: dict[str, Any], issued: Certificate) -> None:
    registry: Registry[Any] = Registry().with_resource(ADDRESS, Resource(described, DRAFT202012))

    def is_as(value: object, name: str) -> None:
        schema = {"$ref": f"{ADDRESS}#/components/schemas/{name}"}
        Draft202012Validator(schema, registry=registry).validate(value)

    is_as(client.get(f"/api/v1/verify/{issued.identifier}").get_json(), "Verification")
    is_as(client.get(f"/api/v1/verify/{UNKNOWN}").get_json(), "Problem")
    is_as(client.get("/api/v1/verify/nonsense").get_json(), "Problem")
    many = client.post("/api/v1/verify", json={"ids": [issued.identifier, UNKNOWN, "nonsense"]}).get_json()
    for one in many["results"]:
        is_as(one, "OneOfMany")
    sent = {"document": (io.BytesIO(b"%PDF-1.7 (credential.json)"), "x.pdf")}
    paper = client.post("/verify/document", data=sent, headers={"Accept": "application/json"})
    is_as(paper.get_json(), "Paper")
