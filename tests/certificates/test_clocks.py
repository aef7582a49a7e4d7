"""The two clocks of a verdict, its marks and its days in words: nothing looks better, worse or younger than it is."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from tests.build import NOON
from tests.certificates import lives
from tests.certificates.test_doors import pause
from tests.certificates.test_verify import licence_of, verdict, words
from trainer.certificates.models import Certificate
from trainer.certificates.service import Workshop, issue_pending, move
from trainer.core import clock
from trainer.core.db import Database

RAW = re.compile(r"\d{4}-\d\d-\d\d")
LATER = NOON + timedelta(days=10)


def earlier(store: Database, issued: Certificate) -> Certificate:
    """The term that this one took the place of."""
    with store.session() as session:
        return session.scalars(select(Certificate).where(Certificate.superseded_by_id == issued.id)).one()


def details(client: FlaskClient, certificate: Certificate) -> dict[str, str]:
    return {one["name"]: one["detail"] for one in verdict(client, certificate.identifier)["checks"]}


@pytest.mark.parametrize(
    ("verb", "reason", "said", "because"),
    [
        ("suspend", "complaint", "suspended on", "A complaint is being looked into"),
        ("review", "evidence", "under review since", "There is new evidence about the exam"),
    ],
)
def test_a_term_that_does_not_hold_says_since_when_and_why(
    client: FlaskClient, store: Database, issued: Certificate, verb: str, reason: str, said: str, because: str
) -> None:
    with store.write() as session:
        move(session, issued.id, verb, lives.because(reason, lives.registrar(session)), now=LATER)
    with clock.stopped_at(LATER):
        page = words(client, issued.identifier)
    assert f'<p class="timer__big">{said} <time datetime="2026-11-30">30 November 2026</time></p>' in page
    assert f"{because}. Issued 20 November 2026, to last until 19 November 2028." in page
    assert "We assessed this ourselves" not in page


def test_a_term_that_another_followed_says_when(client: FlaskClient, store: Database, issued: Certificate) -> None:
    page = words(client, earlier(store, issued).identifier)
    assert 'class="timer__big">superseded on <time datetime="2026-11-20">' in page
    assert 'class="timer__big">until' not in page


def test_a_term_that_is_over_says_when_it_ended(client: FlaskClient, issued: Certificate) -> None:
    with clock.stopped_at(NOON + timedelta(days=900)):
        assert 'class="timer__big">ended on <time datetime="2028-11-19">' in words(client, issued.identifier)


def test_what_the_checks_do_not_bear_out_is_not_confirmed(
    client: FlaskClient, store: Database, issued: Certificate
) -> None:
    with store.write() as session:
        lives.unguarded(session)
        session.get_one(Certificate, issued.id).expires_on = date(2038, 1, 1)
    page = words(client, issued.identifier)
    assert 'class="timer__big">not confirmed</p>' in page
    assert "The checks do not bear it out" in page


def test_where_the_term_that_followed_is_paused_nothing_leads_to_it(
    client: FlaskClient, store: Database, issued: Certificate
) -> None:
    first = earlier(store, issued)
    assert "Open the current term." in words(client, first.identifier)
    pause(store, issued)
    page = words(client, first.identifier)
    assert "Ask the holder for the current one." in page
    assert "Open the current term" not in page
    assert "The term that followed" not in page
    assert issued.identifier not in page
    assert "2028" not in page


@pytest.mark.parametrize(("days", "is_old"), [(364, False), (365, True)])
def test_a_licence_nobody_looked_up_for_a_year_is_amber(
    client: FlaskClient, store: Database, issued: Certificate, days: int, is_old: bool
) -> None:
    licence_of(store, issued, expires_on=date(2030, 1, 1))
    with clock.stopped_at(NOON + timedelta(days=days - 17)):
        page, found = words(client, issued.identifier), verdict(client, issued.identifier)
        aged = details(client, issued)["Licence"].endswith("last confirmed more than a year ago")
    assert ('not confirmed since <time datetime="2026-11-03">' in page, aged) == (is_old, is_old)
    assert ('class="badge badge--ok"' in page.split('id="t2"')[1].split("</div>")[0]) is not is_old
    assert ("#unconfirmed" in page) is is_old
    assert (found["verdict"], found["licence"]["status"]) == ("valid", "current")
    assert "verdict--ok" in page, "the licence is told beside the verdict"


def test_a_lapsed_licence_is_marked_alike_everywhere(client: FlaskClient, store: Database, issued: Certificate) -> None:
    licence_of(store, issued, expires_on=date(2026, 11, 19))
    page = words(client, issued.identifier)
    assert page.count("icons.svg#lapsed") == 3, "on the verdict, at the clock and among the checks"
    assert '<li class="is-warn">' in page
    assert "is-bad" not in page


def test_a_list_that_agrees_is_no_praise_of_what_is_set_aside(
    client: FlaskClient, store: Database, apps_workshop: Workshop, issued: Certificate
) -> None:
    assert details(client, issued)["Status list"] == "Not set in the status list"
    with store.write() as session:
        lives.suspend(session, issued, lives.registrar(session))
    issue_pending(store, apps_workshop, now=NOON + timedelta(hours=2))
    with clock.stopped_at(NOON + timedelta(hours=2)):
        assert details(client, issued)["Status list"] == "The published list says so too"


def test_the_days_in_checks_are_in_words(client: FlaskClient, issued: Certificate) -> None:
    said = details(client, issued)
    assert said["Time of issue"] == "In the log since 20 November 2026, 12:00 UTC"
    assert said["Public log"].endswith("under the checkpoint signed 20 November 2026, 12:00 UTC")
    assert not any(RAW.search(detail) for detail in said.values())


def test_a_renewal_says_which_term_it_continues(client: FlaskClient, store: Database, issued: Certificate) -> None:
    def says() -> list[str]:
        found = verdict(client, issued.identifier)["history"]
        return [line["event"] for line in found if line["event"].startswith("Renewal")]

    assert says() == ["Renewal of the term until 17 November 2026, now until 19 November 2028"]
    pause(store, earlier(store, issued))
    assert says() == ["Renewal of an earlier term"]


def test_a_check_that_did_not_hold_is_marked_as_the_verdict_it_tells(
    client: FlaskClient, store: Database, issued: Certificate
) -> None:
    with store.write() as session:
        lives.suspend(session, issued, lives.registrar(session))
    page = words(client, issued.identifier)
    assert page.count("icons.svg#paused") == 3, "on the verdict, at the clock and among the checks"
    assert '<li class="is-warn">' in page
    assert "is-bad" not in page
