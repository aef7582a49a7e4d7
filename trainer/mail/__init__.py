"""Mail: written as a row with the change it tells of, sent after that change is committed."""

from trainer.mail.engines import FileMail, Letter, MailEngine, MemoryMail, SmtpMail, make_engine
from trainer.mail.models import OutgoingMail
from trainer.mail.service import deliver, post

__all__ = [
    "FileMail",
    "Letter",
    "MailEngine",
    "MemoryMail",
    "OutgoingMail",
    "SmtpMail",
    "deliver",
    "make_engine",
    "post",
]
