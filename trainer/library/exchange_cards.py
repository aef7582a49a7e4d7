"""What an item of a file becomes here: its card, its code, and what is worth saying of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationError

from question_bank.exchange.found import Draft, Refused
from question_bank.items.card import Card, Status, Use
from trainer.library.models import HOME
from trainer.library.rules import code_after, letter_of

CODE = re.compile(r"(D[0-9])-([EP])-(\d{3,6})")
DOMAIN = re.compile(r"D[0-9]")
UNSORTED = "D0"
UNTOLD = {"group": "knowledge", "level": "recall"}
"""What an item gets where neither its file nor the bank says anything."""


@dataclass(frozen=True)
class Wishes:
    """How a file is to be taken in: as what, into which bank, and what holds where the file says nothing."""

    format: str = "auto"
    bank: str = HOME
    domain: str = ""
    use: Use = Use.EXAM
    is_partial: bool = False


@dataclass
class Codes:
    """The codes of the whole library and of this import, so that each is given once."""

    taken: set[str]
    last: dict[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, codes: Iterable[str]) -> Codes:
        """The codes that are taken, with the highest number of each domain and pool."""
        made = cls(set(codes))
        for code in made.taken:
            made._count(code)
        return made

    def give(self, domain: str, use: Use) -> str:
        """The next free code of a domain and pool."""
        prefix = f"{domain}-{letter_of(use)}-"
        return self.keep(code_after(prefix, self.last.get(prefix, 0)))

    def keep(self, code: str) -> str:
        """Take a code that is free."""
        self.taken.add(code)
        self._count(code)
        return code

    def _count(self, code: str) -> None:
        prefix, number = code[:5], code[5:]
        if number.isdigit():
            self.last[prefix] = max(self.last.get(prefix, 0), int(number))


def use_of(draft: Draft, wishes: Wishes) -> Use:
    """The pool of an item: as its file says, else as its code says, else as wished."""
    told = draft.about.get("use")
    match = CODE.fullmatch(str(draft.about.get("code", "")))
    if told or match is None:
        return Use(told) if told else wishes.use
    return Use.EXAM if match[2] == "E" else Use.PRACTICE


def own_code(draft: Draft, use: Use) -> str:
    """The code the file gives, where it is one of ours and agrees with the pool; else nothing."""
    match = CODE.fullmatch(str(draft.about.get("code", "")))
    return match[0] if match and match[2] == letter_of(use) else ""


def card_of(draft: Draft, code: str, wishes: Wishes, before: Card | None) -> tuple[Card, tuple[str, ...]]:
    """The card of a draft under a code, and notes; raises Refused where what the file says of it cannot be."""
    use = use_of(draft, wishes)
    domain, tags = _domain(draft, wishes, before)
    known = {name: getattr(before, name) for name in UNTOLD} if before else UNTOLD
    untold = [name for name in UNTOLD if name not in draft.about and not before]
    own = str(draft.about.get("code", ""))
    was = (f"was: {own}",) if own and own != code else ()
    said = {**known, **draft.about, "code": code, "use": use, "domain": domain, "status": Status.DRAFT, "version": 1}
    card = _made({**said, "type": draft.payload.kind, "payload": draft.payload, "title": draft.title,
                  "tags": tuple(dict.fromkeys((*draft.tags, *tags, *was)))})  # fmt: skip
    return card, tuple(f"the file does not say its {name}: {UNTOLD[name]}" for name in untold)


def _made(said: Mapping[str, Any]) -> Card:
    try:
        return Card.model_validate(said)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise Refused(f"{place}: {first['msg'].removeprefix('Value error, ')}") from None


def domain_told(draft: Draft) -> str:
    """The domain the file tells: by a label, by the category it stands in, or by the code it gives."""
    match = CODE.fullmatch(str(draft.about.get("code", "")))
    return _named(str(draft.about.get("domain", ""))) or _named(draft.category) or (match[1] if match else "")


def _domain(draft: Draft, wishes: Wishes, before: Card | None) -> tuple[str, tuple[str, ...]]:
    """The domain an item gets, and what the file says about its place in other words, as labels."""
    found = domain_told(draft) or (before.domain if before else "") or wishes.domain or UNSORTED
    others = {"domain": str(draft.about.get("domain", "")), "category": draft.category}
    return found, tuple(f"{name}: {text}" for name, text in others.items() if text and not _named(text))


def _named(place: str) -> str:
    """The domain a label or a category names; nothing where it is called anything else."""
    last = place.rsplit("/", 1)[-1].strip()
    return last if DOMAIN.fullmatch(last) else ""
