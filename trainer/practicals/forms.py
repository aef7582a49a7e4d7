"""What an assessor fills in."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import uuid4

from wtforms import DateField, HiddenField, IntegerField, SelectField, SelectMultipleField, TextAreaField
from wtforms.validators import UUID, DataRequired, InputRequired, Length, Optional, ValidationError

from trainer.practicals import rules
from trainer.practicals.rules import REGIONS, may_have_been_observed_on
from trainer.practicals.service import Observation
from trainer.web.forms import Form, LineField


class FindForm(Form):
    """Whom the practical is about: their exact e-mail, so that nobody leafs through people."""

    email = LineField("E-mail", validators=[DataRequired("Type the person’s e-mail."), Length(max=320)])


class SignOffForm(Form):
    """One observed practical. `today` is set by the view: nobody signs for the future."""

    course = SelectField("Course", coerce=int, validators=[InputRequired()])
    regions = SelectMultipleField(
        "Regions observed",
        choices=REGIONS,
        validators=[InputRequired("Choose at least one region that you observed.")],
    )
    skills = SelectMultipleField("Seen", choices={key: rules.words_of(key) for key in rules.every_skill(REGIONS)})
    needles_in = IntegerField("Needles in", validators=[InputRequired("Count the needles that went in.")])
    needles_out = IntegerField("Needles out", validators=[InputRequired("Count the needles that came out.")])
    observed_on = DateField("Day", validators=[InputRequired("Give the day on which you observed it.")])
    place = LineField("Place", validators=[DataRequired("Say where it was: clinic, town."), Length(max=200)])
    note = TextAreaField("Note", validators=[Optional(), Length(max=2000)])
    form_key = HiddenField(default=lambda: str(uuid4()), validators=[UUID()])

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def observation(self, person_id: int) -> Observation:
        """What was signed of a person; the form must be valid."""
        typed = self.data
        return Observation(
            person_id=person_id,
            course_id=typed["course"],
            regions=tuple(typed["regions"]),
            skills=tuple(typed["skills"]),
            observed_on=typed["observed_on"],
            place=typed["place"],
            needles_in=typed["needles_in"],
            needles_out=typed["needles_out"],
            note=typed["note"] or "",
        )

    def validate_skills(self, field: SelectMultipleField) -> None:
        """Everything has been seen, at each region that was observed, and nothing was judged at another."""
        regions = self.regions.data or ()
        stray = ", ".join(REGIONS[region].lower() for region in rules.stray_regions(field.data or (), regions))
        if stray:
            raise ValidationError(f"Something is ticked at a region that is not ticked as observed: {stray}.")
        missing = rules.missing_skills(field.data or (), regions)
        if missing:
            names = ", ".join(missing).lower()
            raise ValidationError(f"Every skill must have been seen before you sign. Not ticked: {names}.")

    def validate_needles_out(self, field: IntegerField) -> None:
        """As many needles came out as went in."""
        fault = rules.needle_fault(self.needles_in.data, field.data)
        if fault:
            raise ValidationError(fault)

    def validate_observed_on(self, field: DateField) -> None:
        """The day is not in the future."""
        if field.data and not may_have_been_observed_on(field.data, self.today):
            raise ValidationError("The day lies in the future. A practical is signed after it was observed.")


class WithdrawalForm(Form):
    """Why a sign-off is withdrawn."""

    reason = TextAreaField(
        "What was wrong with it", validators=[DataRequired("Say what was wrong with it."), Length(max=2000)]
    )
