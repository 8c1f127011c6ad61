"""Choosing from the registers, ready for any form that refers to them."""

from typing import Any

from django import forms
from django.db.models import Q

from partners.models import RegisterEntry
from vef.common import clock
from vef.common.forms import HintedCheckboxSelectMultiple


class RegisterField(forms.ModelMultipleChoiceField):
    """Checkboxes of the register entries of some kinds that hold today, a hint under each.

    ``RegisterField("board", label=…)``. Entries in ``keep`` stay on offer though they
    have ended, so that what was chosen once isn't lost by saving again: a form sets
    ``self.fields[name].offer(keep=row.register_entries.all())``.
    """

    widget = HintedCheckboxSelectMultiple

    def __init__(self, *kinds: str, **kwargs: Any) -> None:
        self.kinds = kinds
        kwargs.setdefault("required", False)
        super().__init__(queryset=RegisterEntry.objects.of_kind(*kinds), **kwargs)

    def offer(self, *, keep: Any = ()) -> None:
        """Read the entries that hold today, and those to keep, in one query; call it per form."""
        rows = RegisterEntry.objects.of_kind(*self.kinds)
        today = RegisterEntry.objects.current(clock.today()).values("pk")
        kept = [row.pk for row in keep]
        self.queryset = rows.filter(Q(pk__in=today) | Q(pk__in=kept)).select_related("part_of")
        hints = {str(row.pk): row.description for row in self.queryset if row.description}
        self.widget.hints = hints  # type: ignore[attr-defined]

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj} ({obj.part_of.name})" if obj.part_of_id else str(obj)
