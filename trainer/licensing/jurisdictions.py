"""Where licences come from: each place's code, name, time zone, and where a registrar looks. Data, and how to find it.

The places are those of the fact sheet's section on regulation. A day of expiry ends when it ends in the place's zone;
where a place has several zones, the one of its authority counts.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Jurisdiction:
    """One place that licenses clinicians; `register` says in words where its public record is found."""

    code: str
    name: str
    zone: str
    register: str


US_BOARD = "The licence look-up of the state board for this profession"
COLLEGE = "The public register of the province’s college for this profession"
_J = Jurisdiction
JURISDICTIONS: tuple[Jurisdiction, ...] = (
    _J("AU", "Australia", "Australia/Melbourne", "Ahpra’s public register of practitioners"),
    _J("CA-AB", "Canada: Alberta", "America/Edmonton", COLLEGE),
    _J("CA-BC", "Canada: British Columbia", "America/Vancouver", COLLEGE),
    _J("CA-ON", "Canada: Ontario", "America/Toronto", COLLEGE),
    _J("CA-SK", "Canada: Saskatchewan", "America/Regina", COLLEGE),
    _J("IE", "Ireland", "Europe/Dublin", "CORU’s register, or that of the profession’s own council"),
    _J("NZ", "New Zealand", "Pacific/Auckland", "The register of the profession’s board"),
    _J("SG", "Singapore", "Asia/Singapore", "The register of the profession’s council"),
    _J("ZA", "South Africa", "Africa/Johannesburg", "The register of the profession’s council"),
    _J("GB", "United Kingdom", "Europe/London", "The HCPC’s online register, or that of the profession’s own council"),
    _J("US-AZ", "United States: Arizona", "America/Phoenix", US_BOARD),
    _J("US-CA", "United States: California", "America/Los_Angeles", US_BOARD),
    _J("US-CO", "United States: Colorado", "America/Denver", US_BOARD),
    _J("US-CT", "United States: Connecticut", "America/New_York", US_BOARD),
    _J("US-DE", "United States: Delaware", "America/New_York", US_BOARD),
    _J("US-FL", "United States: Florida", "America/New_York", US_BOARD),
    _J("US-GA", "United States: Georgia", "America/New_York", US_BOARD),
    _J("US-HI", "United States: Hawaii", "Pacific/Honolulu", US_BOARD),
    _J("US-IL", "United States: Illinois", "America/Chicago", US_BOARD),
    _J("US-MD", "United States: Maryland", "America/New_York", US_BOARD),
    _J("US-MA", "United States: Massachusetts", "America/New_York", US_BOARD),
    _J("US-MI", "United States: Michigan", "America/Detroit", US_BOARD),
    _J("US-MN", "United States: Minnesota", "America/Chicago", US_BOARD),
    _J("US-MO", "United States: Missouri", "America/Chicago", US_BOARD),
    _J("US-NY", "United States: New York", "America/New_York", US_BOARD),
    _J("US-OK", "United States: Oklahoma", "America/Chicago", US_BOARD),
    _J("US-OR", "United States: Oregon", "America/Los_Angeles", US_BOARD),
    _J("US-PA", "United States: Pennsylvania", "America/New_York", US_BOARD),
    _J("US-UT", "United States: Utah", "America/Denver", US_BOARD),
    _J("US-WA", "United States: Washington", "America/Los_Angeles", US_BOARD),
    _J("other", "Somewhere else", "UTC", "The public register of the authority stated; find it by its own name"),
)
SOMEWHERE = JURISDICTIONS[-1]
_BY_CODE = {place.code: place for place in JURISDICTIONS}


def place(code: str) -> Jurisdiction | None:
    """The place with this code, or None."""
    return _BY_CODE.get(code)


def name_of(code: str) -> str:
    """A place as people call it; a code that is not in the table is its own name."""
    return _BY_CODE[code].name if code in _BY_CODE else code
