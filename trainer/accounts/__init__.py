"""People: registering, signing in and out, passwords, roles."""
