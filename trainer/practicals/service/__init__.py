"""Signing observed practicals, and withdrawing what was signed in error."""

from trainer.practicals.service.repeating import SignedAlready
from trainer.practicals.service.signing import OWN, Observation, latest_day, require_assessor, sign_off
from trainer.practicals.service.withdrawing import withdraw

__all__ = ["OWN", "Observation", "SignedAlready", "latest_day", "require_assessor", "sign_off", "withdraw"]
