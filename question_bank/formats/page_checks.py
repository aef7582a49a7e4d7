"""Check questions in the flow of a course page: read from their fenced block, answered for oneself, never counted."""

from __future__ import annotations

from collections.abc import Sequence

from markdown_it.token import Token
from pydantic import Field, ValidationError, model_validator

from question_bank.formats import strict_yaml
from question_bank.formats.page_tokens import UnreadablePage
from question_bank.items.base import Frozen


class CheckOption(Frozen):
    """One answer of a check question."""

    text: str = Field(min_length=1)
    key: bool = False
    rationale: str = Field(min_length=1)


class Check(Frozen):
    """A question in the flow of a page; `sources` is what its key and its rationales rest on."""

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9-]*$", max_length=80)
    stem: str = Field(min_length=1)
    options: tuple[CheckOption, ...] = Field(min_length=2, max_length=5)
    sources: tuple[str, ...] = ()

    @model_validator(mode="after")
    def one_key(self) -> Check:
        if sum(option.key for option in self.options) != 1:
            raise ValueError(f"check {self.id} needs exactly one key")
        return self


def read_check(text: str) -> Check:
    """Read one check question; raises UnreadablePage when it is not whole."""
    try:
        return Check.model_validate(strict_yaml.load(text))
    except strict_yaml.UnreadableYaml as error:
        raise UnreadablePage(f"a check question cannot be read: {error}") from error
    except ValidationError as error:
        faults = "; ".join(f"{'.'.join(map(str, line['loc']))}: {line['msg']}".lstrip(": ") for line in error.errors())
        raise UnreadablePage(f"a check question cannot be read: {faults}") from error


def find_checks(tokens: Sequence[Token]) -> None:
    """Keep with each token that is a check question what it says; raises UnreadablePage when one is not whole."""
    for token in tokens:
        if token.type == "fence" and token.info.strip() == "check" and not token.level:
            token.meta = {"check": read_check(token.content)}


def check_in(token: Token) -> Check | None:
    """The check question that a token was found to be."""
    found: Check | None = token.meta.get("check")
    return found


def split_at_checks(tokens: Sequence[Token]) -> tuple[list[list[Token]], list[Check]]:
    """The stretches of a page with a check between each two; raises UnreadablePage when two share an id."""
    runs: list[list[Token]] = [[]]
    checks: list[Check] = []
    for token in tokens:
        if check := check_in(token):
            checks.append(check)
            runs.append([])
        else:
            runs[-1].append(token)
    repeated = {check.id for check in checks if [other.id for other in checks].count(check.id) > 1}
    if repeated:
        raise UnreadablePage(f"check {', '.join(sorted(repeated))} stands on the page twice")
    return runs, checks
