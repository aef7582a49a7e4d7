"""How often one address may ask about certificates."""

from __future__ import annotations

from trainer.web.limits import limiter

VERIFYING = limiter.shared_limit("60 per minute", scope="verifying")
"""Every door to a verdict counts together: page, API and document."""
