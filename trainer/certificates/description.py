"""The description of every API call, for programs that write clients (OpenAPI 3.1)."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import yaml
from flask import Blueprint, Response

from trainer.certificates.doors import ANYWHERE
from trainer.web.permissions import public

bp = Blueprint("description_api", __name__)
FILE = Path(__file__).with_name("openapi.yaml")


@bp.get("/api/v1/openapi.json")
@public
def openapi() -> Response:
    """Every call a client may rely on."""
    response = Response(described(), content_type="application/json", headers=ANYWHERE)
    response.headers["Cache-Control"] = "public, max-age=300"
    return response


@cache
def described() -> bytes:
    """The description as JSON."""
    return json.dumps(yaml.safe_load(FILE.read_text("utf-8"))).encode()
