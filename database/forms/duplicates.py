"""Comparing two records: whether they are one person, and which record stays."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from database.models import Person, PersonStatus
from database.search import REFERENCE

APART = "apart"


class CompareForm(forms.Form):
    """What is to become of two records that look alike."""

    decision = forms.ChoiceField(label=_("What is right?"), widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("How do you know?"),
        help_text=_("Kept in the audit log. Do not write names here."),
        max_length=200,
        error_messages={"required": _("Say how you know.")},
    )
    is_sure = forms.BooleanField(
        label=_("I know that making two records one can't be undone"), required=False
    )

    def __init__(self, *args: Any, people: tuple[Person, Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["decision"].choices = [
            *(
                (
                    str(person.pk),
                    # Translators: a record's reference follows.
                    _("They are one person. Keep the record: %(reference)s")
                    % {"reference": person},
                )
                for person in people
            ),
            (APART, pgettext_lazy("two records", "They are two people. Keep both")),
        ]

    def clean(self) -> dict[str, Any]:
        clean = super().clean() or {}
        merges = clean.get("decision", APART) != APART
        if merges and not clean.get("is_sure"):
            self.add_error("is_sure", _("Tick this before two records become one."))
        return clean


class OtherRecordForm(forms.Form):
    """Which record may be the same person."""

    reference = forms.CharField(
        label=_("Reference of the other record"),
        # Translators: an example of a reference.
        help_text=_("Such as VP-0024."),
        max_length=12,
    )

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person

    def clean_reference(self) -> Person:
        match = re.fullmatch(REFERENCE, self.cleaned_data["reference"].strip())
        number = int(match[1]) if match else 0
        people = Person.objects.exclude(status=PersonStatus.ERASED).exclude(pk=self.person.pk)
        found = people.filter(reference=f"VP-{number:04d}").first()
        if found is None:
            raise ValidationError(_("There is no other record with this reference."), code="none")
        return found
