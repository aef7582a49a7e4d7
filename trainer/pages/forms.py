"""The roster's filters and the granting of roles."""

from __future__ import annotations

from wtforms import SearchField, SelectField
from wtforms.validators import DataRequired

from trainer.pages.roster import Wish
from trainer.web.forms import Asking, Form, strip
from trainer.web.permissions import Role

ROLES = {role.value: role.value.capitalize() for role in Role}
LICENCES = {
    "verified": "Verified",
    "waiting": "Waiting for a decision",
    "lapsed": "Lapsed",
    "refused": "Refused",
    "none": "None stated",
}
MODULES = {"done": "All done", "begun": "Begun", "not begun": "Not begun"}
CERTIFICATES = {"valid": "Valid", "ended": "Ended", "none": "None"}


def _choice(label: str, choices: dict[str, str]) -> SelectField:
    return SelectField(label, choices={"": "Any", **choices}, default="")


class RosterForm(Asking):
    """What to narrow the roster to."""

    q = SearchField("Name or e-mail", filters=[strip])
    role = _choice("Role", ROLES)
    licence = _choice("Licence", LICENCES)
    modules = _choice("Modules", MODULES)
    certificate = _choice("Certificate", CERTIFICATES)

    def wish(self) -> Wish:
        """The narrowing asked for; a choice that does not exist narrows nothing."""
        self.validate()

        def taken(field: SelectField) -> str:
            return "" if field.errors else field.data or ""

        return Wish(
            self.q.data or "", taken(self.role), taken(self.licence), taken(self.modules), taken(self.certificate)
        )


class RoleForm(Form):
    """One role to grant."""

    role = SelectField("Role", choices=ROLES, validators=[DataRequired("Choose a role.")])
