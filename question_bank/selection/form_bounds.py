"""How many forms a bank could hold at most, by counting alone, and what sets that bound, in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from question_bank.selection.candidate import Candidate
from question_bank.selection.needs import Asked, Count, called, counts_of, whose


def most_forms(blocks: Sequence[Sequence[Candidate]], asked: Asked, count: int, overlap: int) -> tuple[int, str]:
    """The number of forms, up to `count`, that counting does not rule out, and what rules out one more.

    Items shared by two forms are counted as pairs. So many uses of so many items make fewest pairs when spread evenly,
    and `count` forms may have at most `overlap` pairs for each two of them.
    """
    found = Counter(each for block in blocks for candidate in block for each in counts_of(candidate))
    for forms in range(count, 0, -1):
        said = _ruled_out(forms, found, asked, overlap)
        if not said:
            break
        reason = said
    else:
        forms = 0
    return forms, reason if forms < count else ""


def _ruled_out(forms: int, found: Mapping[Count, int], asked: Asked, overlap: int) -> str:
    """What has too few items for so many forms; empty when nothing has."""
    allowed = overlap * forms * (forms - 1) // 2
    for count, need in asked.items():
        needed, live = need.at_least, found.get(count, 0)
        if needed > live or fewest_pairs(forms * needed, live) > allowed:
            return f"{whose(count)} needs {needed} {called(count, needed)} in each form; {live} can be drawn"
    cells = [count for count in asked if count[0] == "cell"]
    if sum(fewest_pairs(forms * asked[count].at_least, found.get(count, 0)) for count in cells) > allowed:
        needed, live = sum(asked[count].at_least for count in cells), sum(found.get(count, 0) for count in cells)
        return f"each form needs {needed} items; {live} can be drawn"
    return ""


def fewest_pairs(uses: int, items: int) -> int:
    """The least number of pairs of uses that fall on one item."""
    if not uses:
        return 0
    each, more = divmod(uses, items)
    return (items - more) * each * (each - 1) // 2 + more * each * (each + 1) // 2
