"""What is shown with items: pictures, and the cases that several items share."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import Field, field_validator, model_validator

from question_bank.items import drawing, wording
from question_bank.items.values import Frozen

MEDIA = "/media/"
"""Where pictures are served, each under its digest."""
LONGEST_EDGE = 20_000
"""No picture is wider or higher than this, in points."""


class Picture(Frozen):
    """A picture shown with an item, and what it shows in words that give nothing away.

    A drawing stands in `svg` itself, so that a version keeps it for ever; a content file names it by `file`. Any other
    picture is named by the `digest` of its bytes (SHA-256, in hexadecimal), which are kept beside the items.
    """

    alt: str = ""
    svg: str = ""
    digest: str = Field(default="", pattern=r"^([0-9a-f]{64})?$")
    media_type: Literal["", "image/png", "image/jpeg", "image/webp", "image/gif", "image/svg+xml"] = ""
    width: int = Field(default=0, ge=0, le=LONGEST_EDGE)
    height: int = Field(default=0, ge=0, le=LONGEST_EDGE)

    @field_validator("svg")
    @classmethod
    def is_safe(cls, svg: str) -> str:
        return drawing.checked(svg) if svg else svg

    @model_validator(mode="after")
    def is_one_picture(self) -> Self:
        if bool(self.svg) == bool(self.digest):
            raise ValueError("a picture is either a drawing in `svg` or a file named by its `digest`")
        if self.digest and not (self.media_type and self.width and self.height):
            raise ValueError("a picture in a file says its media_type, width and height")
        return self

    @property
    def view(self) -> tuple[float, float, float, float]:
        """The part of the plane it shows: left, top, width, height."""
        return drawing.view(self.svg) if self.svg else (0.0, 0.0, float(self.width), float(self.height))

    def drawn(self, prefix: str) -> str:
        """The picture as safe markup for one place of a page, its ids behind `prefix`."""
        if self.svg:
            return drawing.drawn(self.svg, prefix, self.alt)
        return drawing.framed(MEDIA + self.digest, self.width, self.height, self.alt)


class Case(Frozen):
    """What several items share: a patient, an event, perhaps a drawing. They stand together on a paper, in order.

    Each of the items keeps it whole, with its own `place` among the `of` items of the case.
    """

    code: str = Field(pattern=r"^C-\d{3}$")
    title: str = Field(min_length=1)
    text: str = Field(min_length=1)
    picture: Picture | None = None
    place: int = Field(default=1, ge=1)
    of: int = Field(default=1, ge=1)

    @property
    def paragraphs(self) -> tuple[tuple[wording.Span, ...], ...]:
        """What the items share, as paragraphs in runs of text."""
        return wording.paragraphs(self.text)
