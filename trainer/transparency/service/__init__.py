"""What is done with the log: entered, placed, cosigned by witnesses, timestamped."""

from trainer.transparency.entries import Entry, Kind
from trainer.transparency.service.entering import Entered, enter
from trainer.transparency.service.placing import Inconsistent, differences, sequence
from trainer.transparency.service.stamping import stamp
from trainer.transparency.service.witnessing import add_witness, cosign

__all__ = [
    "Entered",
    "Entry",
    "Inconsistent",
    "Kind",
    "add_witness",
    "cosign",
    "differences",
    "enter",
    "sequence",
    "stamp",
]
