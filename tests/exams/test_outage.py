"""What the service could not save is given back: by its own record, once, bounded, and with the reason (TRUST F13)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests.build import NOON
from tests.exams import build
from tests.exams.clockwork import Service
from trainer.audit.models import AuditEvent
from trainer.core import clock
from trainer.core.db import Database
from trainer.exams import queries, service
from trainer.exams.models import Attempt, Pulse
from trainer.exams.service import Save, breaks
from trainer.exams.service.time import settle_all, settle_outage
from trainer.exams.tasks import beat, sweep

SECOND, MINUTE, HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)
END = NOON + HOUR


@pytest.fixture
def site(session: Session) -> Iterator[Service]:
    with ExitStack() as stack:
        made = Service(session, stack)
        made.at(-1)
        made.beat()
        yield made


@pytest.fixture
def attempt(session: Session) -> Attempt:
    own = build.world(session)
    return build.started(session, own.final, build.ready(session, own))


def given_to(attempt: Attempt) -> list[tuple[int, str]]:
    return [(each.seconds, each.why) for each in attempt.credits if each.kind == "outage"]


def save(session: Session, attempt: Attempt, position: int, now: datetime) -> bool:
    sent = Save(position, None, True, 1)
    return service.save(session, attempt.id, sent, by=attempt.person_id, now=now) is not None


def test_beats_are_one_span_and_no_outage(session: Session, site: Service, attempt: Attempt) -> None:
    site.beats_until(3)
    site.wait(20)
    site.beat()
    assert session.scalar(select(func.count()).select_from(Pulse)) == 1
    assert not any(site.beats)
    assert settle_outage(session, attempt, site.now) == 0


def test_an_outage_in_the_middle_is_given_back_in_words(session: Session, site: Service, attempt: Attempt) -> None:
    site.down_from(2, to=9)
    site.beat()
    assert site.beats[-1]
    assert settle_outage(session, attempt, site.now) == 7 * 60
    assert given_to(attempt) == [(420, "The service could not save from 12:02 to 12:09 UTC")]
    assert attempt.deadline == END + 7 * MINUTE
    audited = session.scalars(select(AuditEvent).order_by(AuditEvent.id.desc())).first()
    assert audited is not None
    assert (audited.action, audited.actor_id, audited.detail["seconds"]) == ("exam.attempt.credited", None, 420)


def test_the_same_stretch_is_given_once_whoever_looks_how_often(
    session: Session, site: Service, attempt: Attempt
) -> None:
    site.down_from(2, to=9)
    for _ in range(3):
        settle_outage(session, attempt, site.now)
    site.wait(3)
    site.beat()
    for _ in range(3):
        settle_outage(session, attempt, site.now)
    assert given_to(attempt) == [(420, "The service could not save from 12:02 to 12:09 UTC")]


@pytest.mark.parametrize("verb", ["save", "submit", "expire"])
def test_a_web_process_back_before_the_worker_closes_nothing_wrongly(
    session: Session, site: Service, attempt: Attempt, verb: str
) -> None:
    site.down_from(55, to=65)
    if verb == "save":
        assert save(session, attempt, 1, site.now)
    elif verb == "submit":
        service.submit(session, attempt.id, by=attempt.person_id, now=site.now)
        assert (attempt.closed_by, attempt.closed_at) == ("person", site.now)
    else:
        assert service.expire(session, attempt.id, now=site.now) is False
    assert attempt.deadline == END + 10 * MINUTE
    site.wait(5)
    site.beat()
    assert settle_outage(session, attempt, site.now) == 0


def test_an_outage_over_the_end_gives_back_the_minutes_that_were_left(
    session: Session, site: Service, attempt: Attempt
) -> None:
    site.down_from(50, to=90)
    site.beat()
    settle_outage(session, attempt, site.now)
    assert queries.timing(attempt).seconds_left(site.now) == 600


def test_what_was_over_before_the_outage_stays_over(session: Session, site: Service, attempt: Attempt) -> None:
    site.down_from(60.5, to=80)
    assert service.expire(session, attempt.id, now=site.now) is True
    assert (given_to(attempt), attempt.closed_at) == ([], END)


def test_only_what_an_attempt_itself_lost_is_given(session: Session, site: Service) -> None:
    site.down_from(2, to=20)
    own = build.world(session)
    late = build.started(session, own.final, build.ready(session, own), now=NOON + 12 * MINUTE)
    site.beat()
    assert settle_outage(session, late, site.now) == 8 * 60


def test_stretches_in_which_something_was_saved_are_no_outage(
    session: Session, site: Service, attempt: Attempt
) -> None:
    own = build.world(session)
    other = build.started(session, own.final, build.ready(session, own, "Carol Crane"))
    site.beats_until(2)
    for position, minute in enumerate((3, 3.25, 3.5, 8), 1):
        save(session, other, position, NOON + minute * MINUTE)
    site.at(9)
    site.beat()
    assert settle_outage(session, attempt, site.now) == (60 + 270 + 60)
    assert [why.split(" save ")[1] for _, why in given_to(attempt)] == [
        "from 12:02:00 to 12:03:00 UTC", "from 12:03 to 12:08 UTC", "from 12:08:00 to 12:09:00 UTC"
    ]  # fmt: skip


def test_outages_give_no_more_than_the_policy_allows(session: Session, site: Service, attempt: Attempt) -> None:
    attempt.rules = {**attempt.rules, "outage_credit_minutes": 10}
    for begin, end in ((2, 9), (20, 40), (60, 65)):
        site.down_from(begin, to=end)
        site.beat()
        settle_outage(session, attempt, site.now)
    assert [seconds for seconds, _ in given_to(attempt)] == [420, 180]
    assert attempt.deadline == END + 10 * MINUTE


def test_an_hour_is_the_most_where_the_policy_is_silent(session: Session, site: Service, attempt: Attempt) -> None:
    site.down_from(50, to=48 * 60)
    site.beat()
    assert service.expire(session, attempt.id, now=site.now) is True
    assert (attempt.deadline, attempt.closed_at) == (END + HOUR, END + HOUR)


@pytest.mark.parametrize("jump", [HOUR, -HOUR, timedelta(days=1), -timedelta(days=1)])
def test_a_wall_clock_that_jumps_is_no_outage(
    session: Session, site: Service, attempt: Attempt, jump: timedelta
) -> None:
    site.beats_until(2)
    site.now += jump
    site.wait(5)
    settle_outage(session, attempt, site.now)
    site.beat()
    settle_outage(session, attempt, site.now)
    assert (given_to(attempt), site.beats[-1]) == ([], False)


@pytest.mark.parametrize("jump", [HOUR, -HOUR])
def test_an_outage_is_as_long_as_the_machine_says(
    session: Session, site: Service, attempt: Attempt, jump: timedelta
) -> None:
    site.down_from(2, to=9)
    site.now += jump
    site.beat()
    assert settle_outage(session, attempt, site.now) == 7 * 60
    assert settle_outage(session, attempt, site.now) == 0


def test_across_a_start_of_the_machine_the_wall_clock_counts(session: Session, site: Service, attempt: Attempt) -> None:
    site.beats_until(2)
    site.boot, site.ticks = "second", 12.0
    site.at(9)
    site.beat()
    assert settle_outage(session, attempt, site.now) == 7 * 60


def test_a_service_without_a_record_gives_nothing(session: Session, attempt: Attempt) -> None:
    assert settle_outage(session, attempt, END + HOUR) == 0
    assert service.expire(session, attempt.id, now=END + HOUR) is True


def test_a_break_and_an_outage_are_not_counted_twice(session: Session, site: Service, attempt: Attempt) -> None:
    attempt.break_left_seconds = 600
    site.beats_until(2)
    breaks.pause(session, attempt.id, by=attempt.person_id, now=site.now)
    site.at(20)
    site.beat()
    assert settle_outage(session, attempt, site.now) == 8 * 60
    breaks.resume(session, attempt.id, by=attempt.person_id, now=site.now)
    assert queries.timing(attempt).seconds_left(site.now) == 58 * 60


def test_closing_stays_latched_whatever_the_outage(session: Session, site: Service, attempt: Attempt) -> None:
    site.beats_until(2)
    service.submit(session, attempt.id, by=attempt.person_id, now=site.now)
    site.at(9)
    site.beat()
    assert settle_outage(session, attempt, site.now) == 0
    assert not save(session, attempt, 1, site.now)


def test_the_sweep_gives_back_before_it_closes_and_a_poisoned_attempt_keeps_nobody(database: Database) -> None:
    with database.write() as session:
        own = build.world(session)
        ids = [build.started(session, own.final, build.ready(session, own, f"P{n} Ash")).id for n in range(3)]
        session.get_one(Attempt, ids[1]).rules = {"outage_credit_minutes": "much"}
    with clock.machine_at(1000):
        beat(database, NOON + 30 * MINUTE)
    with clock.machine_at(1000 + 35 * 60):
        assert sweep(database, NOON + 65 * MINUTE) == 2
        beat(database, NOON + 65 * MINUTE)
        assert settle_all(database, now=NOON + 65 * MINUTE) == 0
    with database.session() as session:
        found = [session.get_one(Attempt, each) for each in ids]
    assert [each.state for each in found] == ["running"] * 3
    assert [each.deadline for each in found] == [END + 35 * MINUTE, END, END + 35 * MINUTE]


def test_the_machine_has_a_clock_and_a_name_for_its_start() -> None:
    before = clock.ticks()
    assert clock.ticks() >= before > 0
    assert clock.boot_id() == Path("/proc/sys/kernel/random/boot_id").read_text().strip()
