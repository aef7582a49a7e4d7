"""An item as its author writes it: the payload and everything said about it."""

from __future__ import annotations

from enum import StrEnum
from typing import Any, Self

from pydantic import Field, field_validator, model_validator

from question_bank.items import TYPES, Payload, payload_from
from question_bank.items.base import Frozen


class Use(StrEnum):
    """Where an item may appear. The two pools are disjoint: a quiz shows keys and rationales, an exam never."""

    EXAM = "exam"
    PRACTICE = "practice"


class Status(StrEnum):
    """Where an item stands in its life."""

    DRAFT = "draft"
    IN_REVIEW = "in_review"
    APPROVED = "approved"
    LIVE = "live"
    RETIRED = "retired"
    COMPROMISED = "compromised"


OUT_OF_USE = frozenset({Status.RETIRED, Status.COMPROMISED})
"""Where an item is on no paper, nor on its way to one, until somebody takes it up again."""


class Group(StrEnum):
    """The groups of items, across domains, on which a pass decision rests."""

    THORAX = "thorax"
    OTHER_SAFETY = "other_safety"
    KNOWLEDGE = "knowledge"


class Level(StrEnum):
    """The cognitive level an item asks for."""

    RECALL = "recall"
    APPLY = "apply"
    ANALYSE = "analyse"


class Rule(StrEnum):
    """The eight must-not-miss rules, each tested by at least two items of a paper."""

    PNEUMOTHORAX_UNTIL_EXCLUDED = "pneumothorax_until_excluded"
    NEVER_TOWARD_LUNG = "never_toward_lung"
    NORMAL_OXIMETER = "normal_oximeter"
    NO_CONSENT_STOP = "no_consent_stop"
    SHARPS_INJURY = "sharps_injury"
    SPINAL_EMERGENCY = "spinal_emergency"
    NO_CURRENT_CARDIAC_DEVICE = "no_current_cardiac_device"
    SPREADING_INFECTION = "spreading_infection"


class Card(Frozen):
    """One item, whole and valid: payload, use, place in the blueprint, and what supports it."""

    code: str = Field(pattern=r"^D[0-9]-[EP]-\d{3,6}$")
    version: int = Field(default=1, ge=1)
    type: str
    use: Use
    status: Status = Status.LIVE
    domain: str = Field(pattern=r"^D[0-9]$")
    group: Group
    level: Level
    safety_critical: bool = False
    must_not_miss: Rule | None = None
    vignette: bool = False
    title: str = ""
    tags: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    enemies: tuple[str, ...] = ()
    payload: Payload

    @model_validator(mode="before")
    @classmethod
    def payload_of_its_type(cls, data: Any) -> Any:
        """Gather what is not said of every item into the payload its `type` names."""
        if not isinstance(data, dict) or isinstance(data.get("payload"), Payload):
            return data
        rest = dict(data)
        kind = rest.get("type")
        if not isinstance(kind, str) or kind not in TYPES:
            raise ValueError(f"type {kind!r} is not one of {', '.join(TYPES)}")
        body = rest.pop("payload", None) or {k: rest.pop(k) for k in data if k not in cls.model_fields}
        rest["payload"] = payload_from(kind, body)
        return rest

    @field_validator("payload", mode="plain")
    @classmethod
    def keep_payload(cls, value: Payload) -> Payload:
        return value

    @model_validator(mode="after")
    def code_agrees(self) -> Self:
        letter = self.code.split("-")[1]
        if letter != ("E" if self.use is Use.EXAM else "P"):
            raise ValueError(f"code {self.code} does not agree with use {self.use.value!r}")
        return self
