"""Records as they are stored, for the tests of paper that need no database."""

from __future__ import annotations

import random
from typing import Any

from trainer.certificates.rules import RANDOM_BITS, identifier_from

REGIONS = ("limbs", "neck", "trunk", "thorax")
COVERS = [
    "Trigger-point theory, its critics and the evidence",
    "Safety near the thorax and other regional hazards",
    "Scope, consent, screening and contraindications",
    "Procedure, hygiene, adverse events, emergencies and aftercare",
]
DOES_NOT_COVER = [
    "Permission to needle, which only local law and the licence give",
    "Needling of the orbit, the suboccipital region, the abdomen and other sites marked advanced in the course",
    "Electrical dry needling beyond its contraindications",
]


def record(
    name: str = "Maren Lindqvist", *regions: str, base: str = "https://certify.example", **more: Any
) -> dict[str, Any]:
    """What a certificate says; regions are those that were observed."""
    identifier = identifier_from(random.Random(name).getrandbits(RANDOM_BITS))
    scope = [{"part": "knowledge", "state": "examined", "on": "2026-11-17"}]
    for region in REGIONS:
        seen = region in regions
        scope.append(
            {"part": region, "state": "observed" if seen else "not observed", "on": "2026-11-14" if seen else None}
        )
    return {
        "identifier": identifier, "name": name, "certificate": "Dry needling: foundations and safety",
        "course": {"slug": "dry-needling", "version": "2026.1"}, "supervision": "unsupervised", "scope": scope,
        "basis": "knowledge and observed practical" if regions else "knowledge", "covers": COVERS,
        "does_not_cover": DOES_NOT_COVER, "assessors": ["Ines Farrugia"] if regions else [], "content_signed_off": None,
        "issuer": "Trainer Demonstration College", "url": f"{base}/v/{identifier}", "issued_on": "2026-11-17",
        "issued_at": "2026-11-17T10:00:00Z", "expires_on": "2028-11-16", "zone": "UTC",
    } | more  # fmt: skip
