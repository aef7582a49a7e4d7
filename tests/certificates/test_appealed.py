"""While a candidate's appeal is open no certificate follows, and the candidate is told why."""

from __future__ import annotations

from datetime import datetime

from tests.build import NOON
from tests.certificates import build, lives
from tests.conftest import SignIn
from trainer.certificates.service import Workshop, issue_pending
from trainer.core.db import Database
from trainer.exams.service import appeal


def test_an_open_appeal_shuts_the_gate_until_it_is_decided(
    store: Database, apps_workshop: Workshop, as_person: SignIn, noon: datetime, quick_pages: None
) -> None:
    with store.write() as session:
        rosa = lives.registrar(session).id
        alice, attempt_id = build.passed(session)
        opened = appeal.make(session, attempt_id, alice.id, "course", "It went dark.", now=NOON).id
    assert issue_pending(store, apps_workshop, now=NOON) == 0
    assert "Your appeal of this exam is open" in as_person(alice).get("/certificates").text
    with store.write() as session:
        appeal.decide(session, opened, appeal.REJECTED, "It did not.", with_resit=False, by=rosa, now=NOON)
    assert issue_pending(store, apps_workshop, now=NOON) > 0
    assert "Your appeal of this exam is open" not in as_person(alice).get("/certificates").text
