"""How long a test waits for what another process or a browser does."""

from __future__ import annotations

PATIENCE = 180.0
"""Seconds; met at once when all goes well, and long enough for a machine with many other things to do."""
