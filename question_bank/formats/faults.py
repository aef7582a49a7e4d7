"""What is wrong with a file, said so that its author can mend it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Fault:
    """One thing wrong: where, which rule, and what to do. A warning does not block.

    `field` names the part of an item that is to be changed, as `stem`, `options.c`, `options.c.rationale` or `sources`;
    it is empty where no one part is.
    """

    where: str
    rule: str
    says: str
    is_warning: bool = False
    field: str = ""

    @property
    def severity(self) -> str:
        """How grave it is: error or warning."""
        return "warning" if self.is_warning else "error"

    def __str__(self) -> str:
        return f"{self.where}: {self.severity}: {self.rule}: {self.says}"


class UnreadableContent(ValueError):
    """A course could not be read; `faults` says where and why, all of it at once."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__("\n".join(str(fault) for fault in faults))
        self.faults = faults
