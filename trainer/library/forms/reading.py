"""From what was typed to an item: the payload where it can be read, and a fault on its field where it cannot."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from question_bank.items import Payload, Picture, payload_from
from trainer.library.forms.columns import Column, Kind
from trainer.library.forms.plan import Rows, landing
from trainer.library.forms.sheet import OWN, Sheet, Values
from trainer.library.rules import in_words, worth_telling

NO_PICTURE = "There is no picture to describe. Give the drawing, or empty this."
NONE, DRAWING, BANK = "none", "drawing", "bank"
"""Which picture an item shows: none, a drawing that stands in it, or one of the bank."""
PARTS = {DRAWING: ("alt", "svg"), BANK: ("alt", "digest", "media_type", "width", "height")}
"""What is said of each kind of picture; what was typed about the other is not part of the item."""
EMPTY = {
    DRAWING: ("picture-svg", "Give the drawing, or choose that there is no picture."),
    BANK: ("picture-digest", "Choose a picture of the bank, or that there is none."),
}
NO_WORDS = "The picture of this item; nothing is said about it yet."
Written = dict[str, list[int]]
"""Which rows of each kind something is written in: the numbers they have on the page."""


def payload_of(sheet: Sheet, stem: str, case: Any = None) -> Payload | None:
    """The item as typed, within its case; None when it cannot be read, and the faults stand in the sheet."""
    written = {rows.name: _written(rows, sheet.rows[rows.name]) for rows in sheet.plan.rows}
    _look(sheet, written)
    body = {"stem": stem, **_body(sheet, written)} | ({"case": case} if case is not None else {})
    try:
        payload = payload_from(sheet.plan.kind, body)
    except ValidationError as error:
        _explain(sheet, written, error)
        return None
    return None if sheet.faults else payload


def picture_of(sheet: Sheet) -> Picture | None:
    """The picture as typed, if there is one to show, whatever else is wrong; it has words in any case."""
    if not _has_picture(sheet.values):
        return None
    columns = [column for column in sheet.plan.fields if column.path.startswith("picture.")]
    try:
        return Picture.model_validate(
            {"alt": NO_WORDS, **_one_picture(_nested(columns, sheet.values)["picture"], sheet)}
        )
    except ValidationError:
        return None


def _written(rows: Rows, listed: list[Values]) -> list[int]:
    """The rows that are not empty; what a row begins with says nothing, and neither does harm alone."""
    says = [column for column in rows.columns if column.path != "harm"]
    return [
        number
        for number, values in enumerate(listed)
        if any(values.get(column.name, "").strip() not in ("", column.start) for column in says)
    ]


def _look(sheet: Sheet, written: Written) -> None:
    """What each field can tell by itself."""
    for column in sheet.plan.fields:
        if words := column.wrong(sheet.values[column.name]):
            sheet.fault(column.name, words)
    chosen = sheet.values["picture-kind"]
    if not _has_picture(sheet.values):
        if chosen in EMPTY:
            sheet.fault(*EMPTY[chosen])
        elif not chosen and sheet.values["picture-alt"].strip():
            sheet.fault("picture-alt", NO_PICTURE)
    for rows in sheet.plan.rows:
        for number in written[rows.name]:
            for column in rows.columns:
                if words := column.wrong(sheet.rows[rows.name][number].get(column.name, "")):
                    sheet.fault(f"{rows.name}-{number}-{column.name}", words)


def picture_kind(sheet: Sheet) -> str:
    """Which kind of picture is chosen; before anybody chose, what is there tells, or what this type needs."""
    kind = _kind(sheet.values)
    is_open = not sheet.values["picture-kind"] and (sheet.plan.needs_picture or sheet.values["picture-alt"].strip())
    return DRAWING if kind == NONE and is_open else kind


def _kind(values: Values) -> str:
    there = {DRAWING: values["picture-svg"].strip(), BANK: values["picture-digest"]}
    return values["picture-kind"] or next((kind for kind, said in there.items() if said), NONE)


def _has_picture(values: Values) -> bool:
    kind = _kind(values)
    return bool((kind == DRAWING and values["picture-svg"].strip()) or (kind == BANK and values["picture-digest"]))


def _body(sheet: Sheet, written: Written) -> dict[str, Any]:
    rule = sheet.values.get("scoring", "")
    fields = [column for column in sheet.plan.fields if not column.under or column.under == rule]
    body = _nested(fields, sheet.values)
    picture = body.pop("picture", {})
    if _has_picture(sheet.values):
        body["picture"] = _one_picture(picture, sheet)
    for rows in sheet.plan.rows:
        columns = [column for column in rows.columns if not column.under or column.under == rule]
        body[rows.name] = [_row(rows, columns, sheet.rows[rows.name][number]) for number in written[rows.name]]
    return body


def _one_picture(picture: Mapping[str, Any], sheet: Sheet) -> dict[str, Any]:
    """What is said of the picture that is chosen."""
    return {name: picture[name] for name in PARTS[_kind(sheet.values)] if name in picture}


def _row(rows: Rows, columns: list[Column], values: Values) -> Any:
    if rows.plain:
        return values[rows.columns[0].name]
    named = {} if rows.ids is None else {"id": values.get(OWN.name, "")}
    return named | _nested(columns, values)


def _nested(columns: list[Column], values: Values) -> dict[str, Any]:
    """The fields in which something stands, each at its place."""
    body: dict[str, Any] = {}
    for column in columns:
        typed = values.get(column.name, "")
        if not typed.strip() and column.kind is not Kind.TICK:
            continue
        *inside, last = column.path.split(".")
        at = body
        for part in inside:
            at = at.setdefault(part, {})
        at[last] = column.read(typed)
    return body


def _explain(sheet: Sheet, written: Written, error: ValidationError) -> None:
    """Let every fault of the schema land on its field; what is said of the whole waits until the parts are right."""
    is_broken = bool(sheet.faults)
    for line in worth_telling(dict(line) for line in error.errors()):
        words, place = in_words(line), _place(sheet, written, line["loc"], str(line["msg"]))
        if place not in sheet.faults and (line["loc"] or not is_broken):
            sheet.fault(place, words)


def _place(sheet: Sheet, written: Written, loc: tuple[Any, ...], says: str) -> str:
    plan = sheet.plan
    match loc:
        case (str(name), int(number), *inside) if rows := plan.rows_of(name):
            path = ".".join(part for part in inside if isinstance(part, str)) or landing(rows.lands, says)
            column = rows.columns[0] if rows.plain else rows.by_path.get(path)
            row = f"{name}-{written[name][number]}"
            return f"{row}-{column.name}" if column else row
        case ("picture",):
            return EMPTY.get(picture_kind(sheet), EMPTY[DRAWING])[0]
        case ():
            return landing(plan.lands, says)
        case _:
            return "-".join(str(part) for part in loc)
