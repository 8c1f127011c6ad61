"""What the office types about a partner organisation."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from partners.forms.registers import RegisterField
from partners.models import Organisation, RegisterKind
from vef.accounts.models import User
from vef.common import clock
from vef.common.forms import DateField, ReasonField, keep_short

PAIRS = ("remit", "referral")
MISSING_PAIR = {
    "cy": _("Write it in Welsh too, or leave both languages empty."),
    "en": _("Write it in English too, or leave both languages empty."),
}


class PersonChoiceField(forms.ModelChoiceField):
    """A person with an account, by name."""

    def label_from_instance(self, obj: Any) -> str:
        return str(obj.name)


class OrganisationForm(forms.ModelForm):
    """How a partner works with us: its contact, what it does, and how somebody is referred."""

    update_contact = PersonChoiceField(
        label=_("Update contact"),
        help_text=_(
            "Hears of results and reminders, with the partner leads. "
            "With nobody named, everyone with an account hears."
        ),
        queryset=User.objects.none(),
        required=False,
        empty_label=_("Nobody in particular"),
    )

    boards = RegisterField(RegisterKind.BOARD, label=_("Boards and groups it sits on"))

    class Meta:
        model = Organisation
        fields = ["kind", "contributors_may_submit", "remit_cy", "remit_en"]
        fields += ["referral_cy", "referral_en", "boards"]
        labels = {
            "remit_cy": _("What it does, in Welsh"),
            "remit_en": _("What it does, in English"),
            "referral_cy": _("How somebody is referred, in Welsh"),
            "referral_en": _("How somebody is referred, in English"),
        }
        widgets = {
            f"{name}_{language}": forms.Textarea({"rows": 3, "lang": language})
            for name in PAIRS
            for language in ("cy", "en")
        }

    field_order = ["kind", "update_contact", "contributors_may_submit", "remit_cy", "remit_en"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in PAIRS:
            for language in ("cy", "en"):
                keep_short(self.fields[f"{name}_{language}"])
        contact: Any = self.fields["update_contact"]
        contact.queryset = self.instance.users().order_by("name")
        contact.initial = self.instance.update_contact_id
        boards: Any = self.fields["boards"]
        boards.offer(keep=self.instance.boards.all())
        kind: Any = self.fields["kind"]
        host = Organisation.Kind.HOST
        kind.choices = [choice for choice in Organisation.Kind.choices if choice[0] != host]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for name in PAIRS:
            words = {
                language: (cleaned.get(f"{name}_{language}") or "").strip()
                for language in ("cy", "en")
            }
            for language, other in (("cy", "en"), ("en", "cy")):
                if words[other] and not words[language]:
                    self.add_error(f"{name}_{language}", MISSING_PAIR[language])
        return cleaned


class CloseOrganisationForm(forms.Form):
    """Closing an organisation: when, why, and who takes over."""

    closed_on = DateField(label=_("Last day"), help_text=_("For example 31 3 2027."))
    reason = ReasonField(label=_("Why does it close?"), rows=2)
    successor: "forms.ModelChoiceField[Organisation]" = forms.ModelChoiceField(
        label=_("Who takes over?"),
        help_text=_("Requests that go on, results, answers, reminders and actions go there."),
        queryset=Organisation.objects.none(),
        required=False,
        empty_label=_("Nobody takes over"),
    )
    people = forms.ChoiceField(
        label=_("What about the people who sign in for it?"),
        choices=[
            ("move", _("They move to the organisation that takes over")),
            ("leave", _("They lose access")),
        ],
        widget=forms.RadioSelect,
        initial="leave",
    )

    def __init__(self, *args: Any, organisation: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["successor"]
        field.queryset = Organisation.objects.partners().exclude(pk=organisation.pk)

    def clean_closed_on(self) -> Any:
        day = self.cleaned_data["closed_on"]
        if day > clock.today():
            raise forms.ValidationError(
                _("Close it on the day itself or later. Until then, it is at work.")
            )
        return day

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("people") == "move" and not cleaned.get("successor"):
            self.add_error("people", _("They can only move if somebody takes over."))
        return cleaned
