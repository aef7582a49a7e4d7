"""How often certificates may be asked about: by one address, and by all together."""

from __future__ import annotations

from trainer.web.limits import limiter

VERIFYING = limiter.shared_limit("60 per minute", scope="verifying")
"""Every door to a verdict counts together: page, API and document."""
IN_ALL = limiter.shared_limit("6000 per minute", scope="verifying by all", key_func=lambda: "all")
"""Many addresses that guess together are one guesser: at this pace, 2**130 identifiers outlast the sun."""
