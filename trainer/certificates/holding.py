"""A person's own certificate: pausing it, links that end, who looked, and every file of it."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

from flask import Blueprint, flash, make_response, redirect, render_template, send_file, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from trainer.certificates import api_keys, sharing
from trainer.certificates.badges import badge
from trainer.certificates.forms import LinkForm
from trainer.certificates.glance import glances
from trainer.certificates.looks import of_keys, words_of
from trainer.certificates.models import Certificate
from trainer.certificates.plot import plotted
from trainer.certificates.rules import grouped
from trainer.core import clock
from trainer.core.errors import Invalid, NotFound, Unavailable
from trainer.credentials.linkedin import add_to_profile
from trainer.web.headers import for_one_alone
from trainer.web.identity import me
from trainer.web.permissions import Permission, needs
from trainer.web.services import facts, services
from trainer.web.session import current_session, transaction

bp = Blueprint("holding", __name__, url_prefix="/certificates/mine")
DAYS = 30
FILES = {
    "certificate.pdf": "application/pdf",
    "credential.json": "application/vc",
    "badge.svg": "image/svg+xml",
    "badge.png": "image/png",
}


@bp.get("/<int:certificate_id>")
@needs(Permission.HOLD_CERTIFICATES)
def show(certificate_id: int) -> ResponseReturnValue:
    return page(certificate_id, new_form())


@bp.post("/<int:certificate_id>/pause")
@needs(Permission.HOLD_CERTIFICATES)
def pause(certificate_id: int) -> ResponseReturnValue:
    with transaction() as session:
        sharing.pause(session, certificate_id, by=me().id, now=clock.now())
    flash("Paused. Whoever asks is told what they would be told of an unknown identifier.", "ok")
    return back(certificate_id)


@bp.post("/<int:certificate_id>/resume")
@needs(Permission.HOLD_CERTIFICATES)
def resume(certificate_id: int) -> ResponseReturnValue:
    with transaction() as session:
        sharing.resume(session, certificate_id, by=me().id, now=clock.now())
    flash("Shown again. Anyone with the identifier can check it.", "ok")
    return back(certificate_id)


@bp.post("/<int:certificate_id>/links")
@needs(Permission.HOLD_CERTIFICATES)
def share(certificate_id: int) -> ResponseReturnValue:
    """The page with the new link on it: nobody can be shown it a second time."""
    form = LinkForm()
    if not form.validate():
        return page(certificate_id, form), 422
    terms, zone = form.terms(), facts().time_zone
    try:
        with transaction() as session:
            token = sharing.share(session, certificate_id, **terms, zone=zone, by=me().id, now=clock.now())
    except Invalid as error:
        form.until.errors = [error.detail]
        return page(certificate_id, form), error.status
    link = facts().base_url + url_for("shared.show", token=token)
    return page(certificate_id, new_form(), link=link), 201


@bp.post("/<int:certificate_id>/links/<int:link_id>/end")
@needs(Permission.HOLD_CERTIFICATES)
def end_link(certificate_id: int, link_id: int) -> ResponseReturnValue:
    with transaction() as session:
        sharing.end_link(session, certificate_id, link_id, by=me().id, now=clock.now())
    flash("Ended. The link leads nowhere from now on.", "ok")
    return back(certificate_id)


@bp.get("/<int:certificate_id>/files/<name>")
@needs(Permission.HOLD_CERTIFICATES)
def file(certificate_id: int, name: str) -> Response:
    """One of the files of a certificate, to its holder, paused or not."""
    certificate = sharing.own(current_session(), certificate_id, me().id)
    if name not in FILES:
        raise NotFound
    called = f"Certificate {grouped(certificate.identifier)} {name}"
    data = BytesIO(bytes_of(certificate, name))
    return for_one_alone(send_file(data, mimetype=FILES[name], as_attachment=True, download_name=called))


def bytes_of(certificate: Certificate, name: str) -> bytes:
    """The stored page or credential as it was issued, or the badge with that credential inside."""
    if name == "certificate.pdf":
        return stored(certificate.pdf_key)
    credential = stored(certificate.credential_key)
    return credential if name == "credential.json" else badge(certificate, credential, name)


def stored(key: str | None) -> bytes:
    """The bytes as they were issued; Unavailable while they are being made or when they are not what they were."""
    if key is None:
        raise Unavailable("It is being made. Try again in a minute.")
    try:
        return services().storage.get(key)
    except KeyError as error:
        raise Unavailable("The stored file cannot be shown just now.") from error


def back(certificate_id: int) -> ResponseReturnValue:
    """To the page of the certificate."""
    return redirect(url_for("holding.show", certificate_id=certificate_id), 303)


def new_form() -> LinkForm:
    """The form for a link, filled in with what suits an application for a post."""
    return LinkForm(formdata=None, until=clock.today(facts().time_zone) + timedelta(days=DAYS), most=10)


def page(certificate_id: int, form: LinkForm, link: str = "") -> Response:
    """Everything the holder can see and do."""
    session, now = current_session(), clock.now()
    certificate = sharing.own(session, certificate_id, me().id)
    zone = facts().time_zone
    today = clock.day_of(now, zone)
    looks = sharing.looks_at(session, certificate_id, today - timedelta(days=DAYS - 1))
    keyed = of_keys(looks)
    names = api_keys.names(session, keyed)
    html = render_template(
        "certificates/holding.html",
        certificate=certificate,
        shown=glances(session, [certificate], now=now)[certificate_id].showing,
        links=[
            (one, sharing.is_open(one, now), sharing.last_day(one, zone))
            for one in sharing.links_of(session, certificate_id)
        ],
        zone=zone,
        plot=plotted(looks, today, DAYS),
        through={look.door: words_of(look.door, names) for look in looks},
        by_key=[(names[key], count) for key, count in keyed.most_common()],
        linkedin=linkedin(certificate),
        form=form,
        link=link,
    )
    return make_response(html)


def linkedin(certificate: Certificate) -> str:
    """The address that adds a certificate to its holder's profile."""
    return add_to_profile(
        name=certificate.record["certificate"],
        issuer=certificate.record["issuer"],
        issued_on=certificate.issued_on,
        expires_on=certificate.expires_on,
        url=certificate.record["url"],
        identifier=certificate.identifier,
    )
