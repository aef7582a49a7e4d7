"""To look at a certificate, by any door, changes nothing but the count of looks."""

from __future__ import annotations

import re
from datetime import date
from itertools import product

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from tests.build import NOON
from tests.certificates.test_doors import DOORS, pause
from tests.conftest import SignIn
from tests.web.test_access import dump, rules
from trainer.certificates import sharing
from trainer.certificates.looks import looks
from trainer.certificates.models import Certificate, CertificateSeries, VerificationLook
from trainer.core.db import Database

PLACE = re.compile(r"<(?:\w+:)?(\w+)>")
FORMS = ("text/html", "application/json", "application/vc")


def doors(app: Flask, **given: str) -> set[str]:
    """The address of every GET that asks for a certificate: by its identifier, its number or a link to it."""
    found = [rule for rule, _ in rules(app) if "GET" in (rule.methods or set()) and rule.endpoint != "accounts.reset"]
    asking = [rule for rule in found if rule.arguments and rule.arguments <= given.keys()]
    return {PLACE.sub(lambda place: given[place[1]], rule.rule) for rule in asking}


@pytest.mark.parametrize("is_paused", [False, True])
def test_looking_changes_nothing(
    app: Flask, client: FlaskClient, store: Database, issued: Certificate, as_person: SignIn, is_paused: bool
) -> None:
    with store.write() as session:
        holder = session.get_one(CertificateSeries, issued.series_id).person_id
        until = date(2026, 12, 1)
        token = sharing.share(session, issued.id, name="", until=until, most=2, zone="UTC", by=holder, now=NOON)
    holders = as_person(holder)
    if is_paused:
        pause(store, issued)
    own = {"identifier": issued.identifier, "certificate_id": str(issued.id), "name": "badge.svg", "token": token}
    addresses, before = doors(app, **own) | {f"/verify?identifier={issued.identifier}"}, dump(store)
    assert {door.format(issued.identifier) for door in DOORS} | {f"/v/s/{token}"} <= addresses
    for browser, address, form in product((client, holders), sorted(addresses), FORMS):
        assert browser.get(address, headers={"Accept": form}).status_code < 500, address
    with app.app_context():
        looks().write()
    assert dump(store) == before
    with store.session() as session:
        counted = session.scalar(select(func.count(VerificationLook.certificate_id)))
    assert bool(counted) is not is_paused, "and that is the one thing that is written"
