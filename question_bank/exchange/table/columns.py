"""The columns of a table of items.

| column | says |
|---|---|
| `code` | the item's code, `D4-E-001` |
| `type` | the name of the item's type, such as `single_choice`; empty for a choice of one or several |
| `title`, `tags` | a name; tags, one on each line of the cell |
| `use`, `status`, `domain`, `group`, `level`, `must_not_miss` | as in the course's files |
| `safety critical`, `vignette` | `yes` or nothing |
| `sources`, `enemies` | codes, one on each line, or with commas or semicolons between them |
| `case code`, `case title`, `case text`, `case place`, `case of` | what several items share |
| `stem` | the question; an empty line begins a paragraph, `**` stresses |
| `scoring`, `lower`, `upper` | the rule of scoring, and the bounds of a mapping |
| `unit`, `other units` | of a number: the unit asked for; others, one on each line, as `cm = 10` |
| `case sensitive` | of a short text: `yes` where capital letters count |
| `other choices` | of a match: choices that fit no line, one on each line |
| `harm`, `rationale` | of an item whose parts have none of their own |
| `right` | of a choice, where no `right 1` says so: letters or numbers of the right options, `B` or `A, C` |
| `category` | where another system keeps the item |
| `id 1` | the own id of the first part |
| `text 1` | option, statement, step, line to match, number, or accepted words, one on each line |
| `right 1` | of an option, word or number `yes`; of a statement `true` or `false`; of a line the choice that fits it |
| `credit 1` | what an option earns in a mapping, or a word or number that is partly right: `1/3` |
| `tolerance 1` | of a number |
| `harm 1`, `rationale 1` | of a part |

and so on up to `rationale 26`. `question` is read as `stem`, `option 1` and `answer 1` as `text 1`.
"""

from __future__ import annotations

from collections.abc import Mapping

MOST = 26
ABOUT = ("use", "status", "domain", "group", "level", "must_not_miss")
FLAGS = ("safety critical", "vignette")
CASE = ("case code", "case title", "case text", "case place", "case of")
PART = ("id", "text", "right", "credit", "tolerance", "harm", "rationale")
HEAD = (
    "code", "type", "title", "tags", *ABOUT, *FLAGS, "sources", "enemies", *CASE, "stem", "scoring", "lower", "upper",
    "unit", "other units", "case sensitive", "other choices", "harm", "rationale", "right", "category",
)  # fmt: skip
COLUMNS = (*HEAD, *(f"{name} {number}" for number in range(1, MOST + 1) for name in PART))
ALIASES = {"question": "stem", "answer": "right"}
PART_ALIASES = {"option": "text", "answer": "text"}
YES = "yes"

Cells = Mapping[str, str]
Part = dict[str, str]


def column(heading: str) -> str:
    """The column a heading names, whatever its case and its spaces; empty when there is none."""
    words = heading.lower().replace("_", " ").split()
    name = " ".join(words)
    if words == ["must", "not", "miss"]:
        return "must_not_miss"
    if len(words) > 1 and words[-1].isdecimal() and len(words[-1]) < 3:
        first = " ".join(words[:-1])
        name = f"{PART_ALIASES.get(first, first)} {int(words[-1])}"
    name = ALIASES.get(name, name)
    return name if name in COLUMNS else ""


def parts(cells: Cells) -> list[Part]:
    """The parts of an item, in order; those without a text are not there."""
    told = [{name: cells.get(f"{name} {number}", "") for name in PART} for number in range(1, MOST + 1)]
    return [part for part in told if part["text"]]


def lines(cell: str) -> list[str]:
    """What stands on the lines of a cell."""
    return [line.strip() for line in cell.split("\n") if line.strip()]


def is_yes(cell: str) -> bool:
    """Whether a cell says yes, in one of the ways people write that."""
    return cell.strip().lower() in ("yes", "y", "true", "1", "x", "ja", "wahr", "100", "100%")
