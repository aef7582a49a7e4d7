"""What can go wrong in the domain, each with the status and the words a person needs."""

from __future__ import annotations


class DomainError(Exception):
    """Something a person can be told; `title` says what happened, `detail` what to do.

    `keeps` is set where the error is the whole outcome of its transaction: what was written before it is committed.
    """

    keeps = False
    status = 400
    kind = "error"
    title = "That did not work"

    def __init__(self, detail: str, *, title: str | None = None) -> None:
        super().__init__(detail)
        self.detail = detail
        self.title = title or type(self).title


class NotFound(DomainError):
    """There is nothing here, or nothing for this person."""

    status = 404
    kind = "not-found"
    title = "There is nothing here"

    def __init__(self, detail: str = "The address may be mistyped, or it belongs to somebody else.") -> None:
        super().__init__(detail)


class Refused(DomainError):
    """The person may not do this."""

    status = 403
    kind = "refused"
    title = "This is not open to you"


class SignedOut(DomainError):
    """The session ended; nothing is lost by signing in again."""

    status = 401
    kind = "signed-out"
    title = "You are signed out"


class Conflict(DomainError):
    """The thing has moved on, or a gate is shut."""

    status = 409
    kind = "conflict"
    title = "That cannot be done now"


class Invalid(DomainError):
    """What was sent cannot be used as it is."""

    status = 422
    kind = "invalid"
    title = "Something needs correcting"


class TooMany(DomainError):
    """A limit has been reached; `retry_after` is in seconds."""

    status = 429
    kind = "too-many"
    title = "Too many tries"

    def __init__(self, detail: str, *, retry_after: int) -> None:
        super().__init__(detail)
        self.retry_after = retry_after


class Unavailable(DomainError):
    """The service cannot do this just now; `retry_after` is in seconds."""

    retry_after = 2
    status = 503
    kind = "unavailable"
    title = "Not available just now"
