"""The form of an exam's plan: quotas and cuts as plain numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from pydantic import ValidationError
from wtforms import FieldList, FormField, HiddenField, IntegerField
from wtforms import Form as Part
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from question_bank.items.card import Group
from question_bank.scoring.policy import Policy
from question_bank.selection.blueprint import Blueprint
from trainer.library.rules import GROUPS, in_words
from trainer.pages.exam_plans import Plan
from trainer.web.forms import Form, LineField

Model = TypeVar("Model", Blueprint, Policy)
GROUP_NAMES = tuple(group.value for group in GROUPS)
MOST = 300
COUNT = NumberRange(0, MOST, f"A number from 0 to {MOST}.")


def _count(label: str) -> IntegerField:
    return IntegerField(label, [InputRequired("Write a number; 0 for none."), COUNT], default=0)


class QuotaForm(Part):
    """The items of one domain: how many of each group, and how many of them at least of a kind."""

    domain = HiddenField()
    thorax = _count("Thorax")
    other_safety = _count("Other safety")
    knowledge = _count("Knowledge")
    safety_critical = _count("Safety-critical, at least")
    vignettes = _count("Vignettes, at least")

    def quota(self) -> dict[str, Any]:
        """The row as the question bank reads it; a group without items is left out."""
        groups = {name: self[name].data for name in GROUP_NAMES if self[name].data}
        least = {name: self[name].data or 0 for name in ("safety_critical", "vignettes")}
        return {"domain": self.domain.data, "groups": groups, **least}


class PlanForm(Form):
    """Everything of a plan that is a number. `read` builds the plan; what is wrong lands on a field or on the form."""

    base = HiddenField()
    seen = HiddenField()
    quotas = FieldList(FormField(QuotaForm))
    items_per_rule = IntegerField("Items on each rule", [InputRequired("Write a number."), NumberRange(2, 9)])
    total = IntegerField("Total, at least", [InputRequired("Write a number."), COUNT])
    thorax = IntegerField("Thorax, at least", [Optional(), COUNT])
    other_safety = IntegerField("Other safety, at least", [Optional(), COUNT])
    knowledge = IntegerField("Knowledge, at least", [Optional(), COUNT])
    reason = LineField("Why the plan changes", [Length(max=500)])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.plan_faults: list[str] = []
        self.reason.flags.required = True  # to put a plan to use; a mere check goes without

    def fill(self, plan: Plan, domains: Iterable[str]) -> None:
        """Show the plan in use, with a row for every domain of the course."""
        known = {quota.domain: quota for quota in plan.blueprint.quotas}
        for domain in sorted({*domains, *known}):
            row: dict[str, Any] = {"domain": domain}
            if domain in known:
                row |= {group.value: number for group, number in known[domain].groups.items()}
                row |= {name: getattr(known[domain], name) for name in ("safety_critical", "vignettes")}
            self.quotas.append_entry(row)
        self.total.data = plan.policy.total.at_least
        for group, cut in plan.policy.groups.items():
            self[group.value].data = cut.at_least
        self.items_per_rule.data = max((check.items for check in plan.policy.must_not_miss), default=2)
        self.base.data = plan.mark

    def read(self, before: Plan) -> Plan | None:
        """The plan as typed, on the words of the one before; None when it cannot be read."""
        if not self.validate():
            return None
        blueprint = self._made(Blueprint.model_validate, self._blueprint(before))
        policy = self._made(Policy.model_validate, self._policy(before, blueprint)) if blueprint else None
        return Plan(blueprint, policy) if blueprint and policy else None

    def _blueprint(self, before: Plan) -> dict[str, Any]:
        quotas = [quota for entry in self.quotas if (quota := entry.form.quota())["groups"] or any_least(quota)]
        kept = {"slug": before.blueprint.slug, "version": before.blueprint.version}
        return {**kept, "quotas": quotas, "items_per_rule": self.items_per_rule.data}

    def _policy(self, before: Plan, blueprint: Blueprint) -> dict[str, Any]:
        drawn = {group: sum(quota.groups.get(group, 0) for quota in blueprint.quotas) for group in Group}
        cuts = {
            group.value: {"at_least": self[group.value].data, "of": drawn[group]}
            for group in Group
            if self[group.value].data is not None
        }
        checks = [{**check.model_dump(), "items": self.items_per_rule.data} for check in before.policy.must_not_miss]
        total = {"at_least": self.total.data, "of": blueprint.items}
        kept = before.policy.model_dump(include={"slug", "version", "note"})
        return {**kept, "total": total, "groups": cuts, "must_not_miss": checks}

    def _made(self, make: Callable[[Any], Model], data: dict[str, Any]) -> Model | None:
        try:
            return make(data)
        except ValidationError as error:
            for line in error.errors():
                self._explain(line["loc"], in_words(dict(line)))
            return None

    def _explain(self, where: tuple[Any, ...], words: str) -> None:
        match where:
            case ("total", *_):
                self.total.errors = [*self.total.errors, words]
            case ("groups", str(group), *_) if group in GROUP_NAMES:
                self[group].errors = [*self[group].errors, words]
            case _:
                self.plan_faults.append(words.replace("_", " "))


def any_least(quota: dict[str, Any]) -> bool:
    """Whether a row without items still asks for some of a kind, which is a fault to tell."""
    return bool(quota["safety_critical"] or quota["vignettes"])
