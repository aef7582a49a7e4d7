"""The form of a needle to place: four lists, and the zones their combinations bring the tip to."""

from __future__ import annotations

from trainer.library.forms.columns import Column, Kind
from trainer.library.forms.common import PICTURE, RATIONALE, harm, text
from trainer.library.forms.plan import Plan, Rows

EMPTY = "Write it, or empty the whole row."
ENTRIES = Rows(
    "entries",
    "Entry",
    "Entries",
    (
        text("Entry", EMPTY),
        Column("x", "x", Kind.NUMBER, needed="Give its x."),
        Column("y", "y", Kind.NUMBER, needed="Give its y."),
    ),
    ids="e",
    first=2,
    hint="Points of the skin, in units of the drawing.",
)
DIRECTIONS = Rows(
    "directions",
    "Direction",
    "Directions",
    (text("Direction", EMPTY), Column("angle", "Degrees", Kind.NUMBER, needed="Give its degrees.")),
    ids="d",
    first=2,
    hint="Degrees on the drawing: 0 to the right, 90 down, 180 to the left, 270 up.",
)
DEPTHS = Rows(
    "depths",
    "Depth",
    "Depths",
    (text("Depth", EMPTY), Column("length", "Length", Kind.NUMBER, needed="Give its length.")),
    ids="t",
    first=2,
    hint="How far the tip goes from the entry, in units of the drawing; from shallow to deep.",
)
GRIPS = Rows("grips", "Grip", "Grips", (text("Grip", EMPTY),), ids="g", first=2, hint="How the tissue is held.")
ZONES = Rows(
    "zones",
    "Zone",
    "Zones, from the first that fits",
    (
        Column(
            "zone",
            "It is",
            Kind.CHOICE,
            needed="Say what this zone is, or empty the whole row.",
            choices={"": "Choose", "target": "The target", "acceptable": "Acceptable", "danger": "Danger"},
        ),
        Column("entry", "Entry", Kind.PICKS, picks="entries"),
        Column("direction", "Direction", Kind.PICKS, picks="directions"),
        Column("depth", "Depth", Kind.PICKS, picks="depths"),
        Column("grip", "Grip", Kind.PICKS, picks="grips"),
        Column("structure", "Structure in danger", Kind.LINE),
        *harm(),
        RATIONALE,
    ),
    ids=None,
    first=1,
    hint="The first zone that fits an answer decides. A part where nothing is ticked fits any choice.",
    lands=(("target zone", "harm"), ("the harm it could do", "structure"), ("", "structure")),
)
OTHERWISE = (
    Column("acceptable_credit", "What an acceptable zone earns", Kind.LINE, start="1/2", hint="Between 0 and 1."),
    Column("otherwise.rationale", "Why any other combination misses"),
    *harm("otherwise.", "minor"),
)
LANDS = (("acceptable_credit", "acceptable_credit"), ("zone", "zones"), ("", "entries"))
PLAN = Plan("needle_vector", (*PICTURE, *OTHERWISE), (ENTRIES, DIRECTIONS, DEPTHS, GRIPS, ZONES), LANDS)
