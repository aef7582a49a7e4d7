"""The forms of accounts. What a password must be is in rules; these only ask."""

from __future__ import annotations

from typing import Any

from wtforms import EmailField, Field, HiddenField, PasswordField, ValidationError
from wtforms.validators import DataRequired, Email, InputRequired, Length

from trainer.accounts import rules
from trainer.web.forms import Form, LineField, strip

NOT_AN_ADDRESS = "Type an e-mail address such as name@example.org."


def said(control: Field) -> str:
    """What was typed into a field; nothing is an empty text."""
    return control.data or ""


class AddressField(EmailField):
    """An e-mail address, without blanks at its ends."""

    def __init__(self, label: str = "E-mail", **kwargs: Any) -> None:
        checks = [
            DataRequired("Type your e-mail address."),
            Length(max=320, message=NOT_AN_ADDRESS),
            Email(NOT_AN_ADDRESS, allow_smtputf8=False),
        ]
        super().__init__(label, checks, filters=[strip], **kwargs)

    def pre_validate(self, form: Any) -> None:
        if not said(self).isascii():
            raise ValidationError(NOT_AN_ADDRESS)


class NewPasswordField(PasswordField):
    """A password to be set; the form's `owner` says whose e-mail and name may not stand in it."""

    def __init__(self, label: str, **kwargs: Any) -> None:
        super().__init__(label, [InputRequired("Choose a password.")], **kwargs)

    def post_validate(self, form: Any, validation_stopped: bool) -> None:
        email, name = form.owner()
        if not validation_stopped and (faults := rules.password_faults(said(self), email=email, name=name)):
            raise ValidationError(" ".join(faults))


class RegisterForm(Form):
    """A new account."""

    name = LineField("Your name", validators=[DataRequired("Type your name."), Length(max=200)])
    email = AddressField()
    password = NewPasswordField("Password")

    def owner(self) -> tuple[str, str]:
        """Whose password it will be."""
        return said(self.email), said(self.name)


class SignInForm(Form):
    """An e-mail and its password; where to go on to."""

    email = LineField("E-mail", validators=[DataRequired("Type your e-mail address.")])
    password = PasswordField("Password", [InputRequired("Type your password.")])
    next = HiddenField()


class AskResetForm(Form):
    """Where to send a link for a new password."""

    email = AddressField()


class OwnedForm(Form):
    """A form for somebody who has an account already."""

    def __init__(self, *, email: str, name: str) -> None:
        super().__init__()
        self._owner = email, name

    def owner(self) -> tuple[str, str]:
        """Whose password it will be."""
        return self._owner


class SetPasswordForm(OwnedForm):
    """A new password, by a link from the mail."""

    password = NewPasswordField("New password")


class ChangePasswordForm(OwnedForm):
    """A new password, by somebody who knows the old one."""

    current_password = PasswordField("Password now", [InputRequired("Type the password you have now.")])
    new_password = NewPasswordField("New password")
