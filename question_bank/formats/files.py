"""Reading one file of a course: its text, its YAML, and a value made from it; what is wrong becomes faults."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from question_bank.formats import strict_yaml
from question_bank.formats.faults import Fault

Model = TypeVar("Model", bound=BaseModel)


def load(path: Path, where: str, faults: list[Fault]) -> dict[str, Any] | None:
    """The YAML mapping of a file, or None with the faults told."""
    found = text(path, where, faults)
    return None if found is None else parse(found, where, faults)


def text(path: Path, where: str, faults: list[Fault]) -> str | None:
    """The text of a file, or None with the fault told."""
    try:
        return path.read_text("utf-8")
    except FileNotFoundError:
        faults.append(Fault(where, "missing-file", "this file is missing"))
    except UnicodeDecodeError as error:
        faults.append(Fault(where, "encoding", f"not UTF-8 at byte {error.start}; save the file as UTF-8"))
    except OSError as error:
        faults.append(Fault(where, "unreadable-file", f"this file cannot be read: {error.strerror}"))
    return None


def parse(yaml: str, where: str, faults: list[Fault]) -> dict[str, Any] | None:
    """The mapping a YAML text says, or None with the fault told."""
    try:
        return strict_yaml.load(yaml)
    except strict_yaml.UnreadableYaml as error:
        faults.append(Fault(where, "yaml", str(error)))
        return None


def validated(model: type[Model], data: Any, where: str, faults: list[Fault]) -> Model | None:
    """The value that data says, or None with every fault told."""
    try:
        return model.model_validate(data)
    except ValidationError as error:
        faults.extend(Fault(where, "schema", says) for says in _words(error))
        return None


def _words(error: ValidationError) -> Iterator[str]:
    """Each thing wrong, after the field it is wrong with."""
    for line in error.errors():
        inner = line.get("ctx", {}).get("error")
        place = ".".join(str(part) for part in line["loc"])
        says = [line["msg"].removeprefix("Value error, ")]
        if isinstance(inner, ValidationError):
            says = list(_words(inner))
        yield from (f"{place}: {words}" if place else words for words in says)
