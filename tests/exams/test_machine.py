"""The states and the moves between them."""

from __future__ import annotations

import pytest

from trainer.exams.machine import CLOSED, TRANSITIONS, IllegalMove, Move, State, after

pytestmark = pytest.mark.pure


@pytest.mark.parametrize(
    ("state", "move", "then"),
    [
        (State.READY, Move.START, State.RUNNING),
        (State.RUNNING, Move.SUBMIT, State.SUBMITTED),
        (State.RUNNING, Move.EXPIRE, State.SUBMITTED),
        (State.SUBMITTED, Move.GRADE, State.GRADED),
        (State.READY, Move.VOID, State.VOID),
        (State.RUNNING, Move.VOID, State.VOID),
        (State.SUBMITTED, Move.VOID, State.VOID),
        (State.GRADED, Move.VOID, State.VOID),
    ],
)
def test_the_moves_there_are(state: State, move: Move, then: State) -> None:
    assert after(state, move) is then


ILLEGAL = [(state, move) for state in State for move in Move if (state, move) not in TRANSITIONS]


@pytest.mark.parametrize(("state", "move"), ILLEGAL)
def test_every_other_move_is_refused(state: State, move: Move) -> None:
    with pytest.raises(IllegalMove, match=f"{state} cannot {move}"):
        after(state, move)


def test_there_are_eight_moves_and_no_more() -> None:
    assert len(TRANSITIONS) == 8
    assert len(ILLEGAL) == 17


def test_nothing_leads_out_of_closed_to_running() -> None:
    reached = set(CLOSED)
    for _ in State:
        reached |= {then for (state, _move), then in TRANSITIONS.items() if state in reached}
    assert reached == CLOSED


def test_nothing_leads_out_of_void() -> None:
    assert not any(state is State.VOID for state, _move in TRANSITIONS)


def test_an_unknown_state_is_an_error() -> None:
    with pytest.raises(ValueError, match="paused"):
        after("paused", Move.SUBMIT)
