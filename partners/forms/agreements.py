"""What the office types about an agreement with a partner."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from partners.models import Agreement, AgreementKind
from vef.common import clock
from vef.common.forms import DateField, ReasonField

REFERENCE = _("Where the paper itself is kept, for example a file number.")


class DraftForm(forms.Form):
    """An agreement that is being drawn up."""

    kind = forms.ChoiceField(
        label=_("Which agreement?"), choices=AgreementKind.choices, widget=forms.RadioSelect
    )
    reference = forms.CharField(
        label=_("Document reference"), help_text=REFERENCE, max_length=120, required=False
    )


class AgreementStepForm(forms.Form):
    """A step with one agreement; knows which."""

    def __init__(self, *args: Any, agreement: Agreement, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.agreement = agreement


class SignForm(AgreementStepForm):
    """Both sides have signed."""

    signed_on = DateField(label=_("Signed on"))
    signed_by = forms.CharField(
        label=_("Who signed for the partner?"),
        help_text=_("A name and a post."),
        max_length=120,
    )
    signed_for_us = forms.CharField(
        label=_("Who signed for the office?"), max_length=120, required=False
    )
    review_on = DateField(
        label=_("Review by"), help_text=_("You are reminded a month before this day.")
    )
    reference = forms.CharField(
        label=_("Document reference"), help_text=REFERENCE, max_length=120, required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reference"].initial = self.agreement.reference

    def clean_signed_on(self) -> Any:
        day = self.cleaned_data["signed_on"]
        if day > clock.today():
            raise forms.ValidationError(_("It can't have been signed in days to come."))
        return day

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        signed, review = cleaned.get("signed_on"), cleaned.get("review_on")
        if signed and review and review <= signed:
            self.add_error("review_on", _("The review comes after the day it was signed."))
        return cleaned


class ReviewForm(AgreementStepForm):
    """It was looked at, and stands."""

    review_on = DateField(label=_("Next review by"))
    reason = ReasonField(label=_("What did the review find?"), rows=2)

    def clean_review_on(self) -> Any:
        day = self.cleaned_data["review_on"]
        if day <= clock.today():
            raise forms.ValidationError(_("The next review is a day to come."))
        return day


class EndForm(AgreementStepForm):
    """It holds no longer, or will never be signed."""

    reason = ReasonField(label=_("Why does it end?"), rows=2)


class RegisterFilter(forms.Form):
    """Which lines of the register to show. Sent by GET."""

    show = forms.ChoiceField(
        label=_("Show"),
        choices=[
            ("", _("All agreements")),
            ("missing", _("Never signed")),
            ("late", _("Late")),
            ("soon", _("Review soon")),
            ("draft", _("Waiting for signature")),
        ],
        required=False,
    )
    kind = forms.ChoiceField(
        label=_("Kind"), choices=[("", _("All kinds")), *AgreementKind.choices], required=False
    )
