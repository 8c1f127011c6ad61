"""A file beside a request, as its partner hands it in."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from vef.common.forms import ReasonField
from vef.documents import sniffing
from vef.documents.sniffing import Checked, Unfit, check_file

WORDS: dict[type[Unfit], Any] = {
    sniffing.Empty: _("The file is empty."),
    sniffing.TooLarge: _("The file is too large. It may have up to 8 MB."),
    sniffing.UnknownKind: _("Choose a PDF, Word, Excel, PNG, JPEG or plain text file."),
    sniffing.Disguised: _("The name of the file says another kind than what is in it."),
    sniffing.Unreadable: _("The file is not whole, or is locked. Try to save it again."),
    sniffing.Active: _("The file holds a macro, a script or another file. Save it without."),
    sniffing.Suspicious: _("The virus scanner refused this file. Do not open it."),
    sniffing.NotScanned: _(
        "The virus scanner gives no answer, so the file is not kept. Try again later."
    ),
}


class CheckedFileField(forms.FileField):
    """A file of a known kind, looked at before it is kept. Cleans to Checked."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            widget=forms.FileInput({"accept": ".pdf,.docx,.xlsx,.png,.jpg,.jpeg,.txt"}),
            allow_empty_file=True,
            error_messages={"required": _("Choose a file.")},
            **kwargs,
        )

    def clean(self, data: Any, initial: Any = None) -> Checked | None:
        upload = super().clean(data, initial)
        if not upload:
            return None
        try:
            if upload.size > sniffing.LARGEST:
                raise sniffing.TooLarge
            return check_file(upload.read(), upload.name)
        except Unfit as unfit:
            raise ValidationError(str(WORDS[type(unfit)]), code="unfit") from unfit


class AttachmentForm(forms.Form):
    """A file, and what it is in a few words: the name it came with is not kept."""

    title = forms.CharField(
        label=_("What is it?"),
        help_text=_("For example: our letter to witnesses. The name of the file is not kept."),
        max_length=120,
        error_messages={"required": _("Say what it is.")},
    )
    file = CheckedFileField(
        label=_("File"),
        help_text=_(
            "A PDF, Word, Excel, PNG, JPEG or plain text file of up to 8 MB, about no single "
            "person. What a camera wrote into a picture is taken out. Other files stay as they "
            "are, with the author's name inside."
        ),
    )


class DecisionFileForm(AttachmentForm):
    """A file beside a decision, and why it is added: it stays for good."""

    reason = ReasonField(
        label=_("Why is it added?"),
        help_text=_("For example: the advice the decision rests on."),
        rows=2,
    )
