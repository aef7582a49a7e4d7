"""Trainer: learning, examining and certifying in dry needling."""
