"""The access table: every endpoint and who may enter it. A new route fails the tests until it stands here."""

ACCESS: dict[str, str] = {}
