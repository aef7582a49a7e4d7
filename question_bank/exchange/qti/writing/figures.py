"""Drawings on their own: what our style sheet says of their parts, written onto the parts themselves."""

from __future__ import annotations

from collections.abc import Mapping

from lxml import etree

LOOKS: Mapping[str, str] = {
    "skin": "fill:#f7ebe2;stroke:#8f6f5c;stroke-width:2.5",
    "bone": "fill:#fdf9ee;stroke:#7d7058;stroke-width:1.5",
    "rib-e": "fill:none;stroke:#7d7058;stroke-width:11;stroke-linecap:round",
    "rib": "fill:none;stroke:#fdf9ee;stroke-width:8;stroke-linecap:round",
    "limb-e": "fill:none;stroke:#7d7058;stroke-width:19;stroke-linecap:round",
    "limb": "fill:none;stroke:#fdf9ee;stroke-width:15;stroke-linecap:round",
    "scap": "fill:#fdf9ee;stroke:#7d7058;stroke-width:2.5;stroke-linejoin:round",
    "lung": "fill:#cfe2ee;stroke:#1f618a;stroke-width:2.5",
    "lung-edge": "fill:none;stroke:#1f618a;stroke-width:4.5;stroke-linecap:round",
    "pleura": "fill:#e6d3e6",
    "pleura-edge": "fill:none;stroke:#7a3f7a;stroke-width:4;stroke-dasharray:9 6;stroke-linecap:round",
    "lead": "fill:none;stroke:#222222;stroke-width:1.25",
    "dot": "fill:#ffffff;stroke:#222222;stroke-width:2",
    "site": "fill:#ffffff;stroke:#1d6b4f;stroke-width:3",
    "site--on": "fill:#1d6b4f",
    "needle": "fill:none;stroke:#8f4f25;stroke-width:5;stroke-linecap:round",
    "shaft": "fill:none;stroke:#222222;stroke-width:2.5;stroke-linecap:round",
    "muscle": "fill:#e9c3b8;stroke:#8c4a3c;stroke-width:1.5",
    "lead-q": "stroke:#8c4a3c;stroke-width:1.5",
    "vein": "fill:#1f618a",
    "artery": "fill:#b03a2e",
    "nerve": "fill:#c9a227",
    "hatch": "stroke:#a32020;stroke-width:2.5",
    "no-go": "fill:url(#hatch);stroke:#a32020;stroke-width:2;stroke-dasharray:6 4",
    "target": "fill:none;stroke:#1d6b4f;stroke-width:3",
    "mid": "text-anchor:middle",
    "end": "text-anchor:end",
    "lvl": "font-size:18px",
    "rail": "fill:#dddddd",
    "got": "fill:#1d6b4f",
    "asked": "fill:#8f4f25",
    "axis": "fill:none;stroke:#222222;stroke-width:1.5",
    "grid-l": "fill:none;stroke:#bbbbbb;stroke-width:1",
}
"""How the parts of our drawings look in daylight."""
TEXT = "fill:#222222;font-size:20px;font-weight:600"


def standalone(svg: str) -> bytes:
    """A drawing that looks right in any picture viewer."""
    root = etree.fromstring(svg.encode(), etree.XMLParser(resolve_entities=False, no_network=True))
    for element in root.iter(etree.Element):
        looks = [TEXT] if etree.QName(element).localname == "text" else []
        looks += [LOOKS[name] for name in element.get("class", "").split() if name in LOOKS]
        said = dict(part.split(":", 1) for look in looks for part in look.split(";"))
        for name, value in said.items():
            if element.get(name) is None:
                element.set(name, value)
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True) + b"\n"
