"""What can go wrong while sitting an exam, each in words for the candidate."""

from __future__ import annotations

from typing import Any

from trainer.core.errors import Conflict, Invalid


class Closed(Conflict):
    """The attempt takes no more answers."""

    kind = "closed"
    title = "The exam is closed"

    def __init__(self) -> None:
        super().__init__("This answer came after the exam had closed and was not stored. All saved before is kept.")


class Covered(Conflict):
    """The attempt is paused, and its questions are not shown."""

    kind = "paused"
    title = "The exam is paused"

    def __init__(self) -> None:
        super().__init__("The questions are covered during a break. They are shown again once you go on.")


class StaleRevision(Conflict):
    """Another window has saved a newer answer; `stored` is that answer, and nothing was overwritten.

    Both answers are here in words, and the refused one is kept by the transaction this ends.
    """

    keeps = True
    kind = "stale-revision"
    title = "This question was answered in another window"

    def __init__(self, stored: dict[str, Any], stored_says: str, sent_says: str) -> None:
        super().__init__("A newer answer is stored. Nothing was overwritten; look at both and save the one you want.")
        self.stored, self.stored_says, self.sent_says = stored, stored_says, sent_says


class UnreadableSave(Invalid):
    """What was sent is not an answer to this question; `location` names the part that is wrong."""

    title = "That answer cannot be read"

    def __init__(self, location: str, detail: str) -> None:
        super().__init__(detail)
        self.location = location


class GateShut(Conflict):
    """Something must happen before this exam can be sat."""

    kind = "gate-shut"
    title = "This exam is not open to you yet"


class NotAccepted(Invalid):
    """A statement was not accepted; `missing` holds the ids."""

    kind = "not-accepted"
    title = "Something still has to be accepted"

    def __init__(self, missing: frozenset[int]) -> None:
        super().__init__("Read each statement and tick its box before you start. The clock has not started.")
        self.missing = missing
