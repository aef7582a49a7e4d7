"""What can be observed of a practical, and what must be seen before an assessor may sign."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

REGIONS = {
    "limbs": "Limbs",
    "neck": "Neck",
    "trunk": "Trunk",
    "thorax": "Thorax",
}
SKILLS = {
    "consent": "Consent: explained, asked, recorded",
    "screening": "Screening: contraindications asked about and acted on",
    "hygiene": "Hygiene: hands, skin, field",
    "palpation": "Palpation: landmarks found and named before needling",
    "technique": "Technique: direction, depth and grip suited to the site",
    "needle-count": "Needle count: the same number in and out, said aloud",
    "sharps": "Sharps: straight into the box, nothing recapped",
    "aftercare": "Aftercare: told what to expect and when to seek help",
    "emergency-drill": "Emergency drill: suspected pneumothorax, first steps and call",
}


def regions_in_order(regions: Iterable[str]) -> list[str]:
    """The known regions among these, each once, in the order of the body chart."""
    chosen = set(regions)
    return [region for region in REGIONS if region in chosen]


def missing_skills(skills: Iterable[str]) -> list[str]:
    """The skills that were not seen; a sign-off needs every one."""
    seen = set(skills)
    return [words.partition(":")[0] for skill, words in SKILLS.items() if skill not in seen]


def may_have_been_observed_on(day: date, today: date) -> bool:
    """Whether a practical can have been observed on this day: nobody signs for the future."""
    return day <= today
