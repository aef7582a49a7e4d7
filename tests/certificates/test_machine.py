"""The table of moves, whole: who, from where, to where, for which reasons, and what takes two."""

from __future__ import annotations

import pytest

from trainer.certificates import machine
from trainer.certificates.machine import MOVES, REASONS, SIGNED_AGAIN
from trainer.certificates.rules import State
from trainer.transparency.entries import Kind
from trainer.web.permissions import GRANTS, Permission, Role

pytestmark = pytest.mark.pure
A, S, U, X, R, W = State.ACTIVE, State.SUSPENDED, State.UNDER_REVIEW, State.SUPERSEDED, State.REVOKED, State.WITHDRAWN
TABLE = {
    "suspend": (A, U, "->", S),
    "reinstate": (S, "->", A),
    "review": (A, "->", U),
    "clear": (U, "->", A),
    "revoke": (A, S, U, "->", R),
    "withdraw": (A, X, S, U, "->", W),
    "again": (A, X, U, "->", X),
    "doubt": (A, S, U, "->", U),
    "rescore": (A, S, U, "->", U),
    "supersede": (A, U, "->", X),
}
ALL = frozenset(Permission)


def test_every_move_goes_from_and_to_where_the_table_says() -> None:
    assert {verb: (*sorted(move.origins), "->", move.to) for verb, move in MOVES.items()} == TABLE


def test_nothing_leads_out_of_revoked_and_withdrawn() -> None:
    assert machine.open_to(R, ALL) == machine.open_to(W, ALL) == []


def test_two_people_end_a_certificate_and_nothing_else_takes_two() -> None:
    assert {verb for verb, move in MOVES.items() if move.second} == {"revoke", "withdraw"}
    assert {move.needs for move in MOVES.values() if move.second} == {Permission.REVOKE_CERTIFICATES}


@pytest.mark.parametrize("role", Role)
def test_only_registrars_and_administrators_move_certificates(role: Role) -> None:
    verbs = {move.verb for state in State for move in machine.open_to(state, GRANTS[role])}
    everything = {"again", "suspend", "reinstate", "review", "clear", "revoke", "withdraw"}
    assert verbs == (everything if role in (Role.REGISTRAR, Role.ADMINISTRATOR) else set())


@pytest.mark.parametrize("state", State)
def test_what_the_system_does_is_open_to_nobody(state: State) -> None:
    assert not {move.verb for move in machine.open_to(state, ALL)} & {"doubt", "rescore", "supersede"}


def test_every_reason_is_used_and_has_words() -> None:
    assert {reason for move in MOVES.values() for reason in move.reasons} | set(SIGNED_AGAIN) == set(REASONS)
    assert all(move.reasons for move in MOVES.values() if move.verb != "supersede")


@pytest.mark.parametrize(
    ("kinds", "is_open"),
    [
        ([], False),
        ([Kind.ISSUED], False),
        ([Kind.ISSUED, Kind.REVIEW], True),
        ([Kind.ISSUED, Kind.RESCORED, Kind.SUSPENDED], True),
        ([Kind.ISSUED, Kind.REVIEW, Kind.SUSPENDED, Kind.REINSTATED], True),
        ([Kind.ISSUED, Kind.REVIEW, Kind.CLEARED], False),
        ([Kind.ISSUED, Kind.REVIEW, Kind.CLEARED, Kind.SUSPENDED], False),
        ([Kind.ISSUED, Kind.REVIEW, Kind.CLEARED, Kind.RESCORED], True),
    ],
)
def test_a_review_lasts_until_it_is_ended(kinds: list[str], is_open: bool) -> None:
    assert machine.is_in_review(kinds) is is_open


@pytest.mark.parametrize(("verb", "state"), [(verb, state) for verb in TABLE for state in MOVES[verb].origins])
@pytest.mark.parametrize("in_review", [True, False])
def test_a_review_and_a_suspension_do_not_end_one_another(verb: str, state: State, in_review: bool) -> None:
    reached = machine.after(MOVES[verb], state, in_review=in_review)
    if verb == "reinstate":
        assert reached is (U if in_review else A)
    elif verb in ("doubt", "rescore"):
        assert reached is (S if state is S else U)
    else:
        assert reached is MOVES[verb].to
