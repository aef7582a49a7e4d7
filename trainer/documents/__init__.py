"""Documents on paper: HTML to PDF, with nothing fetched but our own static files."""

from trainer.documents.fonts import Unset, direction_of, is_plain, unset
from trainer.documents.paper import Attachment, TooLong, pdf_from
from trainer.documents.resources import STATIC, ForbiddenResource, static_path
from trainer.documents.square import Square, square_code
from trainer.documents.words import fill, written_day

__all__ = [
    "STATIC",
    "Attachment",
    "ForbiddenResource",
    "Square",
    "TooLong",
    "Unset",
    "direction_of",
    "fill",
    "is_plain",
    "pdf_from",
    "square_code",
    "static_path",
    "unset",
    "written_day",
]
