"""The whole site, put together from one set of settings."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from flask import Flask
from sqlalchemy.orm import Session

from trainer.accounts import public as accounts
from trainer.accounts import queries as people
from trainer.accounts import role_letters
from trainer.accounts import views as account
from trainer.accounts.events import RoleChanged
from trainer.certificates import api as verify_api
from trainer.certificates import batch as verify_batch
from trainer.certificates import description, holding, looks, published, shared, trust, yourself
from trainer.certificates import downloads as verify_files
from trainer.certificates import licence_numbers as verify_licence
from trainer.certificates import public as verify_pages
from trainer.certificates import records as verify_record
from trainer.certificates import staff as certificates_staff
from trainer.certificates import staff_motions as certificate_motions
from trainer.certificates import staff_passes as certificate_passes
from trainer.certificates import tasks as certificate_tasks
from trainer.certificates import uploads as verify_document
from trainer.certificates import views as certificates
from trainer.certificates.objections import objections
from trainer.config import Settings, SettingsError
from trainer.core import clock, log
from trainer.core.db import Database
from trainer.core.events import events
from trainer.courses import views as courses
from trainer.exams import accommodations, appeals, exposure, signing
from trainer.exams import api as exams_api
from trainer.exams import letters as exam_letters
from trainer.exams import staff as exams_staff
from trainer.exams import uses as exam_uses
from trainer.exams import views as exams
from trainer.exams.events import AttemptHeld, AttemptPassed, AttemptRescored, AttemptVoided, HoldSettled
from trainer.jobs import make_jobs
from trainer.keys import development
from trainer.keys.chains import der_from
from trainer.keys.choice import make_keys
from trainer.library import staff_bank as bank
from trainer.library import staff_changes as item_changes
from trainer.library import staff_export as library_export
from trainer.library import staff_import as library_import
from trainer.library import staff_media as library_media
from trainer.library import staff_pairs as item_pairs
from trainer.library import staff_reports as item_reports
from trainer.library import staff_review as library_staff
from trainer.library import staff_tasks as library_tasks
from trainer.library import staff_views as item_views
from trainer.library.uses import uses
from trainer.licensing import staff as licensing_staff
from trainer.licensing import views as licensing
from trainer.mail import make_engine
from trainer.menu import menu
from trainer.pages import course as course_page
from trainer.pages import people as roster
from trainer.pages import sources, staff_exam_forms, staff_exam_picks, staff_exams
from trainer.pages import views as pages
from trainer.practicals import staff as practicals
from trainer.practicals.events import PracticalWithdrawn
from trainer.storage import make_storage
from trainer.transparency import public_log
from trainer.transparency import views as transparency
from trainer.transparency.checkpoint import origin_of
from trainer.transparency.public_log import PublicLog
from trainer.transparency.service import Entered
from trainer.web import assets, errors, headers, identity, limits, packing, services, session, templating, uploads
from trainer.web.application import Application, Csrf
from trainer.web.proxies import believe
from trainer.web.services import Facts, Services, issuer_of

ROOT = Path(__file__).resolve().parents[1]
LARGEST_BODY = 1024 * 1024
BLUEPRINTS = (
    pages.bp,
    roster.bp,
    courses.bp,
    exams.bp,
    exams_api.bp,
    exams_staff.bp,
    accommodations.bp,
    appeals.bp,
    course_page.bp,
    library_staff.bp,
    bank.bp,
    item_changes.bp,
    item_reports.bp,
    item_views.bp,
    item_pairs.bp,
    library_tasks.bp,
    sources.bp,
    library_import.bp,
    library_export.bp,
    library_media.bp,
    staff_exams.bp,
    staff_exam_forms.bp,
    staff_exam_picks.bp,
    accounts.bp,
    account.bp,
    licensing.bp,
    licensing_staff.bp,
    certificates.bp,
    certificates_staff.bp,
    certificate_motions.bp,
    certificate_passes.bp,
    holding.bp,
    shared.bp,
    yourself.bp,
    verify_pages.bp,
    verify_files.bp,
    verify_document.bp,
    verify_batch.bp,
    verify_record.bp,
    verify_licence.bp,
    trust.bp,
    description.bp,
    verify_api.bp,
    published.bp,
    practicals.bp,
    transparency.bp,
)


def create_app(settings: Settings) -> Flask:
    """Build the whole site from one set of settings."""
    log.configure(as_json=settings.is_production)
    app = Application("trainer", root_path=str(ROOT), template_folder="templates", static_folder="static")
    configure(app, settings)
    own = make_services(settings)
    services.init_app(app, own)
    if not settings.is_production:
        development.provide(own.keys, settings.data_dir / "offline-root", issuer_of(own.facts), now=clock.now())
    uploads.init_app(app)
    csrf = Csrf(app)
    packing.init_app(app)
    headers.init_app(app, is_production=settings.is_production)
    errors.init_app(app)
    session.init_app(app)
    identity.init_app(app, find=find_person)
    looks.init_app(app, own.database)
    limits.init_app(app, redis_url=settings.redis_url)
    templating.init_app(app)
    assets.init_app(app)
    app.jinja_env.globals["menu"] = menu
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    for open_to_programs in (verify_api.bp, verify_document.bp, verify_batch.bp, verify_record.bp, verify_licence.bp):
        csrf.exempt(open_to_programs)  # they change nothing, and answer everybody alike
    signing.keep_in(keys_folder(settings))
    objections.clear()
    objections.ask(certificate_tasks.appealed)
    uses.clear()
    uses.ask(exam_uses.of_versions, exposure.most_exposed)
    public_log.init_app(app, log_of(settings, own))
    join_news(own)
    return app


def join_news(own: Services) -> None:
    """Say who hears of what; whoever listened to an application before this one is forgotten."""
    events.clear()
    events.on(RoleChanged, role_letters.hearer(own.facts, own.jobs.tell))
    events.on(Entered, public_log.hearer(own.jobs))
    events.on(Entered, certificate_tasks.lister(own.jobs))
    events.on(AttemptPassed, certificate_tasks.hearer(own.jobs))
    for doubt in (AttemptVoided, AttemptRescored, PracticalWithdrawn):
        events.on(doubt, certificate_tasks.doubter(own.jobs.tell))
    for news in (AttemptHeld, HoldSettled):
        events.on(news, exam_letters.hearer(own.facts, own.jobs.tell))


def configure(app: Flask, settings: Settings) -> None:
    """Flask's own settings, from ours, and how many proxies are believed."""
    app.config.update(
        SECRET_KEY=settings.secret_key,
        SESSION_COOKIE_NAME="__Host-trainer" if settings.is_production else "trainer",
        SESSION_COOKIE_SECURE=settings.is_production,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_REFRESH_EACH_REQUEST=False,
        PERMANENT_SESSION_LIFETIME=timedelta(days=7),
        MAX_CONTENT_LENGTH=LARGEST_BODY,
        WTF_CSRF_TIME_LIMIT=None,
    )
    believe(app, proxies=settings.trusted_proxies)


