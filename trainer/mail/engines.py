"""Where letters go: an SMTP server, a folder, or a list in memory."""

from __future__ import annotations

import smtplib
import ssl
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import make_msgid
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import unquote, urlsplit

from trainer.core import clock

TIMEOUT = 20
"""Seconds for each step before the letter is handed over: connecting, and every answer."""
BEFORE = 120
"""Seconds in which all those steps are done, or the letter is not handed over."""
TAKING = 180
"""Seconds for each of the three steps of handing it over: the leave to, the letter, its acceptance. A server may look
for spam in it before it says yes; whoever hangs up on it sends the letter again (RFC 5321, 4.5.3.2.6)."""
LONGEST = timedelta(seconds=BEFORE + 3 * TAKING)
"""No letter is handed over later than this after its sending began."""


class MailTrouble(RuntimeError):
    """A letter could not be handed over; it stays queued."""


@dataclass(frozen=True)
class Letter:
    """A letter ready to go."""

    key: str
    to: str
    subject: str
    body: str
    html: str


class MailEngine(Protocol):
    """Hands letters over."""

    def send(self, letter: Letter) -> None:
        """Hand one letter over within LONGEST, or raise MailTrouble."""


def as_message(letter: Letter, sender: str) -> EmailMessage:
    """The letter as a message with a text and an HTML part; the policy refuses line breaks in headers."""
    message = EmailMessage(policy=SMTP)
    message["From"], message["To"], message["Subject"] = sender, letter.to, letter.subject
    message["Message-ID"] = make_msgid(domain="trainer.invalid")
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(letter.body)
    message.add_alternative(letter.html, subtype="html")
    return message


class _Server(smtplib.SMTP):
    """A conversation that hands its letter over in time or not at all, and then waits longer for the answer."""

    began = 0.0

    def data(self, msg: Any) -> tuple[int, bytes]:
        if clock.ticks() - self.began > BEFORE:
            raise MailTrouble(f"after {BEFORE} seconds the server was not ready for the letter")
        self._wait(TAKING)
        answer = super().data(msg)
        self._wait(TIMEOUT)
        return answer

    def _wait(self, seconds: int) -> None:
        if self.sock is not None:
            self.sock.settimeout(seconds)


class _TlsServer(_Server, smtplib.SMTP_SSL):
    """The same, encrypted from the start."""


@dataclass(frozen=True)
class SmtpMail:
    """An SMTP server; `smtps` from the start, STARTTLS where it is offered."""

    host: str
    port: int
    sender: str
    user: str | None = None
    password: str | None = None
    is_tls: bool = False

    def send(self, letter: Letter) -> None:
        try:
            server = self._connect()
            try:
                self._hand_over(server, as_message(letter, self.sender))
                with suppress(OSError, smtplib.SMTPException):  # it has the letter, however it says goodbye
                    server.quit()
            finally:
                server.close()
        except (OSError, smtplib.SMTPException) as error:
            raise MailTrouble(f"{type(error).__name__}: {error}") from error

    def _connect(self) -> _Server:
        began = clock.ticks()
        if self.is_tls:
            server: _Server = _TlsServer(self.host, self.port, timeout=TIMEOUT, context=ssl.create_default_context())
        else:
            server = _Server(self.host, self.port, timeout=TIMEOUT)
        server.began = began
        return server

    def _hand_over(self, server: _Server, message: EmailMessage) -> None:
        server.ehlo_or_helo_if_needed()
        if not self.is_tls and server.has_extn("starttls"):
            server.starttls(context=ssl.create_default_context())
        if self.user:
            server.login(self.user, self.password or "")
        server.send_message(message)


@dataclass(frozen=True)
class FileMail:
    """A folder with one .eml file a letter, for development."""

    folder: Path
    sender: str

    def send(self, letter: Letter) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        name = "".join(c if c.isalnum() or c in "-@." else "-" for c in letter.key)[:120]
        (self.folder / f"{name}.eml").write_bytes(as_message(letter, self.sender).as_bytes())


class MemoryMail:
    """A list, for tests."""

    def __init__(self, sender: str = "Trainer <no-reply@localhost>") -> None:
        self.sender = sender
        self.letters: list[Letter] = []

    def send(self, letter: Letter) -> None:
        as_message(letter, self.sender)
        self.letters.append(letter)


def make_engine(url: str, sender: str) -> MailEngine:
    """The engine behind `smtp://`, `smtps://`, `file://` or `memory:`; ValueError for anything else."""
    parts = urlsplit(url)
    if parts.scheme in ("smtp", "smtps") and parts.hostname:
        is_tls = parts.scheme == "smtps"
        user = unquote(parts.username) if parts.username else None
        password = unquote(parts.password) if parts.password else None
        return SmtpMail(parts.hostname, parts.port or (465 if is_tls else 25), sender, user, password, is_tls)
    if parts.scheme == "file":
        return FileMail(Path(parts.path), sender)
    if parts.scheme == "memory":
        return MemoryMail(sender)
    raise ValueError("TRAINER_MAIL_URL begins with smtp://, smtps://, file:// or memory:")
