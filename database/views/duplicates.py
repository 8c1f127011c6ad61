"""Two records that may be one person: found, compared masked side by side, and decided."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView, TemplateView

from database import masks
from database.duplicates import alike, likely_duplicates
from database.forms.duplicates import APART, CompareForm, OtherRecordForm
from database.models import Person, PersonStatus
from database.permissions import PeopleOnly
from database.services import merging, profile
from database.views.people import OnePerson, record_list
from vef.accounts.permissions import may_see_people, signed_in
from vef.audit.services import record_view
from vef.common.views.pages import KeepTyped


class DuplicateList(PeopleOnly, TemplateView):
    """Pairs of records that look alike, masked."""

    template_name = "database/duplicate_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        pairs = likely_duplicates()
        people = {row.pk: row for pair in pairs for row in (pair.first, pair.second)}
        record_list(signed_in(self.request), list(people.values()), where="duplicates")
        lines = [
            {
                "pair": pair,
                "names": [masks.mask_name(row.name) for row in (pair.first, pair.second)],
                "likenesses": [likeness.label for likeness in pair.likenesses],
            }
            for pair in pairs
        ]
        return super().get_context_data(lines=lines, **kwargs)


class DuplicateAsk(OnePerson, KeepTyped, FormView):
    """Name the record that may be the same person as this one."""

    template_name = "database/form.html"
    form_class = OtherRecordForm
    title = gettext_lazy("Is there another record of them?")
    lead = gettext_lazy("Compare the two first. Nothing is changed before you decide.")
    submit = gettext_lazy("Compare")

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"person": self.person}

    def form_valid(self, form: OtherRecordForm) -> HttpResponse:
        other = form.cleaned_data["reference"]
        return redirect("database:duplicate-compare", self.person.pk, other.pk)


class DuplicateCompare(PeopleOnly, KeepTyped, FormView):
    """Two records side by side, masked; then one of three decisions, with a reason."""

    template_name = "database/duplicate_compare.html"
    form_class = CompareForm
    people: tuple[Person, Person]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.is_authenticated and may_see_people(request.user):
            self.people = self._two(kwargs["one"], kwargs["other"])
        return super().dispatch(request, *args, **kwargs)

    @staticmethod
    def _two(one: Any, other: Any) -> tuple[Person, Person]:
        rows = (
            Person.objects.with_keys()
            .select_related("area")
            .exclude(status=PersonStatus.ERASED)
            .in_bulk([one, other])
        )
        if len(rows) != 2:
            raise Http404
        return rows[one], rows[other]

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"people": self.people}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        record_view(signed_in(self.request), self.people, what="compared")
        return super().get_context_data(
            sides=[_side(person) for person in self.people],
            likenesses=[likeness.label for likeness in alike(*self.people)],
            asked=profile.asked(),
            **kwargs,
        )

    def form_valid(self, form: CompareForm) -> HttpResponse:
        clean = form.cleaned_data
        actor, reason = signed_in(self.request), clean["reason"]
        try:
            if clean["decision"] == APART:
                merging.keep_apart(*self.people, reason=reason, actor=actor)
                messages.success(self.request, _("Noted: they are two people."))
                return redirect("database:duplicate-list")
            kept, gone = sorted(self.people, key=lambda row: str(row.pk) != clean["decision"])
            merging.merge_people(kept=kept, gone=gone, reason=reason, actor=actor)
        except merging.AlreadyGone:
            form.add_error(
                None,
                _("This is not possible any more. Somebody may have changed a record meanwhile."),
            )
            return self.form_invalid(form)
        messages.success(
            self.request,
            _("The two records are one now: %(reference)s") % {"reference": kept},
        )
        return redirect("database:person-detail", kept.pk)


def _side(person: Person) -> dict[str, Any]:
    return {
        "person": person,
        "name": masks.mask_name(person.name),
        "email": masks.mask_email(person.email),
        "phone": masks.mask_phone(person.phone),
        "has_postal_address": bool(person.postal_address),
        "url": reverse("database:person-detail", args=[person.pk]),
    }
