"""A file that proves consent, as staff hand it over."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from database import evidence_files
from database.evidence_files import Checked, Unfit, check_file
from database.models import Consent, Person

WORDS: dict[type[Unfit], str] = {
    evidence_files.Empty: gettext_lazy("The file is empty."),
    evidence_files.TooLarge: gettext_lazy("The file is too large. It may have up to 5 MB."),
    evidence_files.UnknownKind: gettext_lazy("Choose a PDF, or a JPEG or PNG picture."),
    evidence_files.Unreadable: gettext_lazy("The picture can't be read. Try to save it again."),
    evidence_files.Suspicious: gettext_lazy(
        "The virus scanner refused this file. Tell the administrator; do not open it."
    ),
    evidence_files.NotScanned: gettext_lazy(
        "The virus scanner gives no answer, so the file is not kept. Try again later."
    ),
}
HINT = gettext_lazy(
    "A PDF, or a JPEG or PNG picture, of up to 5 MB. Choose it again if the page comes back."
)


class EvidenceField(forms.FileField):
    """A file of a known kind, looked at before it is kept. Cleans to Checked or None."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            widget=forms.FileInput({"accept": ".pdf,.jpg,.jpeg,.png"}),
            help_text=HINT,
            allow_empty_file=True,
            error_messages={"required": gettext_lazy("Choose a file.")},
            **kwargs,
        )

    def clean(self, data: Any, initial: Any = None) -> Checked | None:
        upload = super().clean(data, initial)
        if not upload:
            return None
        try:
            if upload.size > evidence_files.LARGEST:
                raise evidence_files.TooLarge
            return check_file(upload.read(), upload.name)
        except Unfit as unfit:
            raise ValidationError(str(WORDS[type(unfit)]), code="unfit") from unfit


class EventChoice(forms.ModelMultipleChoiceField):
    """Events of one history, each in a line."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, event: Consent) -> str:
        from django.utils.formats import date_format
        from django.utils.timezone import localtime

        # Translators: such as "Contact by email: Given (3 May 2026)".
        return _("%(purpose)s: %(decision)s (%(date)s)") % {
            "purpose": event.get_purpose_display(),
            "decision": event.get_decision_display(),
            "date": date_format(localtime(event.at), "DATE_FORMAT"),
        }


class EvidenceForm(forms.Form):
    """A file, and what it proves."""

    consents = EventChoice(
        Consent.objects.none(),
        label=gettext_lazy("What does it prove?"),
        error_messages={"required": gettext_lazy("Choose what it proves.")},
    )
    file = EvidenceField(label=gettext_lazy("File"))

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["consents"].queryset = person.consents.order_by("-at")


class EvidenceRemoveForm(forms.Form):
    """Why a file is removed."""

    reason = forms.CharField(
        label=gettext_lazy("Why is this file removed?"),
        help_text=gettext_lazy("Kept in the audit log. Do not write names here."),
        max_length=200,
        error_messages={"required": gettext_lazy("Say why.")},
    )
