"""What is wrong with a file, said so that its author can mend it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Fault:
    """One thing wrong: where, which rule, and what to do. A warning does not block."""

    where: str
    rule: str
    says: str
    is_warning: bool = False

    def __str__(self) -> str:
        mark = "warning" if self.is_warning else "error"
        return f"{self.where}: {mark}: {self.rule}: {self.says}"


class UnreadableContent(ValueError):
    """A course could not be read; `faults` says where and why, all of it at once."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__("\n".join(str(fault) for fault in faults))
        self.faults = faults
