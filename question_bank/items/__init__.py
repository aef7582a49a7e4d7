"""Item types: each a frozen payload with its verbs, found by name in one registry."""

from question_bank.items.base import (
    Case,
    Explained,
    Harm,
    Outcome,
    Payload,
    Picture,
    Presented,
    Response,
    UnreadableAnswer,
    parts_given,
)
from question_bank.items.choices import Choices, Option
from question_bank.items.hotspot import Hotspot
from question_bank.items.matching import Matching
from question_bank.items.multiple_response import MultipleResponse
from question_bank.items.needle_vector import NeedleVector
from question_bank.items.numeric import Numeric
from question_bank.items.ordering import Ordering
from question_bank.items.short_text import ShortText
from question_bank.items.single_choice import SingleChoice
from question_bank.items.true_false_set import TrueFalseSet

TYPES: dict[str, type[Payload]] = {
    "single_choice": SingleChoice,
    "multiple_response": MultipleResponse,
    "true_false_set": TrueFalseSet,
    "ordering": Ordering,
    "matching": Matching,
    "numeric": Numeric,
    "short_text": ShortText,
    "hotspot": Hotspot,
    "needle_vector": NeedleVector,
}


def payload_from(kind: str, data: object) -> Payload:
    """Read a stored or written payload of the named type; raises KeyError or pydantic's ValidationError."""
    return TYPES[kind].model_validate(data)


__all__ = [
    "TYPES",
    "Case",
    "Choices",
    "Explained",
    "Harm",
    "Hotspot",
    "Matching",
    "MultipleResponse",
    "NeedleVector",
    "Numeric",
    "Option",
    "Ordering",
    "Outcome",
    "Payload",
    "Picture",
    "Presented",
    "Response",
    "ShortText",
    "SingleChoice",
    "TrueFalseSet",
    "UnreadableAnswer",
    "parts_given",
    "payload_from",
]
