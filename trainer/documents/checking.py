"""Whether a PDF from anybody is one of ours, exactly as we signed it."""

from __future__ import annotations

import structlog

from trainer.core.errors import Unavailable
from trainer.documents.findings import Check, Examination, Finding, Trust, request, unpacked
from trainer.documents.jail import Delayed, Failed, Outgrown, jailed

log = structlog.get_logger()
LARGEST = 5_000_000
MODULE = "trainer.documents.examining"


def examine(pdf: bytes, trust: Trust) -> Examination:
    """Every finding about a file of at most LARGEST bytes, made in a process of its own; never raises for bad files.

    Unavailable when the machine was too busy to examine it or disturbed it: that says nothing about the file.
    """
    if len(pdf) > LARGEST:
        return _unreadable(f"The file has more than {LARGEST // 1_000_000} million bytes; a certificate has far fewer.")
    if not pdf.startswith(b"%PDF-"):
        return _unreadable("The file is not a PDF." if pdf else "The file is empty.")
    try:
        return unpacked(jailed(MODULE, request(pdf, trust)))
    except Delayed as error:
        log.warning("file.not_examined", trouble=str(error))
        raise Unavailable(
            "The file could not be examined just now. Nothing is known about it; try again soon."
        ) from error
    except (Outgrown, Failed) as error:
        return _unreadable(f"The file cannot be examined: {error}.")


def _unreadable(says: str) -> Examination:
    return Examination((Finding(Check.READABLE, False, says),))
