"""The states of an attempt and the moves between them: this table is the whole truth."""

from __future__ import annotations

from enum import StrEnum


class State(StrEnum):
    """Where an attempt stands. Passing is an outcome, not a state."""

    READY = "ready"
    RUNNING = "running"
    SUBMITTED = "submitted"
    GRADED = "graded"
    VOID = "void"


class Move(StrEnum):
    """What can happen to an attempt."""

    START = "start"
    SUBMIT = "submit"
    EXPIRE = "expire"
    GRADE = "grade"
    VOID = "void"


class IllegalMove(ValueError):
    """The machine has no such move from this state."""


TRANSITIONS: dict[tuple[State, Move], State] = {
    (State.READY, Move.START): State.RUNNING,
    (State.RUNNING, Move.SUBMIT): State.SUBMITTED,
    (State.RUNNING, Move.EXPIRE): State.SUBMITTED,
    (State.SUBMITTED, Move.GRADE): State.GRADED,
    (State.READY, Move.VOID): State.VOID,
    (State.RUNNING, Move.VOID): State.VOID,
    (State.SUBMITTED, Move.VOID): State.VOID,
    (State.GRADED, Move.VOID): State.VOID,
}
CLOSED = frozenset({State.SUBMITTED, State.GRADED, State.VOID})
"""From these no answer is taken, and nothing leads back."""


def after(state: State | str, move: Move) -> State:
    """The state a move leads to; IllegalMove when there is no such move."""
    try:
        return TRANSITIONS[State(state), move]
    except KeyError:
        raise IllegalMove(f"an attempt that is {state} cannot {move}") from None
