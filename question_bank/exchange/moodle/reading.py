"""What reading one of Moodle's questions gathers: texts turned into item text, its picture, and what is lost."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterable, Mapping
from urllib.parse import unquote

from question_bank.exchange.found import Draft, Refused
from question_bank.exchange.labels import told as labelled
from question_bank.exchange.markup import PARAGRAPH, Losses, Told, told
from question_bank.exchange.markup_page import Image
from question_bank.exchange.moodle.answers import Asked
from question_bank.items import Payload, Picture
from question_bank.items.media import UnsafeMedia, picture_of

CODE = re.compile(r"D[0-9]-[EP]-\d{3,6}")
PLACE = re.compile(r"\$(?:course|cat\d+|module|system)\d*\$/(?:top/)?")
"""Where in Moodle a category stands, before its own name."""
STORED = "@@PLUGINFILE@@/"
INLINE = re.compile(r"data:image/[a-z+.-]+;base64,", re.IGNORECASE)


class Reading:
    """One question while it is read."""

    def __init__(self, files: Mapping[str, bytes] | None = None) -> None:
        self.losses = Losses()
        self.picture: Picture | None = None
        self.media: dict[str, bytes] = {}
        self._files = files or {}

    def asked(self, stem: str, kind: str, reason: str = "") -> Asked:
        """The stem with its picture, and the comment on the whole."""
        said = self._told(stem, kind)
        for image in said.images:
            self._take(image)
        return Asked(said.text, self.picture, reason)

    def text(self, text: str, kind: str) -> str:
        """A text that may have paragraphs."""
        said = self._told(text, kind)
        for image in said.images:
            self.losses.add(f"the picture {_name(image)} is left out: only the question itself can show one")
        return said.text

    def line(self, text: str, kind: str) -> str:
        """A text for which there is one line."""
        paragraphs = self.text(text, kind)
        if not paragraphs and told(text, kind).images:
            raise Refused("an answer or a line to match is a picture alone; say in words what it shows")
        if PARAGRAPH in paragraphs:
            self.losses.add("answers of several lines are told in one")
        return paragraphs.replace(PARAGRAPH, " ")

    def _told(self, text: str, kind: str) -> Told:
        said = told(text, kind)
        self.losses.add(*said.losses)
        return said

    def _take(self, image: Image) -> None:
        """The first picture of a question becomes its picture; any other is a loss."""
        if self.picture is not None:
            self.losses.add(f"the picture {_name(image)} is left out: a question shows one picture")
            return
        data = self._data(image.source)
        if data is None:
            self.losses.add(f"the picture {_name(image)} is left out: it is not in the file, and nothing is fetched")
            return
        try:
            self.picture, kept = picture_of(data, image.alt)
        except UnsafeMedia as problem:
            self.losses.add(f"the picture {_name(image)} is left out: {problem}")
            return
        if kept:
            self.media[self.picture.digest] = kept

    def _data(self, source: str) -> bytes | None:
        if source.startswith(STORED):
            return self._files.get(unquote(source.removeprefix(STORED)).partition("?")[0])
        inline = INLINE.match(source)
        try:
            return base64.b64decode(source[inline.end() :], validate=False) if inline else None
        except binascii.Error:
            return None

    def draft(self, payload: Payload, title: str, category: str, tags: Iterable[str], own: str) -> Draft:
        """The draft: what its labels say, its own name as the code where it is one, and else as a label."""
        about, rest = labelled(tags)
        is_code = CODE.fullmatch(own)
        if is_code:
            about["code"] = own
        named = () if is_code or not own else (f"id: {own}",)
        return Draft(payload, title, PLACE.sub("", category), (*rest, *named), about, self.media)


def _name(image: Image) -> str:
    return "inside the text" if INLINE.match(image.source) else unquote(image.source.removeprefix(STORED))[:200]
