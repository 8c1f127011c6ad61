"""What staff choose about messages."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from vef.outbox.kinds import kinds
from vef.outbox.models import Message, MessageStatus


class FilterForm(forms.Form):
    """Which messages the list shows. Nonsense shows everything."""

    show = forms.ChoiceField(
        label=_("Status"),
        required=False,
        choices=[("", _("All")), *MessageStatus.choices],
    )
    kind = forms.ChoiceField(label=_("Kind of message"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = sorted((str(kind.label), name) for name, kind in kinds().items())
        field = cast(forms.ChoiceField, self.fields["kind"])
        field.choices = [("", _("All")), *((name, label) for label, name in known)]


class DecisionForm(forms.Form):
    """A person's decision about a message in doubt, or about one that came back."""

    decision = forms.ChoiceField(label=_("What do you decide?"), widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("Why?"),
        help_text=_("For example, what the reader told you. Don’t write their name or address."),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Enter the reason.")},
    )

    def __init__(self, *args: Any, message: Message, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = cast(forms.ChoiceField, self.fields["decision"])
        choices = decisions_for(message)
        field.choices = choices
        field.error_messages["required"] = _("Choose what you decide.")
        if len(choices) == 1:
            field.initial = choices[0][0]


def decisions_for(message: Message) -> list[tuple[str, Any]]:
    """Return what a person may decide about the message now, in words with their outcome."""
    treat = ("treat-as-sent", _("Treat it as sent. If it did not arrive, they get nothing."))
    again = ("send-again", _("Send it again. If it did arrive, they get it twice."))
    returned = ("returned", _("It came back. Mark it as returned."))
    if message.status == MessageStatus.UNKNOWN:
        return [treat, again, returned]
    if message.status == MessageStatus.SENT:
        return [returned]
    return []