def make_services(settings: Settings) -> Services:
    """The engines the settings ask for."""
    return Services(
        facts=Facts(
            is_production=settings.is_production,
            base_url=settings.base_url.rstrip("/"),
            issuer=settings.issuer,
            time_zone=settings.time_zone,
            exam_grace_seconds=settings.exam_grace_seconds,
            contact=settings.contact,
            trusted_proxies=settings.trusted_proxies,
        ),
        database=Database(settings.database_url),
        mail=make_engine(settings.mail_url, settings.mail_from),
        storage=make_storage(settings.storage_url),
        jobs=make_jobs(settings.redis_url, settings.data_dir),
        keys=make_keys(settings.keys_url, keys_folder(settings)),
    )


def keys_folder(settings: Settings) -> Path:
    """Where the ring of keys and the key of receipts are kept."""
    return settings.keys_dir or settings.data_dir / "keys"


def log_of(settings: Settings, own: Services) -> PublicLog:
    """The public log, with its memory in the data directory, outside the database."""
    origin, outside = origin_of(settings.base_url), settings.data_dir / "log"
    roots, mirror = timestamp_roots(settings), settings.log_export_dir
    return PublicLog(own.database, own.keys, origin, outside, settings.tsa_url, roots, mirror)


def timestamp_roots(settings: Settings) -> tuple[bytes, ...]:
    """The certificates in the file that TRAINER_TSA_ROOTS names, in DER; SettingsError when there are none."""
    if settings.tsa_roots is None:
        return ()
    try:
        return der_from(settings.tsa_roots.read_bytes())
    except (OSError, ValueError) as error:
        raise SettingsError(f"TRAINER_TSA_ROOTS names {settings.tsa_roots}, which holds no certificates") from error


def find_person(own: Session, token: str) -> identity.Me | None:
    """The person behind a cookie's token, at this moment."""
    return people.live_session(own, token, now=clock.now())
