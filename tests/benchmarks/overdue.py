"""Closing and marking a crowd whose exams ended while nothing ran: TRUST F5 asks for 10,000 within five minutes."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

from tests import build
from tests.benchmarks.site import Site
from tests.exams.build import copy_of
from trainer.core import clock
from trainer.exams import queries, service
from trainer.exams.models import Attempt, Paper

CROWD = 1_000
ALL = 10_000
DOWN = timedelta(hours=48)


def closing(site: Site) -> str:
    """How long the crowd takes to be closed, and to be marked, as it would be for all."""
    crowd(site)
    now = clock.now() + DOWN
    closed, took = timed(lambda: service.close_overdue(site.database, now=now))
    graded, marking = timed(lambda: service.grade_submitted(site.database, now=now))
    assert closed == graded >= CROWD, (closed, graded)
    share = ALL / closed
    spent = f"closed in {took * share:.0f} s, marked in {marking * share:.0f} s"
    return f"after two days down, {ALL:,} attempts of 124: {spent}, by {closed:,} of them"


def timed(work: Callable[[], int]) -> tuple[int, float]:
    """What some work came to, and its seconds."""
    began = time.perf_counter()
    return work(), time.perf_counter() - began


def crowd(site: Site) -> None:
    """Attempts like the one under way, each somebody else's, on its paper."""
    with site.database.write() as session:
        first = session.get_one(Attempt, site.attempt)
        items = queries.paper_items(session, first.id)
        for number in range(1, CROWD):
            person = build.person(session, f"Person{number} Ash")
            session.add(copy_of(first, id=UUID(int=number), person_id=person.id))
            session.flush()
            session.add(Paper(attempt_id=UUID(int=number), items=items))
