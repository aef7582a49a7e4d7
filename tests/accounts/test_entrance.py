"""Tries at the door, on the database."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from tests.accounts.build import ELSEWHERE, HOME, fail
from tests.build import NOON, PASSWORD_HASH, person
from trainer.accounts import queries, service
from trainer.accounts.models import KnownDevice, SignInFailure
from trainer.accounts.service import Knock
from trainer.core.errors import TooMany

LATER = NOON + timedelta(minutes=16)


def right(session, knock, now=NOON):
    return service.settle(session, knock, checked=PASSWORD_HASH, is_right=True, now=now)


@pytest.fixture
def alice(session):
    return person(session)


def test_the_sixth_try_waits_even_with_the_right_password(session, alice):
    knock = Knock(alice.email, HOME, None)
    fail(session, knock, 5)
    with pytest.raises(TooMany) as refused:
        right(session, knock)
    assert refused.value.retry_after == 900
    with pytest.raises(TooMany):
        service.password_to_check(session, knock, now=NOON)
    assert right(session, knock, LATER) is alice


def test_an_unknown_address_waits_just_the_same(session):
    knock = Knock("nobody@example.org", HOME, None)
    fail(session, knock, 5)
    with pytest.raises(TooMany) as refused:
        service.password_to_check(session, knock, now=NOON)
    assert refused.value.retry_after == 900


def test_an_account_waits_wherever_the_failures_came_from(session, alice):
    for number in range(5):
        fail(session, Knock(alice.email.upper(), f"203.0.113.{number}", None), 1)
    with pytest.raises(TooMany):
        right(session, Knock(alice.email, HOME, None))


def test_fifty_failures_make_a_network_wait_and_no_other(session, alice):
    for number in range(50):
        fail(session, Knock(f"guess{number}@example.org", HOME, None), 1)
    with pytest.raises(TooMany, match="network"):
        right(session, Knock(alice.email, HOME, None))
    assert right(session, Knock(alice.email, ELSEWHERE, None)) is alice


def test_a_known_device_is_let_in_whatever_others_did(session, alice):
    device = service.welcome(session, alice, Knock(alice.email, HOME, None), now=NOON).device
    fail(session, Knock(alice.email, ELSEWHERE, None), 5)
    for number in range(45):
        fail(session, Knock(f"guess{number}@example.org", ELSEWHERE, None), 1)
    knock = Knock(alice.email, ELSEWHERE, device)
    assert service.password_to_check(session, knock, now=NOON) == PASSWORD_HASH
    assert right(session, knock) is alice


def test_a_device_of_one_person_is_a_stranger_to_another(session, alice):
    bob = person(session, "Bob Birch")
    device = service.welcome(session, alice, Knock(alice.email, HOME, None), now=NOON).device
    fail(session, Knock(bob.email, ELSEWHERE, None), 5)
    with pytest.raises(TooMany):
        right(session, Knock(bob.email, HOME, device))


def test_ten_slips_make_a_known_device_a_stranger(session, alice):
    device = service.welcome(session, alice, Knock(alice.email, HOME, None), now=NOON).device
    knock = Knock(alice.email, HOME, device)
    fail(session, knock, 9)
    assert right(session, knock) is alice
    fail(session, knock, 1)
    assert queries.known_device(session, device, alice.id) is None
    fail(session, knock, 5)
    with pytest.raises(TooMany):
        right(session, knock)


def test_slips_of_a_known_device_do_not_lock_others_out(session, alice):
    device = service.welcome(session, alice, Knock(alice.email, HOME, None), now=NOON).device
    fail(session, Knock(alice.email, HOME, device), 9)
    assert right(session, Knock(alice.email, ELSEWHERE, None)) is alice


def test_a_success_forgives_its_own_networks_slips_and_leaves_the_others(session, alice):
    fail(session, Knock(alice.email, HOME, None), 2)
    fail(session, Knock(alice.email, ELSEWHERE, None), 2)
    assert right(session, Knock(alice.email, HOME, None)) is alice
    left = session.scalars(select(SignInFailure.address)).all()
    assert left == [Knock(alice.email, ELSEWHERE, None).address] * 2


def test_people_who_share_a_browser_are_each_known_there(session, alice):
    bob = person(session, "Bob Birch")
    first = service.welcome(session, alice, Knock(alice.email, HOME, None), now=NOON).device
    second = service.welcome(session, bob, Knock(bob.email, HOME, first), now=NOON).device
    assert first == second
    assert session.scalar(select(func.count()).select_from(KnownDevice)) == 2


def test_a_token_we_never_gave_is_replaced(session, alice):
    given = service.welcome(session, alice, Knock(alice.email, HOME, "planted"), now=NOON).device
    assert given != "planted"
    assert queries.known_device(session, "planted", alice.id) is None


def test_old_failures_are_swept_at_the_next_try(session, alice):
    fail(session, Knock("nobody@example.org", ELSEWHERE, None), 4)
    fail(session, Knock(alice.email, HOME, None), 1, LATER)
    assert session.scalar(select(func.count()).select_from(SignInFailure)) == 1


@pytest.mark.parametrize("spoil", ["inactive", "password changed meanwhile"])
def test_the_right_password_is_not_enough(session, alice, spoil):
    if spoil == "inactive":
        alice.is_active = False
    else:
        alice.password_hash = "another"
    assert right(session, Knock(alice.email, HOME, None)) is None


def test_tries_side_by_side_learn_no_more_than_the_limit_tells(store):
    def attempt(_number):
        try:
            with store.write() as session:
                service.settle(session, Knock("a@example.org", HOME, None), checked=None, is_right=False, now=NOON)
        except TooMany:
            return "wait"
        return "wrong"

    with ThreadPoolExecutor(12) as pool:
        told = sorted(pool.map(attempt, range(12)))
    assert told == ["wait"] * 7 + ["wrong"] * 5
