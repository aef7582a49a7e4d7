"""When a sign-in must wait."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.build import NOON
from trainer.accounts.rules import ACCOUNT, ADDRESS, Limit, network_of, wait, waiting

pytestmark = pytest.mark.pure
MINUTE = timedelta(minutes=1)


def ago(*minutes: float):
    return [NOON - minute * MINUTE for minute in minutes]


@pytest.mark.parametrize(
    ("failures", "minutes"),
    [
        ([], 0),
        (ago(1, 2, 3, 4), 0),
        (ago(0, 0, 0, 0, 0), 15),
        (ago(1, 2, 3, 4, 5), 10),
        (ago(1, 2, 3, 4, 14.5), 0.5),
        (ago(1, 2, 3, 4, 15), 0),
        (ago(20, 21, 22, 23, 24), 0),
        (ago(1, 2, 3, 4, 5, 6), 10),
        (ago(5, 1, 4, 2, 3), 10),
    ],
)
def test_five_failures_in_fifteen_minutes_make_an_account_wait(failures, minutes):
    assert wait(ACCOUNT, failures, NOON) == minutes * MINUTE


@pytest.mark.parametrize(
    ("account", "address", "seconds"),
    [
        (4, 4, None),
        (5, 5, 900),
        (0, 49, None),
        (0, 50, 900),
        (4, 50, 900),
    ],
)
def test_an_address_may_fail_fifty_times_because_a_hospital_shares_it(account, address, seconds):
    found = waiting(ago(*[0] * account), ago(*[0] * address), NOON)
    assert (found.seconds if found else None) == seconds


def test_the_words_say_how_long_and_whose():
    assert "15 minutes" in waiting(ago(0, 0, 0, 0, 0), [], NOON).words
    assert "a minute" in waiting(ago(14.5, 14.5, 14.5, 14.5, 14.5), [], NOON).words
    assert "your network" in waiting([], ago(*[3] * ADDRESS.most), NOON).words


@given(st.lists(st.integers(0, 1200), max_size=20), st.integers(1, 8))
def test_after_the_wait_the_try_is_allowed_and_not_a_second_before(seconds, most):
    limit = Limit(most, timedelta(minutes=15))
    failures = [NOON - timedelta(seconds=second) for second in seconds]
    needed = wait(limit, failures, NOON)
    assert wait(limit, failures, NOON + needed) == timedelta(0)
    if needed:
        assert wait(limit, failures, NOON + needed - timedelta(seconds=1)) > timedelta(0)


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::9", "2001:db8:1:2::/64"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        (None, "unknown"),
        ("not an address", "unknown"),
    ],
)
def test_an_ipv6_household_is_one_network(address, network):
    assert network_of(address) == network
