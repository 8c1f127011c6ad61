"""Finding people, and looking at one. Every look is recorded before it is answered."""

from typing import Any, ClassVar

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView, TemplateView, UpdateView, View

from database import gate, masks
from database.forms import (
    ContactForm,
    FilterForm,
    PersonForm,
    ProfileForm,
    ReasonForm,
    SearchForm,
    week_of,
)
from database.listing import narrowed, page_of, rows
from database.models import Person, PersonStatus, WelshSkill
from database.panels import panels_for
from database.permissions import PeopleOnly, may_see_risk
from database.rooms import rooms_for
from database.search import kind_of_search, search
from database.services import (
    AlreadyOnDatabase,
    NoAddressGiven,
    RecordClosed,
    change_contact,
    latest_safe_contact,
    profile,
    register_person,
)
from database.services.provisional import waiting
from vef.accounts.models import User
from vef.accounts.permissions import signed_in
from vef.audit.services import record, record_view
from vef.common.views.pages import KeepTyped
from vef.privacy import blind_index


def record_list(user: User, people: list[Person], **how: Any) -> None:
    """Record that a list of people was shown: whose lines, and how they were found."""
    record(user, "person.listed", data={"ids": [str(person.pk) for person in people], **how})


class PersonList(PeopleOnly, KeepTyped, TemplateView):
    """People on the database, masked. A search comes by POST and changes nothing."""

    template_name = "database/person_list.html"
    http_method_names = ["get", "head", "post", "options"]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        data = self.request.POST if self.request.method == "POST" else None
        form = self.typed(SearchForm(data))
        filters = FilterForm(self.request.GET)
        chosen = filters.cleaned_data if filters.is_valid() else {}
        people = narrowed(status=chosen.get("status", ""), contact=chosen.get("contact", ""))
        words = ""
        if data is not None and not self.switched and form.is_valid():
            words = form.cleaned_data["words"]
            # Whoever is looked for is found, whatever became of them.
            people = search(narrowed(status="", contact="", everybody=True), words)
        page = page_of(people, self.request.GET.get("page"), by_name=chosen.get("sort") == "name")
        shown = list(page.object_list)
        found = {"search": kind_of_search(words), "words": _words_index(words)} if words else {}
        record_list(signed_in(self.request), shown, count=page.paginator.count, **found)
        return super().get_context_data(
            form=form,
            filters=filters,
            searched=bool(words),
            page=page,
            rows=rows(shown),
            shows_area=any(row.area_is_asked for row in shown),
            query=self._query(chosen),
            rooms=rooms_for(self.request.user),
            **kwargs,
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.get(request, *args, **kwargs)

    @staticmethod
    def _query(chosen: dict[str, str]) -> str:
        return "".join(f"&{name}={value}" for name, value in chosen.items() if value)


def _words_index(words: str) -> str:
    # PRIVACY: what was looked for is kept as a keyed hash, never as it was typed.
    return blind_index.index(words.casefold(), purpose="search")


class OnePerson(PeopleOnly, View):
    """A page about one person, found by the id in its address.

    A record that was erased, or made one with another, is closed: nothing is done with it.
    """

    person: Person
    shows_closed: ClassVar[bool] = False

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self._pk = kwargs["pk"]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        # Looked up only for who may see people: to others no id is right or wrong.
        if request.user.is_authenticated and type(self).allowed(request.user):
            self._look_up()
            if self.is_closed:
                return self._closed(request)
        try:
            return super().dispatch(request, *args, **kwargs)
        except RecordClosed:
            # Somebody erased or merged it in between; nothing was saved.
            self._look_up()
            return self._closed(request)

    def _look_up(self) -> None:
        self.person = get_object_or_404(Person.objects.with_keys(), pk=self._pk)

    @property
    def is_closed(self) -> bool:
        return not self.shows_closed and self.person.status == PersonStatus.ERASED

    def _closed(self, request: HttpRequest) -> HttpResponse:
        if not self.person.merged_into_id:
            raise Http404
        if request.method == "POST":
            # What a form left open says belongs to the record that was kept.
            messages.warning(request, _("Nothing was saved. Do it again on this record."))
        return redirect("database:person-detail", self.person.pk)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)  # type: ignore[misc]
        return {**context, "person": self.person, "masked_name": masks.mask_name(self.person.name)}

    def get_success_url(self) -> str:
        return reverse("database:person-detail", args=[self.person.pk])


