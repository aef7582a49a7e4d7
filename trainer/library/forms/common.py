"""Fields that several item types share."""

from __future__ import annotations

from trainer.library.forms.columns import Column, Kind
from trainer.library.forms.plan import Lands, rules_of
from trainer.library.rules import HARMS

SHARE = "A share of the mark, such as 1, 1/3 or -1/2."
PICTURE = (
    Column("picture.kind", "", Kind.KEPT),
    Column(
        "picture.alt",
        "What the picture shows, in words",
        hint="For everybody who would rather read it; give nothing away.",
    ),
    Column("picture.svg", "The drawing as SVG", Kind.DRAWING),
    Column("picture.digest", "The picture of the bank", Kind.KEPT),
    *(Column(f"picture.{name}", "", Kind.KEPT) for name in ("media_type", "width", "height")),
)
RATIONALE = Column("rationale", "Why it is right or wrong")
CREDIT = Column("credit", "What it earns", Kind.LINE, hint=SHARE, under="mapping")
BOUNDS = (
    Column("bounds.lower", "Never less than", Kind.LINE, hint="0 where empty", under="mapping"),
    Column("bounds.upper", "Never more than", Kind.LINE, hint="1 where empty", under="mapping"),
)
MAPPING_LANDS: Lands = (("in a mapping", "scoring"), ("`credit` and `bounds`", "scoring"))


def harm(inside: str = "", start: str = "none") -> tuple[Column, ...]:
    """How grave a mistake is, and what it would do in practice."""
    return (
        Column(
            f"{inside}harm", "Harm", Kind.CHOICE, start=start, choices={str(own): said for own, said in HARMS.items()}
        ),
        Column(f"{inside}hazard.happens", "What would happen"),
        Column(f"{inside}hazard.structure", "To which structure", Kind.LINE),
        Column(f"{inside}hazard.noticed", "How one would notice"),
        Column(f"{inside}hazard.action", "What to do then"),
    )


def text(label: str, needed: str) -> Column:
    """What the candidate reads of a row."""
    return Column("text", label, needed=needed)


def scoring(kind: str) -> Column:
    """By which rule an answer earns."""
    rules = rules_of(kind)
    return Column("scoring", "Scoring", Kind.RULE, start=rules[0], choices={rule: rule for rule in rules})
