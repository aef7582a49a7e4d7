"""Answers to our own items as an item of QTI takes them, and items of QTI made for one test."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from question_bank.items import Ordering, Payload, Response
from question_bank.items.card import Card
from question_bank.items.needle_parts import PARTS

TRUTHS = {True: "TRUE", False: "FALSE"}


def card_of(payload: Payload, **more: Any) -> Card:
    """A card around a payload."""
    said = {"code": "D1-E-001", "type": payload.kind, "use": "exam", "domain": "D1", "group": "knowledge"}
    return Card.model_validate({**said, "level": "recall", "payload": payload, **more})


def answers(payload: Payload, response: Response) -> Mapping[str, list[str]]:
    """A response of ours as the variables of the exported item hold it."""
    match payload.kind:
        case "true_false_set":
            return {"RESPONSE": [f"{own} {TRUTHS[truth]}" for own, truth in response]}
        case "matching":
            return {"RESPONSE": [f"{own} {choice}" for own, choice in response]}
        case "numeric":
            return {"RESPONSE": [response[0]] if response else []}
        case "short_text":
            return {"RESPONSE": [response] if response else []}
        case "needle_vector":
            return {f"RESPONSE_{part.upper()}": [response[part]] for part in PARTS if part in response}
    return {"RESPONSE": list(response)}


def orders(payload: Ordering) -> Iterator[tuple[str, ...]]:
    """Right, wrong and unfinished orders."""
    right = payload.own_ids()
    yield from ((), right, right[::-1], right[1:], right[:-1], (*right[2:], *right[:2]), (right[-1], *right[:-1]))
    yield (right[1], right[0], *right[2:])


def asked(payload: Payload, response: Response) -> bool:
    """Whether the exported item can be given this answer and means to score it alike."""
    if payload.kind == "numeric" and response:
        return bool(response[1] == payload.unit and any(sign.isdigit() for sign in response[0]))  # type: ignore[attr-defined] # a Numeric
    return True
