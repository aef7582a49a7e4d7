"""1EdTech's own schema of Open Badges 3.0, from the sources of openbadgeslib: it may be read, not copied here."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from jsonschema import Draft201909Validator


def published() -> dict[str, Any]:
    """The schema, from where `.ci/prepare test` put it."""
    (path,) = (Path(sys.prefix) / "share" / "1edtech").glob("*/ob_v3p0_achievementcredential_schema.json")
    schema: dict[str, Any] = json.loads(path.read_bytes())
    return schema


def missed(credential: dict[str, Any]) -> set[str]:
    """The places of this credential where the schema finds fault."""
    return {fault.json_path for fault in Draft201909Validator(published()).iter_errors(credential)}
