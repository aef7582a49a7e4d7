"""What people do with their accounts, a module per verb."""

from trainer.accounts.service.apart import Part, require_apart
from trainer.accounts.service.entrance import Entry, Knock, password_to_check, settle, welcome
from trainer.accounts.service.people import create_person, deactivate, grant, revoke
from trainer.accounts.service.resets import ask_reset, open_reset_link, use_reset
from trainer.accounts.service.sessions import end_session, end_sessions, set_password, start_session

__all__ = [
    "Entry",
    "Knock",
    "Part",
    "ask_reset",
    "create_person",
    "deactivate",
    "end_session",
    "end_sessions",
    "grant",
    "open_reset_link",
    "password_to_check",
    "require_apart",
    "revoke",
    "set_password",
    "settle",
    "start_session",
    "use_reset",
    "welcome",
]
