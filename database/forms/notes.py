"""A note about a person, and for whom it is."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from database.models import Note
from vef.accounts.models import User


class NoteForm(forms.Form):
    """What is to be remembered, and who may read it."""

    text = forms.CharField(
        label=_("What should be remembered?"),
        help_text=_(
            "Write only what is needed, as you would if they read it: they may ask for a copy. "
            "Name nobody who is suspected of a crime."
        ),
        max_length=4000,
        widget=forms.Textarea,
        error_messages={"required": _("Enter a note.")},
    )
    readers = forms.ChoiceField(
        label=_("Who may read it?"), choices=Note.Readers.choices, widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not Note.objects.readable_by(user) >= set(Note.Readers.values):
            self.fields["readers"].help_text = _(
                "If you are not among them, you will not see the note again yourself."
            )


class NoteRemoveForm(forms.Form):
    """Why a note is removed."""

    reason = forms.CharField(
        label=_("Why is this note removed?"),
        help_text=_("Kept in the audit log. Do not write names here."),
        max_length=200,
        error_messages={"required": _("Say why.")},
    )
