"""Answers a candidate could give to any type of question, from what a paper shows."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random
from typing import Any


def some_answer(entry: Mapping[str, Any], chance: Random) -> Any:
    """An answer in the form its type takes; `entry` is a paper's entry or an item of `/paper`."""
    ids = [option["id"] if isinstance(option, dict) else option[0] for option in entry["options"]]
    match entry["type"]:
        case "single_choice":
            return chance.choice(ids)
        case "multiple_response":
            return sorted(chance.sample(ids, 2))
        case "ordering":
            return chance.sample(ids, len(ids))
        case "true_false_set":
            return {own: chance.random() < 0.5 for own in ids}
        case "short_text":
            return chance.choice(["pneumothorax", "pleura", "lung"])
        case "numeric":
            return str(chance.randrange(1, 100))
        case _:
            return None