class PersonDetail(OnePerson, TemplateView):
    """One person: standing, consent, safe contact; contact details masked."""

    template_name = "database/person_detail.html"
    shows_closed = True

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.person.merged_into_id:
            messages.info(request, _("The record you asked for is part of this one now."))
            return redirect("database:person-detail", self.person.merged_into_id)
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = signed_in(self.request)
        record_view(user, [self.person], what="record")
        person = self.person
        safe_contact = latest_safe_contact(person)
        return super().get_context_data(
            verdict=gate.check(person.pk),
            masked_email=masks.mask_email(person.email),
            masked_phone=masks.mask_phone(person.phone),
            has_postal_address=bool(person.postal_address),
            asked=profile.asked(),
            minimum_age=settings.MINIMUM_AGE,
            experiences=person.experiences.all(),
            adjustments=profile.adjustments_of(person),
            welsh_skills=[WelshSkill(code).label for code in person.welsh_skills or []],
            consents_waiting=waiting(person),
            consents=person.consents.select_related("wording", "recorded_by"),
            safe_contact=safe_contact,
            week=week_of(safe_contact),
            safe_contacts=person.safe_contacts.select_related("recorded_by").order_by("-version"),
            sees_risk=may_see_risk(user),
            panels=panels_for(person, user),
            **kwargs,
        )


class ContactShow(OnePerson, KeepTyped, FormView):
    """Contact details, shown once to somebody who says why. Never by GET."""

    template_name = "database/contact_show.html"
    form_class = ReasonForm

    def form_valid(self, form: ReasonForm) -> HttpResponse:
        record_view(
            signed_in(self.request),
            [self.person],
            what="contact-details",
            reason=form.cleaned_data["reason"],
        )
        context = {"person": self.person, "safe_contact": latest_safe_contact(self.person)}
        return render(self.request, "database/contact_shown.html", context)


class ContactChange(OnePerson, KeepTyped, FormView):
    """New contact details. The old ones are not shown."""

    template_name = "database/form.html"
    form_class = ContactForm
    title = gettext_lazy("Change contact details")
    lead = gettext_lazy("What you leave empty stays as it is. The present details are not shown.")
    submit = gettext_lazy("Change")

    def form_valid(self, form: ContactForm) -> HttpResponse:
        try:
            changed = change_contact(
                self.person,
                actor=signed_in(self.request),
                reason=form.cleaned_data["reason"],
                **form.details(),
            )
        except NoAddressGiven:
            form.add_error(None, _("At least one way to reach them must be left."))
            return self.form_invalid(form)
        if not changed:
            form.add_error(None, _("Enter what has changed."))
            return self.form_invalid(form)
        messages.success(self.request, _("The contact details are changed."))
        return super().form_valid(form)


class PersonEdit(OnePerson, KeepTyped, UpdateView):
    """What is known about somebody besides how to reach them."""

    template_name = "database/form.html"
    form_class = ProfileForm
    title = gettext_lazy("What we know about them")
    lead = gettext_lazy("None of this is required. Write down only what they told us themselves.")
    submit = gettext_lazy("Save")

    def get_object(self, queryset: Any = None) -> Person:
        return self.person

    def form_valid(self, form: Any) -> HttpResponse:
        answer = super().form_valid(form)
        data = {"fields": sorted(form.changed_data)}
        record(signed_in(self.request), "person.edited", self.person, data=data)
        messages.success(self.request, _("The record is saved."))
        return answer


class PersonAdd(PeopleOnly, KeepTyped, FormView):
    """Somebody new. Nothing is sent to them until they agreed and were confirmed."""

    template_name = "database/person_add.html"
    form_class = PersonForm

    def form_valid(self, form: PersonForm) -> HttpResponse:
        try:
            person = register_person(actor=signed_in(self.request), **form.cleaned_data)
        except AlreadyOnDatabase as known:
            form.add_error(
                "email",
                _("Somebody with this email address is on the database: %(reference)s.")
                % {"reference": known.person.reference},
            )
            return self.form_invalid(form)
        messages.success(
            self.request, _("Added with the reference %(reference)s.") % {"reference": person}
        )
        return redirect("database:person-detail", person.pk)
