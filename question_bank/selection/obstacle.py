"""What is in the way of a paper although every count suffices: an irreducible set of what is asked, in words.

The set is found by a deletion filter (Chinneck and Dravnieks, 1991): whatever can go while no paper exists, goes. Of
what is left nothing could, so that giving way in any one thing of it gives a paper.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import TypeVar

from question_bank.selection.candidate import Candidate
from question_bank.selection.needs import Asked, Count, called, counts_of, whose
from question_bank.selection.solver import NoPaper, Row, case_rows, count_rows, enemy_rows, solve

Key = TypeVar("Key")
T = TypeVar("T")

NAMED = 4
"""At most so many pairs or cases are named; the rest are counted."""


@dataclass(frozen=True)
class Obstacle:
    """Counts, pairs of enemies and cases that cannot all be kept, though without any one of them the rest can."""

    counts: tuple[Count, ...] = ()
    enemies: tuple[tuple[str, str], ...] = ()
    cases: tuple[str, ...] = ()

    def in_words(self, asked: Asked) -> str:
        """What cannot be had together, and why."""
        names = [_wanted(count, asked) for count in self.counts]
        wanted = " and ".join(filter(None, (", ".join(names[:-1]), *names[-1:])))
        pairs = _listed([f"{one} and {other}" for one, other in self.enemies])
        cases = _listed([f"case {case}" for case in self.cases])
        reasons = [
            words for names, words in ((pairs, f"{pairs} are enemies"), (cases, f"{cases} is drawn whole")) if names
        ]
        if reasons:
            return f"{wanted} cannot stand on one paper, because {' and '.join(reasons)}"
        return f"{wanted} cannot all be met by the live items"


def obstacle_of(pool: Sequence[Candidate], asked: Asked) -> Obstacle:
    """What is in the way of every paper, irreducible; empty where there is a paper."""
    some = _enough(pool, asked)
    counts = count_rows(some, asked)
    enemies = {pair: [row] for pair, row in enemy_rows(some).items()}
    cases = case_rows(some)

    def blocked(*parts: Iterable[Row]) -> bool:
        return not _possible(len(some), list(chain(*parts)))

    if not blocked(counts.values(), *enemies.values(), *cases.values()):
        return Obstacle()
    if blocked(counts.values()):
        enemies, cases = {}, {}
    elif blocked(counts.values(), *enemies.values()):
        cases = {}
    counts = _irreducible(counts, lambda rest: blocked(rest.values(), *enemies.values(), *cases.values()))
    cases = _irreducible(cases, lambda rest: blocked(counts.values(), *enemies.values(), *rest.values()))
    enemies = _irreducible(enemies, lambda rest: blocked(counts.values(), *rest.values(), *cases.values()))
    return Obstacle(tuple(counts), tuple(enemies), tuple(cases))


def _enough(pool: Sequence[Candidate], asked: Asked) -> list[Candidate]:
    """The items without those of which there are more alike than any one count asks for: they change nothing."""
    named = {enemy for candidate in pool for enemy in candidate.enemies}
    seen: Counter[tuple[Count, ...]] = Counter()
    kept = []
    for candidate in pool:
        counts = tuple(counts_of(candidate))
        is_tied = candidate.case or candidate.enemies or candidate.id in named
        most = max((asked[count].at_least for count in counts if count in asked), default=0)
        if is_tied or seen[counts] < most:
            kept.append(candidate)
        seen[counts] += not is_tied
    return kept


def _possible(items: int, rows: Sequence[Row]) -> bool:
    if any(low > 0 and not over for low, _high, over in rows):
        return False
    if not any(over for _low, _high, over in rows):
        return True
    try:
        solve([0.0] * items, rows, is_ample=False)
    except NoPaper:
        return False
    return True


def _irreducible(found: Mapping[Key, T], is_blocked: Callable[[Mapping[Key, T]], bool]) -> dict[Key, T]:
    """Without whatever can go while it stays blocked: first by halves, then one by one."""
    kept = dict(found)
    size = max(1, len(kept) // 2)
    while size:
        order = list(kept)
        for start in range(0, len(order), size):
            chunk = set(order[start : start + size])
            rest = {key: value for key, value in kept.items() if key not in chunk}
            if is_blocked(rest):
                kept = rest
        size //= 2
    return kept


def _wanted(count: Count, asked: Asked) -> str:
    """What is asked of one count, as part of a sentence."""
    least, most = asked[count].at_least, asked[count].at_most
    number = f"{least}" if most in (None, least) else f"{least} to {most}" if least else f"at most {most}"
    what = f"{number} {called(count, least if most is None else most)}"
    return f"the {what} on {whose(count)}" if count[0] == "rule" else f"{whose(count)}'s {what}"


def _listed(names: Sequence[str]) -> str:
    more = len(names) - NAMED
    return "; ".join(names[:NAMED]) + (f"; and {more} more" if more > 0 else "")
