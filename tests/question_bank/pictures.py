"""Items with drawings for the tests: a hotspot, a needle vector and a case, small and whole."""

from __future__ import annotations

from typing import Any

from question_bank.items import Hotspot, NeedleVector

SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" class="fig" viewBox="0 0 640 400" role="img" aria-labelledby="t">'
    '<title id="t">A title</title><defs><pattern id="p" width="4" height="4"><path d="M0 0h4"/></pattern></defs>'
    '<rect class="skin" x="20" y="40" width="600" height="320" fill="url(#p)"/>'
    '<text x="4" y="20">A &amp; B</text></svg>'
)
PICTURE = {"alt": "Seen from behind", "svg": SVG}
REGIONS: list[dict[str, Any]] = [
    {"id": "a", "text": "Upper", "shape": "circle", "coords": [100, 100, 40], "key": True, "rationale": "Because a."},
    {"id": "b", "text": "Middle", "shape": "rect", "coords": [200, 80, 80, 60], "harm": "critical", "rationale": "b."},
    {"id": "c", "text": "Lower", "shape": "poly", "coords": [400, 300, 480, 300, 440, 220], "rationale": "c."},
    {"id": "d", "text": "Outer", "shape": "ellipse", "coords": [560, 100, 30, 60], "harm": "minor", "rationale": "d."},
]
SPOT: dict[str, Any] = {"stem": "Which place is safest?", "picture": PICTURE, "regions": REGIONS}
ZONES: list[dict[str, Any]] = [
    {"entry": "e1", "direction": ["d1", "d2"], "depth": "t1", "grip": "g1", "zone": "target", "rationale": "Good."},
    {"entry": "e1", "depth": "t1", "zone": "acceptable", "rationale": "Fair."},
    {
        "entry": "e2", "direction": "d2", "zone": "danger", "structure": "lung", "harm": "critical",
        "rationale": "The lung lies here.",
    },
]  # fmt: skip
VECTOR: dict[str, Any] = {
    "stem": "Where and how?",
    "picture": PICTURE,
    "entries": [
        {"id": "e1", "text": "Free edge", "x": 120, "y": 90},
        {"id": "e2", "text": "Between ribs", "x": 300, "y": 200},
    ],
    "directions": [
        {"id": "d1", "text": "Across", "angle": 0},
        {"id": "d2", "text": "Straight down", "angle": 90},
        {"id": "d3", "text": "Towards the spine", "angle": 180},
    ],
    "depths": [{"id": "t1", "text": "10 mm", "length": 40}, {"id": "t2", "text": "30 mm", "length": 120}],
    "grips": [{"id": "g1", "text": "Pincer grip"}, {"id": "g2", "text": "Flat palpation"}],
    "zones": ZONES,
    "otherwise": {"harm": "minor", "rationale": "It misses."},
}


def spot(**more: Any) -> Hotspot:
    """The hotspot, with some fields changed."""
    return Hotspot.model_validate(SPOT | more)


def vector(**more: Any) -> NeedleVector:
    """The needle vector, with some fields changed."""
    return NeedleVector.model_validate(VECTOR | more)
