"""Everything the worker does, and how often it looks without being told."""

from __future__ import annotations

from collections.abc import Callable

from flask import Flask

from trainer.certificates import service as certificates
from trainer.certificates.tasks import STATUS, workshop
from trainer.core import clock
from trainer.exams import figures
from trainer.exams import tasks as exams
from trainer.exams.service.fix import make_waiting
from trainer.jobs import Task, Tasks
from trainer.keys.life import refresh_crl
from trainer.library import bank_reports, exchange_jobs, pairs
from trainer.library import tasks as library
from trainer.mail import deliver
from trainer.transparency.public_log import SEQUENCE, public_log
from trainer.web.services import services


def make_tasks(app: Flask) -> Tasks:
    """The tasks of one application, each run inside its context."""

    def inside(run: Callable[[], int]) -> Callable[[], int]:
        def task() -> int:
            with app.app_context():
                return run()

        return task

    return Tasks(
        Task("exams.pulse", inside(beat), every_seconds=5),
        Task("exams.sweep", inside(sweep_exams), every_seconds=10),
        Task("certificates.issue", inside(issue_certificates), every_seconds=60),
        Task(STATUS, inside(sign_status_lists), every_seconds=30),
        Task("certificates.reminders", inside(remind_holders), every_seconds=3600),
        Task("certificates.review", inside(review_certificates), every_seconds=600),
        Task("exams.figures", inside(count_figures), every_seconds=3600),
        Task(exchange_jobs.TASK, inside(read_files), every_seconds=15),
        Task(bank_reports.TASK, inside(report_on_bank), every_seconds=60),
        Task("exams.forms", inside(make_forms), every_seconds=60),
        Task("library.pairs", inside(look_for_pairs), every_seconds=6 * 3600),
        Task("library.evidence", inside(look_after_evidence), every_seconds=3600),
        Task("keys.lists", inside(sign_lists), every_seconds=12 * 3600),
        Task(SEQUENCE, inside(sequence_log), every_seconds=30),
        Task("log.timestamp", inside(timestamp_log), every_seconds=3600),
        Task("log.export", inside(export_log), every_seconds=3600),
        Task("mail.deliver", inside(deliver_mail), every_seconds=15),
    )


def beat() -> int:
    """Write down that the service can save."""
    return exams.beat(services().database, clock.now())


def sweep_exams() -> int:
    """Give back what outages took, close what is overdue and grade what is closed."""
    return exams.sweep(services().database, now=clock.now())


def issue_certificates() -> int:
    """Decide, issue and finish whatever a pass has made due, and sign the status lists that changed."""
    return certificates.issue_pending(services().database, workshop(), now=clock.now())


def remind_holders() -> int:
    """Write to those whose certificates end in 90, 30 or 7 days."""
    return certificates.remind(services().database, now=clock.now())


def review_certificates() -> int:
    """Put under review what rests on an exam or a practical that no longer holds."""
    return certificates.look(services().database, now=clock.now())


def sign_status_lists() -> int:
    """Sign the status lists that changed, and those whose time is half over."""
    return certificates.refresh_status(services().database, workshop(), now=clock.now())


def count_figures() -> int:
    """Count anew how each version of an item does in finals."""
    return figures.refresh(services().database, now=clock.now())


def read_files() -> int:
    """Read and import the files of items that people sent in."""
    own = services()
    return exchange_jobs.run(own.database, own.storage, clock.now)


def report_on_bank() -> int:
    """Make the reports on large banks that were asked for."""
    return bank_reports.run(services().database, clock.now)


def make_forms() -> int:
    """Make the forms of exams that were asked for."""
    own = services()
    return make_waiting(own.database, today=clock.today(own.facts.time_zone), now=clock.now())


def look_for_pairs() -> int:
    """Look for items that are nearly the same or give one another away."""
    return pairs.look(services().database, now=clock.now())


def look_after_evidence() -> int:
    """Make and close the tasks that due sources call for, and tell whoever owns them."""
    own = services()
    return library.look_after_evidence(own.database, own.facts, now=clock.now())


def sign_lists() -> int:
    """Sign the lists of revoked certificates anew, well before they end."""
    return refresh_crl(services().keys, now=clock.now())


def sequence_log() -> int:
    """Give what waits its place in the public log, and sign a checkpoint at least once a day."""
    return public_log().sequence(now=clock.now())


def timestamp_log() -> int:
    """Have the last checkpoint timestamped once a day, where there is an authority to ask."""
    return public_log().stamp(now=clock.now())


def export_log() -> int:
    """Write what is new in the public log into the folder that mirrors it, where there is one."""
    return public_log().export()


def deliver_mail() -> int:
    """Send the letters that wait."""
    own = services()
    return deliver(own.database, own.mail, now=clock.now)
