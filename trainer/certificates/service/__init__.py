"""Deciding and issuing certificates, and printing their pages."""

from trainer.certificates.service.decide import decide_certificate
from trainer.certificates.service.issuing import issue, issue_pending, print_page
from trainer.certificates.service.render import certificate_html, certificate_pdf

__all__ = ["certificate_html", "certificate_pdf", "decide_certificate", "issue", "issue_pending", "print_page"]
