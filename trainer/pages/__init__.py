"""Pages that belong to no feature or join several: home, legal, health."""
