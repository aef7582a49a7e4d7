"""A token in a process that was forked: whatever its parent had opened, it begins anew, and the parent goes on."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.build import NOON
from tests.certificates import build
from tests.certificates.workshop import workshop_of
from tests.keys.conftest import ISSUER, NOW
from tests.keys.test_pkcs11 import signs_for_its_public_half
from trainer.certificates import queries
from trainer.certificates.models import Certificate
from trainer.certificates.service import Workshop
from trainer.certificates.service.bulk import finish_many
from trainer.certificates.service.readiness import obstacles
from trainer.core import clock
from trainer.core.db import Database
from trainer.keys import FileKeys, Use, create, pkcs11
from trainer.keys.choice import make_keys

MANY, AT_ONCE, ROUNDS = 5, 4, 4


@pytest.fixture(params=["false", "true"])
def in_token(request: pytest.FixtureRequest, tmp_path: Path, token: str, root: Path) -> FileKeys:
    """The five keys in a token whose module keeps what it has through a fork, or forgets it."""
    with (tmp_path / "softhsm2.conf").open("a") as settings:
        settings.write(f"library.reset_on_fork = {request.param}\n")
    keys = make_keys(token, tmp_path / "hsm")
    create(keys, root, ISSUER, now=NOW)
    return keys


@pytest.fixture
def noon() -> Iterator[None]:
    with clock.stopped_at(NOON):
        yield


def sign_all(keys: FileKeys) -> None:
    for use in Use:
        signs_for_its_public_half(keys, use)


def in_a_fork(keys: FileKeys, deep: int = 0) -> int:
    """How a forked process ends that signs with every key; with `deep`, after one of its own did."""

    def work() -> None:
        assert deep == 0 or in_a_fork(keys, deep - 1) == 0
        sign_all(keys)

    process = multiprocessing.get_context("fork").Process(target=work)
    process.start()
    process.join(60)
    assert process.exitcode is not None, "it waits for what nobody will give"
    return process.exitcode


@pytest.mark.pure
def test_parent_and_child_sign_by_turns(in_token: FileKeys) -> None:
    for _ in range(2):
        sign_all(in_token)
        assert in_a_fork(in_token) == 0
    assert in_a_fork(in_token, deep=1) == 0
    sign_all(in_token)


@pytest.mark.pure
def test_a_token_in_use_at_the_fork_is_not_waited_for(in_token: FileKeys) -> None:
    sign_all(in_token)
    with pkcs11._one_at_a_time:
        assert in_a_fork(in_token) == 0


@pytest.mark.pure
def test_processes_that_open_it_at_once_do_not_disturb_each_other(in_token: FileKeys) -> None:
    forking = multiprocessing.get_context("fork")
    for _ in range(ROUNDS):
        all_there = forking.Barrier(AT_ONCE)

        def work(wait: Any = all_there.wait) -> None:
            wait(60)
            signs_for_its_public_half(in_token, Use.PDF)

        processes = [forking.Process(target=work) for _ in range(AT_ONCE)]
        for process in processes:
            process.start()
        for process in processes:
            process.join(60)
        assert [process.exitcode for process in processes] == [0] * AT_ONCE


def signed_in_the_token(certificate: Certificate, _proof: str, workshop: Workshop, **_: Any) -> bytes:
    """A page that says which process signed it."""
    return f"%PDF-1.7 {os.getpid()} {workshop.keys.current(Use.PDF).sign(b'words').hex()}".encode()


def test_many_are_issued_from_a_token_that_was_asked_first(
    database: Database, keys: Path, tmp_path: Path, in_token: FileKeys, noon: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("trainer.certificates.service.issuing.signed_page", signed_in_the_token)
    own = workshop_of(database, keys, tmp_path)
    workshop = replace(own, log=replace(own.log, keys=in_token))
    with database.write() as session:
        for number in range(MANY):
            build.certified(session, f"Alice {'ABCDE'[number]}sh")
    with database.session() as session:
        left = queries.unfinished(session)
    assert obstacles(workshop) == [], "as the command asks before it begins, with a session of its own"
    assert finish_many(database, workshop, left, now=NOON, tell=lambda _: None, workers=2) == MANY
    with database.session() as session:
        pages = [session.get_one(Certificate, one).pdf_key or "" for one in left]
    signers = {workshop.storage.get(page).split()[1].decode() for page in pages}
    assert str(os.getpid()) not in signers
