"""Items as files: items/<domain>/<code>.yaml, cases in items/cases/c-NNN.yaml, and the drawings both name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from question_bank.formats import files
from question_bank.formats.faults import Fault
from question_bank.items import Case, drawing
from question_bank.items.card import Card

FIGURE = re.compile(r"[a-z0-9][a-z0-9-]*\.svg")
CASES = "cases"


def read_cards(directory: Path, faults: list[Fault]) -> Iterator[Card]:
    """Every item under items/, in the order of file names; unreadable ones are told and left out."""
    for path in sorted((directory / "items").rglob("*.yaml")):
        where = str(path.relative_to(directory))
        data = files.load(path, where, faults)
        if data is None:
            continue
        if path.parent.name == CASES:
            yield from _case(data, path, directory, faults)
            continue
        card = _card(data, where, directory, faults)
        if card is not None:
            _belongs(card.code, "an item", path, where, faults)
            yield card


def _belongs(code: str, what: str, path: Path, where: str, faults: list[Fault]) -> None:
    if path.stem != code.lower():
        faults.append(Fault(where, "file-name", f"{what} with code {code} belongs in {code.lower()}.yaml"))


def _card(data: Mapping[str, Any], where: str, directory: Path, faults: list[Fault]) -> Card | None:
    body = _with_drawing(data, where, directory, faults)
    return None if body is None else files.validated(Card, body, where, faults)


def _with_drawing(
    data: Mapping[str, Any], where: str, directory: Path, faults: list[Fault]
) -> Mapping[str, Any] | None:
    """The data with the drawing its picture names in place of the file's name; None when there is none to show."""
    picture = data.get("picture")
    if not isinstance(picture, dict) or "file" not in picture:
        return data
    name = str(picture["file"])
    path = directory / "figures" / name
    if not FIGURE.fullmatch(name) or not path.is_file():
        says = f"picture names {name}, and figures/ holds no such drawing"
        faults.append(Fault(where, "missing-picture", says))
        return None
    svg = files.text(path, f"figures/{name}", faults)
    try:
        drawing.checked(svg or "")
    except drawing.UnsafeDrawing as error:
        faults.append(Fault(where, "unsafe-picture", f"figures/{name}: {error}"))
        return None
    return {**data, "picture": {key: value for key, value in picture.items() if key != "file"} | {"svg": svg}}


def _case(data: dict[str, Any], path: Path, directory: Path, faults: list[Fault]) -> Iterator[Card]:
    """The items of one case, each with what they share and with its place among them by code."""
    where = str(path.relative_to(directory))
    items = [item for item in data.get("items") or [] if isinstance(item, dict)]
    if set(data) != {"case", "items"} or not isinstance(data["case"], dict) or len(items) < 2:
        faults.append(Fault(where, "case", "a case file holds `case` and, under `items`, at least two whole items"))
        return
    body = _with_drawing(data["case"], where, directory, faults)
    case = files.validated(Case, body, where, faults) if body is not None else None
    if case is None:
        return
    _belongs(case.code, "a case", path, where, faults)
    asked = sorted(str(item.get("code")) for item in items if item.get("status") != "retired")
    for item in items:
        code = str(item.get("code"))
        place = asked.index(code) + 1 if code in asked else 1
        shared = case.model_copy(update={"place": place, "of": max(len(asked), 1)})
        card = _card({**item, "case": shared}, f"{where}: {code}", directory, faults)
        if card is not None:
            yield card
