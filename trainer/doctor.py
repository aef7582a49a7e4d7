"""`trainer doctor`: what works and what does not, in the order an operator would look."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Callable, Iterator
from ctypes.util import find_library
from dataclasses import asdict, dataclass

import click
from flask.cli import with_appcontext
from sqlalchemy import text

from trainer import migrate
from trainer.audit import service as audit
from trainer.certificates import health as certificates
from trainer.certificates.service.readiness import obstacles
from trainer.certificates.service.waiting import backlog
from trainer.certificates.tasks import workshop
from trainer.core import clock
from trainer.core.durability import durability_faults
from trainer.documents import STATIC
from trainer.documents.timestamps import NoTimestamp, reach
from trainer.documents.tokens import leads_to
from trainer.exams import holds, record
from trainer.keys import health
from trainer.transparency.public_log import public_log
from trainer.web.services import facts, services

LEAST_FREE = 0.10
SUBSETTER = "harfbuzz-subset"


@dataclass(frozen=True)
class Finding:
    """One thing looked at; what only warns is ok, and no fault."""

    name: str
    ok: bool
    says: str
    warns: bool = False


def database() -> Finding:
    """The database answers and keeps what it acknowledges."""
    with services().database.engine.connect() as connection:
        connection.execute(text("SELECT 1"))
        faults = durability_faults(connection)
        return Finding("database", not faults, "; ".join(faults) or connection.dialect.name)


def migrations() -> Finding:
    """The database stands at the newest migration."""
    with services().database.engine.connect() as connection:
        at, newest = migrate.current(connection), migrate.head()
    return Finding("migrations", at == newest, f"at {at}, newest {newest}")


def audit_chain() -> Finding:
    """The audit trail is as it was written."""
    with services().database.session() as session:
        faults = audit.faults(session)
    return Finding("audit trail", not faults, "; ".join(faults[:3]) or "unbroken")


def log_agrees() -> Finding:
    """The public log follows from what was published, in the database and outside it."""
    faults = public_log().differences()
    return Finding("public log", not faults, "; ".join(faults) or "follows from its last checkpoint")


def log_mirrored() -> Finding:
    """The folder in which the public log is kept as files too, where one is named, follows it."""
    log = public_log()
    if log.mirror is None:
        return Finding("copy of the public log", True, "no folder is named, so it is served from here alone")
    fault = log.behind(now=clock.now())
    return Finding("copy of the public log", fault is None, fault or f"follows in {log.mirror}")


def log_derived() -> Finding:
    """Every leaf, tile and checkpoint of the public log follows again from its entries."""
    report = public_log().audit()
    says = "; ".join(fault.says for fault in report.faults[:3])
    return Finding("public log, derived again", not report.faults, says or f"all {report.entries} entries")


def storage() -> Finding:
    """Files can be kept and read back."""
    try:
        key = services().storage.put(b"doctor")
        ok = services().storage.get(key) == b"doctor"
    except OSError as error:
        return Finding("storage", False, str(error))
    return Finding("storage", ok, "writes and reads back")


def disk() -> Finding:
    """At least a tenth of the disk is free."""
    usage = shutil.disk_usage(".")
    share = usage.free / usage.total
    return Finding("disk", share >= LEAST_FREE, f"{share:.0%} free")


def fonts() -> Finding:
    """The fonts of certificates are there."""
    found = sorted((STATIC / "fonts").glob("*-normal.woff2"))
    return Finding("fonts", len(found) >= 4, f"{len(found)} files")


def subsetting() -> Finding:
    """The library that cuts fonts down is there: without it files differ, and each takes ten times as long."""
    found = find_library(SUBSETTER) is not None
    return Finding("font subsetting", found, "present" if found else f"apt-get install lib{SUBSETTER}0")


def waiting_certificates() -> Finding:
    """No certificate waits for something that did not work several times."""
    with services().database.session() as session:
        found = backlog(session)
    if found is None:
        return Finding("certificates", True, "none waits")
    count = "1 certificate waits" if found.count == 1 else f"{found.count} certificates wait"
    return Finding("certificates", False, f"{count} since {clock.stamp(found.since)}: {found.says}")


def issuing() -> Finding:
    """Whatever is decided can be signed and logged, and neither the log nor the status lists are behind."""
    faults = [*obstacles(workshop()), *certificates.overdue(services().database, workshop(), now=clock.now())]
    return Finding("issuing", not faults, "; ".join(faults[:3]) or "everything it needs is there")


def timestamps() -> Finding:
    """The authority that timestamps answers, where there is one, and what it answers is believed here."""
    authority, roots = public_log().authority, public_log().authority_roots
    if authority is None:
        return Finding("timestamps", True, "no authority is named, so pages are signed without, and say so")
    try:
        token = reach(authority)
    except NoTimestamp as error:
        return Finding("timestamps", False, f"{error}; until it answers, pages wait and none is signed without")
    if not leads_to(token, roots):
        why = "lead to no certificate in TRAINER_TSA_ROOTS" if roots else "need their root in TRAINER_TSA_ROOTS"
        return Finding("timestamps", False, f"the timestamps of {authority} {why}, so nothing here believes them")
    return Finding("timestamps", True, f"{authority} answers")


def mail() -> Finding:
    """Which engine carries mail, and whether letters are stuck."""
    with services().database.session() as session:
        stuck = session.execute(
            text("SELECT count(*) FROM outgoing_mail WHERE sent_at IS NULL AND tries > 2")
        ).scalar_one()
    return Finding("mail", stuck == 0, f"{type(services().mail).__name__}, {stuck} letters stuck")


def keys() -> Finding:
    """There is a key for each use, safe from others' eyes, and what vouches for it is current."""
    faults = health.faults(services().keys, now=clock.now())
    return Finding("keys", not faults, "; ".join(faults) or "present, current and closed to others")


