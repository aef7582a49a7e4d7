"""What is done with the log: events are entered, and given their places."""

from trainer.transparency.entries import Entry, Kind
from trainer.transparency.service.entering import Entered, enter
from trainer.transparency.service.placing import Inconsistent, sequence

__all__ = ["Entered", "Entry", "Inconsistent", "Kind", "enter", "sequence"]
