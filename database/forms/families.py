"""Bereaved families, as staff write them down."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from database.forms.supporters import SupporterConsentForm
from database.models import Person, PersonStatus
from database.search import REFERENCE
from vef.common.forms import ReasonField


class FamilyAddForm(forms.Form):
    """Who else of the family is on the database; nobody, for a family of one so far."""

    reference = forms.CharField(
        label=_("Reference of a relative who is on the database"),
        help_text=_("Such as VP-0024. Leave this empty if nobody else of the family is here yet."),
        max_length=12,
        required=False,
    )

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person

    def clean_reference(self) -> Person | None:
        words = self.cleaned_data["reference"].strip()
        if not words:
            return None
        match = re.fullmatch(REFERENCE, words)
        number = int(match[1]) if match else 0
        people = Person.objects.exclude(status=PersonStatus.ERASED).exclude(pk=self.person.pk)
        found = people.filter(reference=f"VP-{number:04d}").first()
        if found is None:
            raise ValidationError(_("There is no other record with this reference."), code="none")
        return found


class FamilyConsentForm(SupporterConsentForm):
    """That somebody agreed to it themselves, how, and in which language."""


class FamilyWriteForm(forms.Form):
    """Whether somebody wishes to be written to beside the spokesperson."""

    wishes = forms.ChoiceField(
        label=_("Do they wish to be written to as well?"),
        choices=[("yes", _("Yes, write to them too")), ("no", _("No, the spokesperson is enough"))],
        widget=forms.RadioSelect,
    )


class FamilyEndForm(forms.Form):
    """Why somebody leaves; nobody needs to give a reason."""

    note = forms.CharField(
        label=_("Anything we should remember about this"),
        help_text=_("Nobody needs to give a reason. Do not write names here."),
        max_length=200,
        required=False,
    )


class FamilyEachForm(forms.Form):
    """How staff know that each of the family may be written to again."""

    reason = ReasonField(
        label=_("How do you know that they wish this?"),
        help_text=_("Kept in the audit log. Do not write names here."),
    )