def proxies() -> Finding:
    """Whoever asks is told apart by their own address, not by that of the proxy that ends TLS for all of them."""
    count = facts().trusted_proxies
    if count or not facts().base_url.startswith("https://"):
        return Finding("proxies", True, f"{count} trusted to tell who asks")
    says = "none is trusted: behind one everybody shares its address and limits until TRAINER_TRUSTED_PROXIES is set"
    return Finding("proxies", True, says, warns=True)


def time() -> Finding:
    """The clock is set."""
    now = clock.now()
    return Finding("clock", now.year >= 2026, clock.stamp(now))


CHECKS: tuple[Callable[[], Finding], ...] = (
    database,
    migrations,
    audit_chain,
    storage,
    disk,
    fonts,
    subsetting,
    mail,
    keys,
    timestamps,
    waiting_certificates,
    issuing,
    log_agrees,
    log_mirrored,
    proxies,
    time,
)


def sealed_records() -> Finding:
    """Every decision follows again from its sealed record, and the record from what is stored."""
    with services().database.session() as session:
        ids, waiting = holds.sealed(session), len(holds.unsealed(session))
    faults = []
    with click.progressbar(ids, label="Sealed records", file=sys.stderr, hidden=not sys.stderr.isatty()) as counted:
        for attempt_id in counted:
            with services().database.session() as session:
                found = record.fault(session, attempt_id)
            faults += [f"{attempt_id} differs at {found}"] if found else []
    later = f", {waiting} older attempts are sealed by the next sweep" if waiting else ""
    if not faults:
        return Finding("sealed records", True, f"{len(ids)} records agree{later}")
    return Finding("sealed records", False, f"{len(faults)} of {len(ids)} disagree{later}: {'; '.join(faults[:3])}")


def derived_certificates() -> Finding:
    """Every certificate follows again from what was signed, stored and logged."""
    database, total = services().database, certificates.how_many(services().database)
    with click.progressbar(length=total, label="Certificates", file=sys.stderr, hidden=not sys.stderr.isatty()) as bar:
        faults = list(certificates.wrong(database, workshop(), now=clock.now(), tell=bar.update))
    if not faults:
        return Finding("certificates, derived again", True, f"all {total} agree")
    return Finding("certificates, derived again", False, f"{len(faults)} of {total} do not: {'; '.join(faults[:3])}")


DEEP: tuple[Callable[[], Finding], ...] = (sealed_records, log_derived, derived_certificates)
"""What is derived again only on request: it reads everything."""


def examine(*, deep: bool = False) -> Iterator[Finding]:
    """Look at everything; deep, derive again what was decided."""
    for check in (*CHECKS, *(DEEP if deep else ())):
        yield check()


@click.command("doctor")
@click.option("--deep", is_flag=True, help="Derive decisions, certificates and the log again.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@with_appcontext
def doctor_command(deep: bool, as_json: bool) -> None:
    """Say what works and what does not; exit 1 when something does not."""
    findings = list(examine(deep=deep))
    if as_json:
        click.echo(json.dumps([asdict(finding) for finding in findings], indent=2))
    else:
        for finding in findings:
            mark = "LOOK" if finding.warns else "ok" if finding.ok else "BAD"
            click.echo(f"{mark:4} {finding.name}: {finding.says}")
    sys.exit(0 if all(finding.ok for finding in findings) else 1)
