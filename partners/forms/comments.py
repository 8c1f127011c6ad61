"""What somebody says about a request."""

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from partners import guard
from vef.common.forms import ReasonField


class CommentForm(forms.Form):
    """A few sentences. Since they can't be changed later, details in them are pointed out first."""

    # The comment's own id, so that a form sent twice says it once.
    key = forms.UUIDField(widget=forms.HiddenInput, required=False)
    text = ReasonField(
        label=_("Your comment"),
        help_text=_("It can't be changed later. Please leave out names and details of people."),
        rows=4,
        error_messages={"required": _("Write your comment.")},
    )
    sure = forms.BooleanField(
        label=_("I have looked at these words. They may stay."), required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("key", uuid.uuid4())
        self.noticed: list[guard.Match] = []
        if self.is_bound:
            self.noticed = guard.personal_details({"text": self.data.get("text", "")})
        if not self.noticed:
            del self.fields["sure"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.noticed and not cleaned.get("sure"):
            words = ", ".join(match.words for match in self.noticed)
            self.add_error(
                "sure",
                _("Take these words out, or say that they may stay: %(words)s") % {"words": words},
            )
        return cleaned
