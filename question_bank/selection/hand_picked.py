"""Items chosen by hand, held against a blueprint: what keeps them from being a form, and what is worth a look."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from question_bank.scoring.policy import Policy
from question_bank.selection.balance import misses
from question_bank.selection.blueprint import Blueprint, ExposureCap, Hold, Range
from question_bank.selection.candidate import Candidate, mean_expected
from question_bank.selection.needs import Asked, Count, asked_of, called, counts_of, whose
from question_bank.selection.solver import enemy_rows


@dataclass(frozen=True)
class Finding:
    """Something a list does not keep; a warning keeps nobody from using it."""

    says: str
    is_warning: bool = False


def arranged(chosen: Sequence[Candidate]) -> list[Candidate]:
    """The items in their order, the items of a case side by side by code where the first of them stands."""
    blocks: dict[str, list[Candidate]] = {}
    for candidate in chosen:
        blocks.setdefault(candidate.case or candidate.id, []).append(candidate)
    return [each for block in blocks.values() for each in sorted(block, key=lambda one: one.id)]


def checked(
    chosen: Sequence[Candidate],
    blueprint: Blueprint,
    policy: Policy,
    *,
    exposure: Mapping[str, int] | None = None,
) -> Iterator[Finding]:
    """What a list of items lacks or breaks of what a drawn paper keeps, in words; `exposure` is that of `draw`.

    The items are taken to be live and unexpired: whether they are is known to whoever keeps them.
    """
    yield from _counted(chosen, asked_of(blueprint, policy))
    for one, other in enemy_rows(chosen):
        yield Finding(f"{one} and {other} are enemies")
    yield from _broken_cases(chosen)
    if blueprint.exposure:
        yield from _worn(chosen, blueprint.exposure, exposure or {})
    if blueprint.difficulty and misses(chosen, blueprint.difficulty):
        target, found = blueprint.difficulty.target, mean_expected(chosen)
        yield Finding(f"the expected mean facility is {found:.2f}; the blueprint aims at {target:.2f}", is_warning=True)


def _counted(chosen: Sequence[Candidate], asked: Asked) -> Iterator[Finding]:
    found = Counter(count for candidate in chosen for count in counts_of(candidate))
    for count, need in asked.items():
        if says := _missed(count, need, found[count]):
            yield Finding(says)
    for count in sorted(count for count in found if count[0] == "cell" and count not in asked):
        number = found[count]
        yield Finding(f"{whose(count)} asks for no {called(count, 2)}; {number} {_are(number)} chosen")


def _missed(count: Count, need: Range, found: int) -> str:
    if found < need.at_least:
        return f"{whose(count)} needs {need.at_least} {called(count, need.at_least)}; {found} {_are(found)} chosen"
    if need.at_most is not None and found > need.at_most:
        most = need.at_most
        return f"{whose(count)} takes at most {most} {called(count, most)}; {found} {_are(found)} chosen"
    return ""


def _are(number: int) -> str:
    return "is" if number == 1 else "are"


def _broken_cases(chosen: Sequence[Candidate]) -> Iterator[Finding]:
    found = Counter(candidate.case for candidate in chosen)
    wholes = {candidate.case: candidate.case_of for candidate in chosen if candidate.case}
    for case, whole in sorted(wholes.items()):
        if found[case] != whole:
            yield Finding(f"case {case} is asked whole; {found[case]} of its {whole} items {_are(found[case])} chosen")


def _worn(chosen: Sequence[Candidate], cap: ExposureCap, used: Mapping[str, int]) -> Iterator[Finding]:
    """What has stood on as many papers as the cap allows: another would be one too many."""
    for candidate in chosen:
        papers = used.get(candidate.id, 0)
        if papers >= cap.most:
            says = f"{candidate.id} stood on {papers} of the last {cap.before} papers; the cap is {cap.most} of "
            yield Finding(f"{says}{cap.papers}", is_warning=cap.hold is not Hold.HARD)
