"""A bank made ready for drawing: sorted once into what can be drawn and where it counts, then drawn from many times."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from random import Random

from question_bank.selection.candidate import Candidate, blocks
from question_bank.selection.needs import Asked, Count, cell_of, counts_of


class Pool:
    """The items of a bank by what they count towards. Never changed once made, so that threads may share it."""

    def __init__(self, candidates: Iterable[Candidate]) -> None:
        self.blocks = blocks(candidates)
        self.sizes: Counter[Count] = Counter()
        self._place: dict[str, int] = {}
        self._plain: defaultdict[Count, list[int]] = defaultdict(list)
        self._ruled: defaultdict[Count, list[int]] = defaultdict(list)
        for place, block in enumerate(self.blocks):
            self._put(place, block)

    def _put(self, place: int, block: Sequence[Candidate]) -> None:
        counts = [count for candidate in block for count in counts_of(candidate)]
        self.sizes.update(counts)
        self._place.update((candidate.id, place) for candidate in block)
        kept = self._ruled if any(candidate.rule for candidate in block) else self._plain
        for count in dict.fromkeys(counts):
            kept[count].append(place)

    def whole(self, asked: Collection[Count], *, barred: Collection[str] = ()) -> list[list[Candidate]]:
        """Every block that can stand on a paper with these cells, without those that hold a barred item."""
        shut = self._places(barred)
        return [block for place, block in enumerate(self.blocks) if place not in shut and _fits(block, asked)]

    def thinned(
        self,
        asked: Asked,
        *,
        breadth: int,
        avoided: Collection[str] = (),
        barred: Collection[str] = (),
        chance: Random,
    ) -> list[list[Candidate]]:
        """Some of the blocks: of whatever is asked at most `breadth` times as many, the avoided ones last.

        Each count is sampled on its own, so that what is rare in a large bank is not lost: a paper that needs two items
        on a rule finds `breadth` times two among them, whatever the size of the bank.
        """
        stale, shut = self._places(avoided), self._places(barred)
        taken: dict[int, None] = {}
        for count, needed in asked.items():
            taken.update(dict.fromkeys(self._some(count, breadth * needed.sought, stale, shut, chance)))
        return [self.blocks[place] for place in sorted(taken) if _fits(self.blocks[place], asked)]

    def _places(self, codes: Collection[str]) -> set[int]:
        return {self._place[code] for code in codes if code in self._place}

    def _some(self, count: Count, wanted: int, stale: set[int], shut: set[int], chance: Random) -> list[int]:
        """So many of what counts: fresh before stale, and items that test no rule before those that do.

        At most as many as are stale or shut can be drawn in vain, so that the work does not grow with the bank.
        """
        fresh: list[int] = []
        rest: list[int] = []
        vain = len(stale) + len(shut)
        for places in (self._plain.get(count, []), self._ruled.get(count, [])):
            for place in chance.sample(places, min(len(places), wanted + vain)):
                if place not in shut:
                    (rest if place in stale else fresh).append(place)
        return (fresh + rest)[:wanted]

    def least_repeats(self, asked: Asked, stale: Collection[str]) -> int:
        """A number of stale items below which no paper can stay: where cells or rules have too few that are fresh."""
        gone = Counter(count for code in stale if code in self._place for count in self._counts(code))
        short = {count: max(0, need.at_least - (self.sizes[count] - gone[count])) for count, need in asked.items()}
        cells = sum(missing for (kind, *_), missing in short.items() if kind == "cell")
        rules = sum(missing for (kind, *_), missing in short.items() if kind == "rule")
        return max(cells, rules)

    def _counts(self, code: str) -> list[Count]:
        block = self.blocks[self._place[code]]
        return next(counts_of(candidate) for candidate in block if candidate.id == code)


def _fits(block: Sequence[Candidate], asked: Collection[Count]) -> bool:
    return all(cell_of(candidate) in asked for candidate in block)
