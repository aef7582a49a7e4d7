"""Licences: stated by their holders, checked against the register, decided by a registrar."""
