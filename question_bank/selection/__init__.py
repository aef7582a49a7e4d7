"""From a blueprint and a bank to a paper, by seed."""
