"""Documents on paper: HTML to PDF, with nothing fetched but our own static files."""

from trainer.documents.fonts import covered
from trainer.documents.paper import STATIC, ForbiddenResource, pdf_from, static_path
from trainer.documents.square import Square, square_code
from trainer.documents.words import fill, written_day

__all__ = [
    "STATIC",
    "ForbiddenResource",
    "Square",
    "covered",
    "fill",
    "pdf_from",
    "square_code",
    "static_path",
    "written_day",
]
