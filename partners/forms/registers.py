"""Choosing from the registers, ready for any form that refers to them."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.db.models import Q
from django.forms.models import ModelChoiceIterator
from django.utils.translation import gettext_lazy as _

from partners.models import RegisterEntry, RegisterKind
from vef.common import clock
from vef.common.forms import FoldedCheckboxSelectMultiple, HintedCheckboxSelectMultiple


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
        return str(obj.name_on(clock.today()))


class _ByKind(ModelChoiceIterator):
    """The entries under the name of their kind, in the order of the kinds."""

    def __iter__(self) -> Iterator[Any]:
        rows = list(self.queryset)
        for kind in RegisterKind:
            if of_kind := [self.choice(row) for row in rows if row.kind == kind]:
                yield NAMES[kind], of_kind


# What the lists are called; the kinds themselves are named in the singular.
NAMES = {
    RegisterKind.BOARD: _("Boards and groups"),
    RegisterKind.STRATEGY: _("Policies and strategies"),
    RegisterKind.PRIORITY: _("Priorities of a plan"),
    RegisterKind.OBJECTIVE: _("Objectives of a board"),
    RegisterKind.DUTY: _("Statutory duties"),
    RegisterKind.SCRUTINY: _("Scrutiny topics"),
}


class AllRegistersField(RegisterField):
    """The entries of every kind, grouped; a long list of one kind is folded."""

    widget = FoldedCheckboxSelectMultiple
    iterator = _ByKind

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(*RegisterKind.values, **kwargs)
