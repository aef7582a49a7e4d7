"""What the cells of a row say of each type of item, and the other way round."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from question_bank.exchange.found import Refused
from question_bank.exchange.table.columns import YES, Cells, Part, is_yes, lines, parts
from question_bank.items import Choices, Matching, Numeric, Ordering, Payload, ShortText, TrueFalseSet
from question_bank.items.base import LETTERS, Harm

Fields = dict[str, Any]
PLACES = re.compile(r"(\d{1,2}|[A-Za-z])([\s,;]+(\d{1,2}|[A-Za-z]))*")


def _own_id(part: Part, place: int) -> str:
    return part["id"] or LETTERS[place].lower()


def _reasoned(part: Part) -> Fields:
    return {"harm": part["harm"] or Harm.NONE, "rationale": part["rationale"]}


def _read_choice(cells: Cells) -> Fields:
    told = parts(cells)
    named = _named(cells.get("right", ""), [part["text"] for part in told])
    options = [
        {
            "id": _own_id(part, place),
            "text": part["text"],
            "key": place in named or is_yes(part["right"]),
            "credit": part["credit"] or None,
            **_reasoned(part),
        }
        for place, part in enumerate(told)
    ]
    bounds = {name: cells[name] for name in ("lower", "upper") if cells.get(name)}
    return {"options": options, **({"bounds": bounds} if bounds else {})}


def _named(cell: str, texts: Sequence[str]) -> set[int]:
    """The places of the options that letters, numbers or one whole text name."""
    same = {place for place, text in enumerate(texts) if text == cell}
    signs = re.findall(r"\d+|[A-Za-z]", cell) if PLACES.fullmatch(cell) else []
    places = {int(sign) - 1 if sign.isdecimal() else LETTERS.index(sign.upper()) for sign in signs}
    if cell and (not (same or places) or (same and places and same != places) or max(same | places) >= len(texts)):
        raise Refused(f"`right` says {cell}, which does not name one option; name it by its letter: B")
    return same or places


def _read_truths(cells: Cells) -> Fields:
    statements = [
        {"id": _own_id(part, place), "text": part["text"], "is_true": is_yes(part["right"]), **_reasoned(part)}
        for place, part in enumerate(parts(cells))
    ]
    return {"statements": statements}


def _read_order(cells: Cells) -> Fields:
    steps = [
        {"id": _own_id(part, place), "text": part["text"], "rationale": part["rationale"]}
        for place, part in enumerate(parts(cells))
    ]
    return {"steps": steps, "harm": cells.get("harm") or Harm.NONE}


def _read_match(cells: Cells) -> Fields:
    told = parts(cells)
    if lonely := next((part["text"] for part in told if not part["right"]), ""):
        raise Refused(f"the line {lonely} has no choice in the column `right` beside it")
    words = list(dict.fromkeys([*(part["right"] for part in told), *lines(cells.get("other choices", ""))]))
    own = {text: f"c{place}" for place, text in enumerate(words, 1)}
    prompts = [
        {"id": f"p{place}", "text": part["text"], "match": own[part["right"]], **_reasoned(part)}
        for place, part in enumerate(told, 1)
    ]
    return {"prompts": prompts, "choices": [{"id": name, "text": text} for text, name in own.items()]}


def _read_words(cells: Cells) -> Fields:
    told = parts(cells)
    return {
        "accepted": [text for part in told if is_yes(part["right"]) for text in lines(part["text"])],
        "partial": [
            {"text": part["text"], "credit": part["credit"], "rationale": part["rationale"]}
            for part in told
            if part["credit"]
        ],
        "near": [
            {"text": part["text"], "rationale": part["rationale"]}
            for part in told
            if not part["credit"] and not is_yes(part["right"])
        ],
        "case_sensitive": is_yes(cells.get("case sensitive", "")),
        **_of_the_item(cells),
    }


def _of_the_item(cells: Cells) -> Fields:
    return {"harm": cells.get("harm") or Harm.NONE, "rationale": cells.get("rationale", "")}


def _read_number(cells: Cells) -> Fields:
    told = parts(cells)
    right = [part for part in told if not part["credit"]]
    if len(right) != 1:
        raise Refused(f"the row has {len(right)} right numbers; give one, and a credit to each that is partly right")
    partial = [
        {"value": _point(part["text"]), "tolerance": _point(part["tolerance"] or "0"), "credit": part["credit"],
         "rationale": part["rationale"]}
        for part in told
        if part["credit"]
    ]  # fmt: skip
    return {
        "value": _point(right[0]["text"]),
        "tolerance": _point(right[0]["tolerance"] or "0"),
        "partial": partial,
        "unit": cells.get("unit", ""),
        "units": [_unit(line, place) for place, line in enumerate(lines(cells.get("other units", "")), 1)],
        **_of_the_item(cells),
    }


def _point(number: str) -> str:
    return number.replace(",", ".")


def _unit(line: str, place: int) -> Fields:
    text, _equals, factor = line.rpartition("=")
    return {"id": f"u{place}", "text": text.strip(), "factor": _point(factor.strip())}


def _part(part: Any, **more: str) -> Part:
    harm = getattr(part, "harm", Harm.NONE)
    return {
        "id": part.id, "text": part.text, "rationale": part.rationale, "harm": "" if harm is Harm.NONE else harm, **more
    }  # fmt: skip


def _write_choice(payload: Choices) -> tuple[Fields, Sequence[Part]]:
    told = [_part(each, right=YES if each.key else "", credit=each.credit or "") for each in payload.options]
    bounds = {"lower": payload.bounds.lower, "upper": payload.bounds.upper} if payload.bounds else {}
    return {"scoring": payload.scoring, **bounds}, told


def _write_truths(payload: TrueFalseSet) -> tuple[Fields, Sequence[Part]]:
    told = [_part(each, right=str(each.is_true).lower()) for each in payload.statements]
    return {"scoring": payload.scoring}, told


def _write_order(payload: Ordering) -> tuple[Fields, Sequence[Part]]:
    return {"scoring": payload.scoring, "harm": payload.harm}, [_part(step) for step in payload.steps]


def _write_match(payload: Matching) -> tuple[Fields, Sequence[Part]]:
    texts = {choice.id: choice.text for choice in payload.choices}
    told = [_part(each, right=texts[each.match]) for each in payload.prompts]
    idle = [texts[own] for own in texts if own not in payload.right.values()]
    return {"scoring": payload.scoring, "other choices": "\n".join(idle)}, told


def _write_words(payload: ShortText) -> tuple[Fields, Sequence[Part]]:
    told = [
        {"text": "\n".join(payload.accepted), "right": YES},
        *({"text": each.text, "credit": each.credit, "rationale": each.rationale} for each in payload.partial),
        *({"text": each.text, "rationale": each.rationale} for each in payload.near),
    ]
    whole = {"case sensitive": YES if payload.case_sensitive else ""}
    return {**whole, "harm": payload.harm, "rationale": payload.rationale}, told


def _write_number(payload: Numeric) -> tuple[Fields, Sequence[Part]]:
    right: Part = {"text": payload.value, "tolerance": payload.tolerance, "right": YES}
    partly = [
        {"text": each.value, "tolerance": each.tolerance, "credit": each.credit, "rationale": each.rationale}
        for each in payload.partial
    ]
    units = "\n".join(f"{unit.text} = {unit.factor}" for unit in payload.units)
    whole = {"unit": payload.unit, "other units": units, "harm": payload.harm, "rationale": payload.rationale}
    return whole, [right, *partly]


READERS: Mapping[str, Callable[[Cells], Fields]] = {
    "single_choice": _read_choice,
    "multiple_response": _read_choice,
    "true_false_set": _read_truths,
    "ordering": _read_order,
    "matching": _read_match,
    "short_text": _read_words,
    "numeric": _read_number,
}
WRITERS: Mapping[str, Callable[[Any], tuple[Fields, Sequence[Part]]]] = {
    "single_choice": _write_choice,
    "multiple_response": _write_choice,
    "true_false_set": _write_truths,
    "ordering": _write_order,
    "matching": _write_match,
    "short_text": _write_words,
    "numeric": _write_number,
}


def told(payload: Payload) -> tuple[Fields, Sequence[Part]]:
    """What a payload says of itself as a whole, and of its parts."""
    return WRITERS[payload.kind](payload)
