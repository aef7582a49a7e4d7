"""Status lists: what a verdict makes of one that is missing, old or another, and how the next run mends it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.build import NOON
from tests.certificates import lives
from tests.certificates.test_verdicts import failed
from tests.certificates.test_verify import verdict, words
from trainer.certificates.models import Certificate, StatusList
from trainer.certificates.service import Workshop, issue_pending, move, status
from trainer.core import clock
from trainer.core.db import Database
from trainer.credentials import Purpose


@pytest.mark.parametrize(
    ("data", "says"),
    [(None, "The published list is missing or was changed"), (b"{}", "The status list cannot be relied on: ")],
    ids=["no list", "not a list"],
)
def test_a_list_is_waited_for_an_hour_and_then_it_is_under_review(
    client: FlaskClient, store: Database, apps_workshop: Workshop, issued: Certificate, data: bytes | None, says: str
) -> None:
    with store.write() as session:
        found = session.get_one(StatusList, 0)
        if data is None:
            session.delete(found)
        else:
            found.storage_key = apps_workshop.storage.put(data)
    with clock.stopped_at(NOON + timedelta(minutes=59)):
        assert failed(client, issued) == ("valid", [])
    with clock.stopped_at(NOON + timedelta(hours=1)):
        told = verdict(client, issued.identifier)
        listed = next(one for one in told["checks"] if one["name"] == "Status list")
        assert (told["verdict"], listed["ok"]) == ("under_review", False)
        assert listed["detail"].startswith(says)
        assert status.refresh(store, apps_workshop, now=clock.now()) == 1
    with clock.stopped_at(NOON + timedelta(minutes=61)):
        assert failed(client, issued) == ("valid", [])


def test_a_list_past_its_time_is_told_and_leaves_the_verdict(
    client: FlaskClient, store: Database, apps_workshop: Workshop, issued: Certificate
) -> None:
    late = NOON + timedelta(days=30)
    with clock.stopped_at(late):
        told = verdict(client, issued.identifier)
        listed = next(one for one in told["checks"] if one["name"] == "Status list")
        assert (told["verdict"], listed["ok"], listed["at"]) == ("valid", None, clock.stamp(NOON))
        assert listed["detail"].endswith("what happened since is not known")
        assert status.refresh(store, apps_workshop, now=late) == 2
    with clock.stopped_at(late + timedelta(minutes=1)):
        listed = next(one for one in verdict(client, issued.identifier)["checks"] if one["name"] == "Status list")
        assert listed["ok"] is True


def test_a_list_that_says_otherwise_is_waited_for_an_hour(
    client: FlaskClient, store: Database, apps_workshop: Workshop, issued: Certificate
) -> None:
    with store.write() as session:
        ada = lives.registrar(session)
        move(session, issued.id, "suspend", lives.because("complaint", ada), now=NOON)
    listed = {check["name"]: check for check in verdict(client, issued.identifier)["checks"]}["Status list"]
    assert (listed["ok"], listed["detail"]) == (None, "Being signed anew after what happened just now")
    with clock.stopped_at(NOON + timedelta(hours=2)):
        assert failed(client, issued) == ("suspended", ["Status", "Status list"])
    issue_pending(store, apps_workshop, now=NOON + timedelta(hours=2))
    with clock.stopped_at(NOON + timedelta(hours=2, minutes=1)):
        assert failed(client, issued) == ("suspended", ["Status"])


def test_another_list_under_the_number_of_the_one_named_says_nothing(
    app: Flask, client: FlaskClient, store: Database, issued: Certificate, apps_workshop: Workshop
) -> None:
    """Such as the next one, in which the place of what was revoked here is not set."""
    with app.app_context():
        other = status.signed(apps_workshop, 2, Purpose.REVOCATION, [], now=NOON)
    key = apps_workshop.storage.put(other)
    with store.write() as session:
        lives.unguarded(session)
        session.get_one(StatusList, 0).storage_key = key
    with clock.stopped_at(NOON + timedelta(hours=1)):
        found = verdict(client, issued.identifier)
    (listed,) = (one for one in found["checks"] if one["name"] == "Status list")
    assert (listed["ok"], listed["detail"]) == (False, "This is not the status list that the credential names")
    assert found["verdict"] == "under_review"
    assert status.refresh(store, apps_workshop, now=NOON + timedelta(hours=1)) == 1


def test_each_check_is_of_its_own_moment(
    client: FlaskClient, store: Database, apps_workshop: Workshop, issued: Certificate
) -> None:
    """What the log and a list say is as of their signatures; everything else was looked at now."""
    listed, logged, looked = (NOON + timedelta(hours=hours) for hours in (13, 24, 24.5))
    status.refresh(store, apps_workshop, now=listed)
    apps_workshop.log.sequence(now=logged)
    with clock.stopped_at(looked):
        found = verdict(client, issued.identifier)
        page = words(client, issued.identifier)
        record = client.post(f"/v/{issued.identifier}/record", data={"by": "Hana Harbour"}).text
    moments = {check["name"]: check["at"] for check in found["checks"]}
    assert (moments.pop("Public log"), moments.pop("Status list")) == (clock.stamp(logged), clock.stamp(listed))
    assert set(moments.values()) == {clock.stamp(looked)}
    assert f'<time datetime="{clock.stamp(listed)}">01:00 UTC</time>' in page
    assert [part in record for part in ("21 November 2026, 01:00 UTC", "21 November 2026, 12:00 UTC")] == [True, True]
    with clock.stopped_at(looked + timedelta(hours=11, minutes=40)):
        later = words(client, issued.identifier)
    assert f'<time datetime="{clock.stamp(logged)}">21 November 2026<br>12:00 UTC</time>' in later
