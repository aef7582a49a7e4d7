"""The manifest of a package: every file, and what a card says beside its question as metadata."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from question_bank.exchange import labels
from question_bank.exchange.qti.writing.elements import seen
from question_bank.items.card import Card

HEAD = b"""<?xml version="1.0" encoding="UTF-8"?>
<manifest xmlns="http://www.imsglobal.org/xsd/qti/qtiv3p0/imscp_v1p1" \
xmlns:lom="http://ltsc.ieee.org/xsd/LOM" identifier="questions">
<metadata><schema>QTI Package</schema><schemaversion>3.0.0</schemaversion></metadata>
<organizations/>
<resources>
"""
FOOT = b"""</resources>
</manifest>
"""
LANGUAGE = "en"


def resource(card: Card, files: Sequence[str]) -> bytes:
    """One item and its files."""
    title = f"<lom:title>{_string(card.title)}</lom:title>" if card.title else ""
    keywords = "".join(f"<lom:keyword>{_string(label)}</lom:keyword>" for label in labels.labels(card))
    listed = "".join(f'<file href="{escape(file)}"/>' for file in files)
    return (
        f'<resource identifier="{card.code}" type="imsqti_item_xmlv3p0" href="{escape(files[0])}">'
        f"<metadata><lom:lom><lom:general>{title}{keywords}</lom:general></lom:lom></metadata>{listed}</resource>\n"
    ).encode()


def _string(text: str) -> str:
    return f'<lom:string language="{LANGUAGE}">{escape(seen(text))}</lom:string>'
