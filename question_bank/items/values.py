"""The values items are built from: frozen ones, how much harm a mistake does, and reasons."""

from __future__ import annotations

from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field


class Harm(StrEnum):
    """What choosing an option in practice could do."""

    NONE = "none"
    MINOR = "minor"
    SERIOUS = "serious"
    CRITICAL = "critical"


class Frozen(BaseModel):
    """A value: no unknown fields, no later change."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


class Hazard(Frozen):
    """What a mistake would do in practice: what happens, to which structure, how one notices, and what to do then."""

    happens: str = Field(min_length=1)
    structure: str = ""
    noticed: str = ""
    action: str = ""


class Reasoned(Frozen):
    """A part of an item that can be right or wrong: why, and what being wrong about it could do."""

    harm: Harm = Harm.NONE
    hazard: Hazard | None = None
    rationale: str = ""
