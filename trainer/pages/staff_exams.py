"""Exams for their staff: how many attempts, what a paper is made of, what passes, and a new plan for it."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from question_bank.items.card import Use
from trainer.core import clock
from trainer.core.errors import Conflict, DomainError, Invalid, NotFound
from trainer.exams import fixed, queries
from trainer.exams.models import Exam
from trainer.library import listing
from trainer.library import rules as words
from trainer.pages import exam_plans as plans
from trainer.pages import plan_words
from trainer.pages.exam_outlook import lacks, outlook
from trainer.pages.exam_plans import Plan
from trainer.pages.plan_forms import PlanForm
from trainer.web.identity import me
from trainer.web.permissions import Permission, needs
from trainer.web.services import facts
from trainer.web.session import current_session, transaction

bp = Blueprint("staff_exams", __name__, url_prefix="/staff/exams")


@bp.context_processor
def _words() -> dict[str, Any]:
    return {"words": words, "in_words": plan_words}


@bp.get("")
@needs(Permission.SEE_EXAMS)
def exams() -> str:
    session = current_session()
    return render_template(
        "pages/staff_exams.html", exams=plans.exams(session), attempts=plans.attempts_by_state(session)
    )


@bp.get("/<slug>")
@needs(Permission.SEE_EXAMS)
def exam(slug: str) -> str | Response:
    session = current_session()
    found = queries.exam_by_slug(session, slug)
    if found.kind not in (queries.FINAL, queries.QUIZ):
        return redirect(url_for(".exam", slug=queries.final_exam(session, found.course_id).slug))
    attempts = plans.attempts_by_state(session).get(found.id, {})
    plan = plans.plan_of(session, found)
    if plan is not None:
        return render_template("pages/staff_exams_one.html", **_about(found, plan), attempts=attempts)
    module, live = plans.quiz_lacks(session, found, today=_today())
    return render_template("pages/staff_exams_quiz.html", exam=found, module=module, live=live, attempts=attempts)


def _about(found: Exam, plan: Plan) -> dict[str, Any]:
    session = current_session()
    return {
        "exam": found,
        "plan": plan,
        "domains": plans.domains(session, found),
        "outlook": outlook(session, found, plan, _today()),
        "expired": plans.expired_items(session, Use.EXAM, today=_today()),
        "blueprints": listing.blueprint_versions(session, plan.blueprint.slug),
        "policies": listing.policy_versions(session, plan.policy.slug),
        "changes": plans.history(session, found),
        "statements": plans.all_statements(session, found),
    }


@bp.get("/<slug>/plan")
@needs(Permission.PLAN_EXAMS)
def plan(slug: str) -> str:
    found, before = _planned(slug)
    form = PlanForm(formdata=None)
    form.fill(before, plans.domains(current_session(), found))
    return _plan_page(found, before, form, before)


@bp.post("/<slug>/plan")
@needs(Permission.PLAN_EXAMS)
def save_plan(slug: str) -> Response | tuple[str, int]:
    found, before = _planned(slug)
    form = PlanForm()
    after = form.read(before)
    if after is None:
        return _plan_page(found, before, form, None), Invalid.status
    if request.form.get("act") != "use":
        return _plan_page(found, before, form, after), 200
    if not _may_use(found, form, after):
        return _plan_page(found, before, form, after), Invalid.status
    try:
        _adopt(found, after, form)
    except (Conflict, Invalid) as error:
        return _refused(slug, form, error)
    flash("The new plan is in use. Attempts that run keep the one they began with.", "ok")
    return redirect(url_for(".exam", slug=slug), 303)


def _today() -> date:
    return clock.today(facts().time_zone)


def _has_forms(found: Exam) -> bool:
    plan = fixed.plan_of(current_session(), found)
    return plan is not None and plan.has_forms


def _planned(slug: str) -> tuple[Exam, Plan]:
    found = queries.exam_by_slug(current_session(), slug)
    before = plans.plan_of(current_session(), found)
    if before is None:
        raise NotFound("A quiz has no blueprint and no pass policy; its numbers stand in the course file.")
    return found, before


def _may_use(found: Exam, form: PlanForm, after: Plan) -> bool:
    """Whether these very numbers were looked at, a reason is given and the live items can fill a paper."""
    if form.seen.data != after.mark:
        form.plan_faults.append("The numbers differ from those last checked. Look at what they lead to, then confirm.")
    if not form.reason.data:
        form.reason.errors = ["Say why; the reason is kept."]
    is_filled = not lacks(current_session(), found, after, _today())
    return is_filled and not form.plan_faults and not form.reason.errors


def _adopt(found: Exam, after: Plan, form: PlanForm) -> None:
    base, reason = form.base.data or "", form.reason.data or ""
    with transaction() as session:
        plans.adopt(session, found.id, after, base=base, reason=reason, by=me().id, now=clock.now())


def _refused(slug: str, form: PlanForm, error: DomainError) -> tuple[str, int]:
    found, now_used = _planned(slug)
    form.base.data = now_used.mark
    form.plan_faults.append(error.detail)
    return _plan_page(found, now_used, form, form.read(now_used)), error.status


def _plan_page(found: Exam, before: Plan, form: PlanForm, after: Plan | None) -> str:
    """The form, with what its numbers lead to once they can be read."""
    session = current_session()
    form.seen.data = after.mark if after else ""
    statements = plans.all_statements(session, found)
    return render_template(
        "pages/staff_exams_plan.html",
        exam=found,
        form=form,
        before=before,
        after=after,
        is_same=after is not None and after.mark == before.mark,
        domains=plans.domains(session, found),
        outlook=outlook(session, found, after, _today()) if after else None,
        rates=plans.simulated(after) if after else (),
        has_forms=_has_forms(found),
        outdated=plans.outdated(statements, before, after) if after else [],
    )
