"""Letters go out once, whoever is slow: held one by one, and never handed over after that time."""

from __future__ import annotations

import smtplib
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import Envelope
from sqlalchemy import select

from tests.build import NOON
from tests.patience import PATIENCE
from tests.ports import free_port
from trainer.core import clock
from trainer.core.db import Database
from trainer.mail import Letter, OutgoingMail, SmtpMail, deliver, post
from trainer.mail.engines import BEFORE, LONGEST, TAKING, TIMEOUT, MailTrouble
from trainer.mail.service import HELD

HELLO = Letter("hello:1", "alice@example.org", "Hello", "Plain words.", "<p>Plain words.</p>")


class Hours:
    """A clock that a test moves on."""

    def __init__(self) -> None:
        self.moment = NOON

    def __call__(self) -> datetime:
        return self.moment


class Postman:
    """Counts what it was handed, after something happened on the way."""

    def __init__(self, sent: Counter[str], on_the_way: Any = None) -> None:
        self.sent, self.on_the_way = sent, on_the_way

    def send(self, letter: Letter) -> None:
        if self.on_the_way is not None:
            self.on_the_way()
        self.sent[letter.key] += 1


class Killed(BaseException):
    """What a signal does to a worker in the middle of a letter."""


def queue(database: Database, count: int = 1) -> None:
    with database.write() as session:
        for number in range(count):
            post(session, Letter(f"ends:{number}", f"a{number}@example.org", "Ends", "x", "y"), now=NOON)


def rows(database: Database) -> list[OutgoingMail]:
    with database.session() as session:
        return list(session.scalars(select(OutgoingMail).order_by(OutgoingMail.id)))


def test_a_long_run_and_another_beside_it_send_each_letter_once(database: Database) -> None:
    queue(database, 50)
    now, sent = Hours(), Counter[str]()

    def slow() -> None:
        now.moment += timedelta(seconds=30)
        if sent.total() == 30:  # a quarter of an hour on, another thread is told that there are letters
            deliver(database, Postman(sent), now=now)

    deliver(database, Postman(sent, slow), now=now)
    assert set(sent.values()) == {1}
    assert len(sent) == 50


def test_a_letter_on_its_way_for_as_long_as_it_may_take_is_nobody_elses(database: Database) -> None:
    queue(database)
    now, sent = Hours(), Counter[str]()

    def slowest() -> None:
        now.moment += LONGEST
        assert deliver(database, Postman(sent), now=now) == 0

    assert deliver(database, Postman(sent, slowest), now=now) == 1
    assert sent == {"ends:0": 1}


def test_each_letter_says_when_it_went(database: Database) -> None:
    queue(database, 3)
    now = Hours()

    def slow() -> None:
        now.moment += timedelta(minutes=1)

    deliver(database, Postman(Counter(), slow), now=now)
    assert [row.sent_at for row in rows(database)] == [NOON + timedelta(minutes=count) for count in (1, 2, 3)]


def test_a_worker_killed_in_the_middle_delays_its_letter_and_loses_none(database: Database) -> None:
    queue(database, 2)
    now, sent = Hours(), Counter[str]()

    def killed() -> None:
        raise Killed

    with pytest.raises(Killed):
        deliver(database, Postman(sent, killed), now=now)
    assert deliver(database, Postman(sent), now=now) == 1
    now.moment += HELD
    assert deliver(database, Postman(sent), now=now) == 1
    assert sent == {"ends:0": 1, "ends:1": 1}


def test_a_failure_is_counted_from_when_it_failed(database: Database) -> None:
    queue(database)
    now, waits = Hours(), []

    def failing() -> None:
        now.moment += timedelta(minutes=5)
        raise MailTrouble("no answer")

    for _ in range(3):
        deliver(database, Postman(Counter(), failing), now=now)
        (row,) = rows(database)
        waits.append(row.next_try_at - now.moment)
        now.moment = row.next_try_at
    assert all(later == 2 * earlier for earlier, later in pairwise(waits))


def test_who_fails_after_its_time_leaves_the_letter_to_whoever_holds_it(database: Database) -> None:
    queue(database)
    now, sent = Hours(), Counter[str]()

    def killed() -> None:
        raise Killed

    def late() -> None:
        now.moment += HELD
        with pytest.raises(Killed):
            deliver(database, Postman(sent, killed), now=now)
        raise MailTrouble("too late")

    deliver(database, Postman(sent, late), now=now)
    (row,) = rows(database)
    assert (row.trouble, row.next_try_at) == ("too late", now.moment + HELD)


class Slow:
    """A real server on whose answers the machine's own clock moves on, and which says goodbye in its own way."""

    def __init__(self) -> None:
        self.ticks = 1000.0
        self.thinks, self.goodbye = 0.0, "221 Bye"
        self.received: list[bytes] = []

    async def handle_RCPT(self, _server: Any, _session: Any, envelope: Envelope, to: str, _options: Any) -> str:
        self.ticks += self.thinks
        envelope.rcpt_tos.append(to)
        return "250 OK"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Envelope) -> str:
        assert isinstance(envelope.content, bytes)
        self.received.append(envelope.content)
        return "250 OK"

    async def handle_QUIT(self, _server: Any, _session: Any, _envelope: Envelope) -> str:
        return self.goodbye


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Slow, SmtpMail]]:
    slow, port = Slow(), free_port()
    monkeypatch.setattr(clock, "_own", lambda: (slow.ticks, "a boot"))
    controller = Controller(slow, hostname="127.0.0.1", port=port, ready_timeout=PATIENCE)
    controller.start()
    yield slow, SmtpMail("127.0.0.1", port, "t@example.org")
    controller.stop()


def test_a_server_that_was_too_slow_is_not_handed_the_letter(server: tuple[Slow, SmtpMail]) -> None:
    slow, engine = server
    slow.thinks = BEFORE + 1
    with pytest.raises(MailTrouble, match="not ready"):
        engine.send(HELLO)
    assert slow.received == []
    slow.thinks = BEFORE
    engine.send(HELLO)
    assert len(slow.received) == 1


def test_what_a_server_says_after_it_took_the_letter_sends_it_no_second_time(server: tuple[Slow, SmtpMail]) -> None:
    slow, engine = server
    slow.goodbye = "421 Too busy for goodbyes"
    engine.send(HELLO)
    assert len(slow.received) == 1


def test_a_server_has_longer_to_take_a_letter_than_to_answer(
    server: tuple[Slow, SmtpMail], monkeypatch: pytest.MonkeyPatch
) -> None:
    waits: list[float | None] = []
    asked, handed = smtplib.SMTP.rcpt, smtplib.SMTP.data

    def watched(step: Any) -> Any:
        def looked(self: smtplib.SMTP, *given: Any) -> Any:
            assert self.sock is not None
            waits.append(self.sock.gettimeout())
            return step(self, *given)

        return looked

    monkeypatch.setattr(smtplib.SMTP, "rcpt", watched(asked))
    monkeypatch.setattr(smtplib.SMTP, "data", watched(handed))
    server[1].send(HELLO)
    assert waits == [TIMEOUT, TAKING]
    assert timedelta(seconds=BEFORE + 3 * TAKING) == LONGEST < HELD
