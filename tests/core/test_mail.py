"""Mail: queued with the change, sent after it, delayed by trouble but never lost."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from sqlalchemy import select

from tests.build import NOON
from tests.patience import PATIENCE
from tests.ports import free_port
from trainer.core.db import Database
from trainer.mail import FileMail, Letter, MemoryMail, OutgoingMail, SmtpMail, deliver, make_engine, post
from trainer.mail.engines import MailTrouble, as_message

HELLO = Letter("hello:1", "alice@example.org", "Hello, Žofie", "Plain words.", "<p>Plain words.</p>")


class Postbox:
    """What a real SMTP server was handed."""

    def __init__(self) -> None:
        self.received: list[bytes] = []

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:
        self.received.append(envelope.content)
        return "250 Message accepted for delivery"


@pytest.fixture
def postbox() -> Iterator[tuple[Postbox, int]]:
    box = Postbox()
    port = free_port()
    controller = Controller(box, hostname="127.0.0.1", port=port, ready_timeout=PATIENCE)
    controller.start()
    yield box, port
    controller.stop()


def queue(database: Database, *letters: Letter) -> None:
    with database.write() as session:
        for letter in letters:
            post(session, letter, now=NOON)


def test_a_real_server_gets_the_letter_once(database: Database, postbox: tuple[Postbox, int]) -> None:
    box, port = postbox
    engine = SmtpMail("127.0.0.1", port, "Trainer <no-reply@example.org>")
    queue(database, HELLO, HELLO)
    assert deliver(database, engine, now=lambda: NOON) == 1
    assert deliver(database, engine, now=lambda: NOON) == 0
    assert len(box.received) == 1
    assert b"Plain words." in box.received[0]


def test_trouble_delays_one_letter_and_not_the_others(database: Database) -> None:
    class Fussy(MemoryMail):
        def send(self, letter: Letter) -> None:
            if letter.to.startswith("bob"):
                raise MailTrouble("no such box")
            super().send(letter)

    engine = Fussy()
    queue(database, Letter("b", "bob@example.org", "Hi", "x", "x"), HELLO)
    assert deliver(database, engine, now=lambda: NOON) == 1
    with database.session() as session:
        waiting = session.scalars(select(OutgoingMail).where(OutgoingMail.sent_at.is_(None))).one()
    assert (waiting.trouble, waiting.next_try_at) == ("no such box", NOON + timedelta(minutes=2))


def test_a_dead_server_is_trouble_not_a_crash(database: Database) -> None:
    queue(database, HELLO)
    assert deliver(database, SmtpMail("127.0.0.1", 9, "t@example.org"), now=lambda: NOON) == 0


def test_a_rolled_back_change_sends_nothing(database: Database) -> None:
    def fail() -> None:
        with database.write() as session:
            post(session, HELLO, now=NOON)
            raise RuntimeError("after queueing")

    with pytest.raises(RuntimeError, match="after queueing"):
        fail()
    assert deliver(database, MemoryMail(), now=lambda: NOON) == 0


@pytest.mark.pure
@pytest.mark.parametrize("subject", ["Hi\r\nBcc: eve@example.org", "Hi\nX: y"])
def test_a_header_cannot_be_slipped_in(subject: str) -> None:
    with pytest.raises(ValueError, match="linefeed or carriage return"):
        as_message(Letter("k", "a@example.org", subject, "x", "x"), "t@example.org")


@pytest.mark.pure
def test_a_folder_holds_one_file_a_letter(tmp_path: Path) -> None:
    engine = FileMail(tmp_path, "t@example.org")
    engine.send(HELLO)
    assert "Plain words." in next(tmp_path.glob("*.eml")).read_text()


@pytest.mark.pure
@pytest.mark.parametrize(
    ("url", "kind"),
    [("smtp://u:p%40@h:2525", SmtpMail), ("file:///tmp/x", FileMail), ("memory:", MemoryMail)],
)
def test_an_address_names_its_engine(url: str, kind: type) -> None:
    engine = make_engine(url, "t@example.org")
    assert isinstance(engine, kind)
    if isinstance(engine, SmtpMail):
        assert (engine.host, engine.port, engine.password) == ("h", 2525, "p@")


@pytest.mark.pure
def test_an_unknown_mail_address_is_refused() -> None:
    with pytest.raises(ValueError, match="TRAINER_MAIL_URL begins with"):
        make_engine("ftp://x", "t@example.org")
