"""What staff decide about people's own links, stops and one-time codes."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from database.models import Channel, ConsentMethod, Person, StopReason
from database.services import self_service
from vef.common.forms import ReasonField


class StopAddForm(forms.Form):
    """Which way of contact is stopped, where, and why. Nothing is chosen beforehand."""

    channel = forms.ChoiceField(
        label=_("Which way of contact is stopped?"),
        choices=Channel.choices,
        widget=forms.RadioSelect,
    )
    where = forms.ChoiceField(
        label=_("For which address or number?"),
        choices=[
            ("this", _("Only for the one we have now")),
            ("any", _("For any, also new ones")),
        ],
        widget=forms.RadioSelect,
    )
    reason = forms.ChoiceField(
        label=_("Why?"), choices=StopReason.choices, widget=forms.RadioSelect
    )
    method = forms.ChoiceField(
        label=_("How did they tell us?"), choices=ConsentMethod.choices, widget=forms.RadioSelect
    )


class WhyForm(forms.Form):
    """Why a step is taken; kept in the audit log."""

    reason = ReasonField(label=_("Why?"), help_text=_("Do not write names here."))


class CodeForm(forms.Form):
    """By which safe way the code is told, and how staff made sure who it is."""

    channel = forms.ChoiceField(label=_("How do you give them the code?"), widget=forms.RadioSelect)
    reason = ReasonField(
        label=_("How did you make sure that it is them?"),
        help_text=_("Such as: rang the number on the record, agreed two facts. No names."),
    )

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ways = [
            (Channel.PHONE, _("By phone, on the number we know to be safe")),
            (self_service.IN_PERSON, _("Face to face")),
        ]
        self.fields["channel"].choices = [
            way for way in ways if self_service.may_carry_code(person, way[0])
        ]
