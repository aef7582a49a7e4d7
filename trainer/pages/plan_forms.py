"""The form of an exam's plan: quotas, what a paper rather keeps, and cuts, as plain numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from pydantic import ValidationError
from wtforms import FieldList, FormField, HiddenField, IntegerField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from question_bank.items.card import Group
from question_bank.scoring.policy import Policy
from question_bank.selection.blueprint import Blueprint
from trainer.library.rules import in_words
from trainer.pages.exam_plans import Plan
from trainer.pages.plan_parts import COUNT, GROUP_NAMES, QuotaForm, Rather
from trainer.web.forms import Form, LineField

Model = TypeVar("Model", Blueprint, Policy)


class PlanForm(Form):
    """Everything of a plan that is a number. `read` builds the plan; what is wrong lands on a field or on the form."""

    base = HiddenField()
    seen = HiddenField()
    quotas = FieldList(FormField(QuotaForm))
    rather = FormField(Rather)
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
            said = QuotaForm.row(known[domain]) if domain in known else {}
            self.quotas.append_entry({"domain": domain, **said})
        self.rather.form.show(plan.blueprint)
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
        quotas = [quota for entry in self.quotas if says_anything(quota := entry.form.quota())]
        kept = {"slug": before.blueprint.slug, "version": before.blueprint.version}
        return {
            **kept, **self.rather.form.blueprint(), "quotas": quotas, "items_per_rule": self.items_per_rule.data,
        }  # fmt: skip

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
                self.plan_faults.append(f"{words[:1].upper()}{words[1:]}".replace("_", " "))


def says_anything(quota: dict[str, Any]) -> bool:
    """Whether a row asks for anything; what it asks without having items is a fault to tell, not to drop."""
    return any(quota[name] for name in ("groups", "safety_critical", "vignettes", "levels"))
