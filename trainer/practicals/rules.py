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
    "sharps": "Sharps: straight into the box, nothing recapped",
    "aftercare": "Aftercare: told what to expect and when to seek help",
    "emergency-drill": "Emergency drill: suspected pneumothorax, first steps and call",
}
"""What is seen once, wherever the needles go."""
SKILLS_BY_REGION = {
    "palpation": "Palpation: landmarks found and named before needling",
    "technique": "Technique: direction, depth and grip suited to the site",
}
"""What is judged at each region observed."""
MOST_NEEDLES = 200


def at(skill: str, region: str) -> str:
    """The key of a skill judged at a region."""
    return f"{skill}:{region}"


def every_skill(regions: Iterable[str]) -> list[str]:
    """The keys of everything that must be seen to sign for these regions."""
    there = regions_in_order(regions)
    return [*SKILLS, *(at(skill, region) for region in there for skill in SKILLS_BY_REGION)]


def words_of(key: str) -> str:
    """The short words of a skill, with its region if it is judged at one."""
    skill, _, region = key.partition(":")
    words = (SKILLS | SKILLS_BY_REGION).get(skill, skill.replace("-", " ").capitalize()).partition(":")[0]
    return f"{words} at the {REGIONS[region].lower()}" if region in REGIONS else words


def regions_in_order(regions: Iterable[str]) -> list[str]:
    """The known regions among these, each once, in the order of the body chart."""
    chosen = set(regions)
    return [region for region in REGIONS if region in chosen]


def missing_skills(skills: Iterable[str], regions: Iterable[str]) -> list[str]:
    """The skills that were not seen, in words; a sign-off needs every one, and two of them at each region."""
    seen = set(skills)
    return [words_of(key) for key in every_skill(regions) if key not in seen]


def stray_regions(skills: Iterable[str], regions: Iterable[str]) -> list[str]:
    """The regions at which something was judged though they were not observed."""
    judged = {key.partition(":")[2] for key in skills} - {""}
    return regions_in_order(judged - set(regions))


def needle_fault(into: int | None, out: int | None) -> str | None:
    """Why these counts cannot be signed, or None when as many needles came out as went in."""
    if into is None or out is None or not 1 <= into <= MOST_NEEDLES or not 0 <= out <= MOST_NEEDLES:
        return f"Count the needles that went in and came out, up to {MOST_NEEDLES}."
    if into != out:
        return f"{into} in and {out} out: the numbers differ. Find every needle before anything else."
    return None


def may_have_been_observed_on(day: date, today: date) -> bool:
    """Whether a practical can have been observed on this day: nobody signs for the future."""
    return day <= today
