"""The form of places in a picture, one of them right."""

from __future__ import annotations

from question_bank.items.regions import Shape
from trainer.library.forms.columns import Column, Kind
from trainer.library.forms.common import BOUNDS, CREDIT, PICTURE, RATIONALE, harm, scoring, text
from trainer.library.forms.plan import Plan, Rows
from trainer.library.forms.single_choice import KEY

SHAPES = {
    Shape.CIRCLE: "Circle: middle x, y, radius",
    Shape.RECT: "Rectangle: left, top, width, height",
    Shape.ELLIPSE: "Ellipse: middle x, y, radius across, down",
    Shape.POLY: "Polygon: x, y of each corner",
}
REGIONS = Rows(
    "regions",
    "Place",
    "Places, keys and reasons",
    (
        text("Name of the place", "Name the place, or empty the whole row."),
        KEY,
        Column("shape", "Shape", Kind.CHOICE, start="circle", choices={str(own): said for own, said in SHAPES.items()}),
        Column("coords", "Its numbers", Kind.NUMBERS, needed="Draw the place, or give its numbers."),
        CREDIT,
        *harm(),
        RATIONALE,
    ),
    first=0,
    hint="Draw in the picture or type the numbers; each follows the other. Units are those of the drawing.",
    lands=(("carry harm", "harm"), ("", "coords")),
)
LANDS = (("in a mapping", "scoring"), ("", "regions"))
PLAN = Plan("hotspot", (*PICTURE, scoring("hotspot"), *BOUNDS), (REGIONS,), LANDS)
