"""Deciding and issuing certificates, printing their pages, and everything that may happen to them afterwards."""

from trainer.certificates.service.again import decide_again
from trainer.certificates.service.book import Grounds, enter_document, enter_issued
from trainer.certificates.service.decide import decide_certificate, renew
from trainer.certificates.service.issuing import issue, issue_pending, print_page
from trainer.certificates.service.life import move
from trainer.certificates.service.motions import confirm, decline, propose
from trainer.certificates.service.reminders import remind
from trainer.certificates.service.render import certificate_html, certificate_pdf
from trainer.certificates.service.review import look, practical_withdrawn, rescored
from trainer.certificates.service.status import refresh as refresh_status
from trainer.certificates.service.workshop import Workshop

__all__ = [
    "Grounds",
    "Workshop",
    "certificate_html",
    "certificate_pdf",
    "confirm",
    "decide_again",
    "decide_certificate",
    "decline",
    "enter_document",
    "enter_issued",
    "issue",
    "issue_pending",
    "look",
    "move",
    "practical_withdrawn",
    "print_page",
    "propose",
    "refresh_status",
    "remind",
    "renew",
    "rescored",
]
