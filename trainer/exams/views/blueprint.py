"""The blueprint the exam pages hang on."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("exams", __name__)
