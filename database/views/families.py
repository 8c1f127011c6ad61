"""A bereaved family on the pages of its people: made, agreed, spoken for, ended."""

from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView

from database.forms.families import (
    FamilyAddForm,
    FamilyConsentForm,
    FamilyEachForm,
    FamilyEndForm,
    FamilyWriteForm,
)
from database.models import FAMILY, ConsentWording, FamilyMember
from database.services import NoWording, current_wording, families
from database.views.people import OnePerson
from vef.accounts.permissions import signed_in
from vef.common.views.pages import KeepTyped


class FamilyAdd(OnePerson, KeepTyped, FormView):
    """Write down that somebody belongs to a family."""

    template_name = "database/form.html"
    form_class = FamilyAddForm
    title = gettext_lazy("Put them in a family")
    lead = gettext_lazy(
        "A bereaved family may choose one of them to be written to for all. Nothing changes for "
        "anybody before they agreed to it themselves."
    )
    submit = gettext_lazy("Save")

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"person": self.person}

    def form_valid(self, form: FamilyAddForm) -> HttpResponse:
        relative = form.cleaned_data["reference"]
        try:
            families.add_to_family(self.person, relative=relative, actor=signed_in(self.request))
        except families.InAnotherFamily:
            form.add_error(
                "reference",
                _("One of them is in another family. They must leave it first."),
            )
            return self.form_invalid(form)
        messages.success(self.request, _("Saved."))
        return super().form_valid(form)


class FamilyStep(OnePerson, KeepTyped, FormView):
    """One step on a page of its own: GET shows it, a POST takes it."""

    template_name = "database/form.html"
    form_class: type[Form] = Form
    submit = gettext_lazy("Save")

    def found(self) -> FamilyMember:
        """Return the person's place in their family; 404 without one."""
        member = families.membership_of(self.person)
        if member is None:
            raise Http404
        return member

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**{**kwargs, "member": self.found()})

    def take(self, member: FamilyMember, form: Any) -> None:
        """Call the service."""
        raise NotImplementedError

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            self.take(self.found(), form)
        except families.NotInTheFamily:
            raise Http404 from None
        except NoWording:
            form.add_error(
                None,
                _("No wording of this consent is in use yet. Ask an administrator to add one."),
            )
            return self.form_invalid(form)
        except families.NotHere:
            form.add_error(None, _("They have left, so they can't be written to for the family."))
            return self.form_invalid(form)
        messages.success(self.request, _("Saved."))
        return super().form_valid(form)


class _Consent(FamilyStep):
    """A step that needs the person's own consent, with the words to read to them."""

    template_name = "database/family_consent.html"
    form_class = FamilyConsentForm
    lead = gettext_lazy("Read them the wording in use, and write down how they agreed.")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        wording: ConsentWording | None
        try:
            wording = current_wording(FAMILY)
        except NoWording:
            wording = None
        return super().get_context_data(wording=wording, **kwargs)

    def said(self, form: FamilyConsentForm) -> dict[str, Any]:
        clean = form.cleaned_data
        return {
            "language": clean["language"],
            "method": clean["method"],
            "at": clean["said_on"],
            "actor": signed_in(self.request),
        }


class FamilyAgreed(_Consent):
    title = gettext_lazy("They agreed that one of the family is written to")

    def take(self, member: FamilyMember, form: FamilyConsentForm) -> None:
        families.record_agreement(member, **self.said(form))


class FamilySpeak(_Consent):
    title = gettext_lazy("They are written to for the family")
    lead = gettext_lazy(
        "Whoever it was before no longer is. Read them the wording in use, and write down how "
        "they agreed."
    )

    def take(self, member: FamilyMember, form: FamilyConsentForm) -> None:
        families.name_spokesperson(member, **self.said(form))


class FamilySpeakEnd(FamilyStep):
    form_class = FamilyEndForm
    title = gettext_lazy("They are no longer written to for the family")
    lead = gettext_lazy(
        "Nobody else hears from us because of this. Ask the family who it is to be now, or "
        "whether each of them is to be written to."
    )

    def take(self, member: FamilyMember, form: FamilyEndForm) -> None:
        families.stop_speaking(
            member, actor=signed_in(self.request), reason=form.cleaned_data["note"]
        )


class FamilyWrite(FamilyStep):
    form_class = FamilyWriteForm
    title = gettext_lazy("Write to them too")
    lead = gettext_lazy("What they wish counts at once, for everything that is sent from now on.")

    def get_initial(self) -> dict[str, Any]:
        return {"wishes": "yes" if self.found().writes_too else "no"}

    def take(self, member: FamilyMember, form: FamilyWriteForm) -> None:
        families.set_writes_too(
            member, wishes=form.cleaned_data["wishes"] == "yes", actor=signed_in(self.request)
        )


class FamilyLeave(FamilyStep):
    form_class = FamilyEndForm
    title = gettext_lazy("They leave the family")
    lead = gettext_lazy("They are written to themselves again, by their own consent.")
    submit = gettext_lazy("End it")
    tone = "warning"

    def take(self, member: FamilyMember, form: FamilyEndForm) -> None:
        families.leave_family(
            member, actor=signed_in(self.request), reason=form.cleaned_data["note"]
        )


class FamilyEach(FamilyStep):
    form_class = FamilyEachForm
    title = gettext_lazy("Write to each of the family again")
    lead = gettext_lazy("Do this once you have asked them. Nobody is written to for all any more.")
    tone = "warning"

    def take(self, member: FamilyMember, form: FamilyEachForm) -> None:
        families.write_to_each(
            member.family, reason=form.cleaned_data["reason"], actor=signed_in(self.request)
        )
