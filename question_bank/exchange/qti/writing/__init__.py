"""Writing QTI 3.0: each item type as an interaction, with its scoring spelled out in response processing."""
