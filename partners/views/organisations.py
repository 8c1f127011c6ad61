"""The office's pages of one partner organisation: what it is, its people, and closing it."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import DetailView, FormView, UpdateView

from partners import duties
from partners.agreement_lines import lines_of
from partners.forms.organisations import CloseOrganisationForm, OrganisationForm
from partners.models import AgreementStatus, Organisation, TopicRequest
from partners.services import organisations as services
from partners.services.agreements import why_no_results
from partners.services.loose_ends import loose_ends
from vef.accounts.permissions import (
    OfficeOnly,
    OfficeWorker,
    may_approve_partner_users,
    may_do_office_work,
    signed_in,
)
from vef.audit.services import record
from vef.common import clock
from vef.common.views.pages import KeepTyped


class OrganisationDetail(OfficeOnly, DetailView):
    """One partner: what it is, who may sign in, what it asked, and what is still open."""

    template_name = "partners/office/organisation_detail.html"
    context_object_name = "organisation"
    queryset = Organisation.objects.hosted().select_related("update_contact", "successor")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        organisation = self.object
        topics = TopicRequest.objects.visible_to(self.request.user)
        return super().get_context_data(
            may_work=may_do_office_work(self.request.user) and organisation.is_active,
            may_see_out=may_approve_partner_users(self.request.user),
            memberships=organisation.memberships.select_related("user", "handed_over_to"),
            topics=topics.filter(organisation=organisation).select_related("window", "asked_as"),
            handed_on=topics.filter(asked_as=organisation).select_related("organisation"),
            duties=duties.open_duties(organisation),
            boards=organisation.boards.all(),
            lines=lines_of(organisation, clock.today()) if organisation.is_active else [],
            past_agreements=organisation.agreements.exclude(
                status__in=[AgreementStatus.DRAFT, AgreementStatus.SIGNED]
            ),
            no_results=why_no_results(organisation) if organisation.is_active else "",
            **kwargs,
        )


class OrganisationEdit(OfficeWorker, KeepTyped, UpdateView):
    """Change how a partner works with us. Names and codes are in the records."""

    template_name = "partners/office/organisation_form.html"
    form_class = OrganisationForm
    queryset = Organisation.objects.partners()
    context_object_name = "organisation"

    @transaction.atomic
    def form_valid(self, form: OrganisationForm) -> HttpResponse:
        contact = form.cleaned_data["update_contact"]
        try:
            services.set_update_contact(
                Organisation.objects.get(pk=form.instance.pk),
                contact=contact,
                actor=signed_in(self.request),
            )
        except services.NotAMember:
            form.add_error("update_contact", _("They can no longer sign in for it."))
            return self.form_invalid(form)
        form.instance.update_contact = contact
        answer = super().form_valid(form)
        changed = sorted(set(form.changed_data) - {"update_contact"})
        if changed:
            record(
                signed_in(self.request),
                "organisation.edited",
                form.instance,
                data={"fields": changed},
            )
        messages.success(self.request, _("The organisation is saved."))
        return answer

    def get_success_url(self) -> str:
        return reverse("partners:organisation-detail", args=[self.object.pk])


class OrganisationClose(OfficeWorker, KeepTyped, FormView):
    """Close a partner; what is open goes to whoever takes over."""

    template_name = "partners/office/organisation_close.html"
    form_class = CloseOrganisationForm

    @cached_property
    def organisation(self) -> Organisation:
        return get_object_or_404(Organisation.objects.partners(), pk=self.kwargs["pk"])

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"organisation": self.organisation}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            organisation=self.organisation,
            duties=duties.open_duties(self.organisation),
            loose_ends=loose_ends(self.organisation),
            people=self.organisation.users().order_by("name"),
            **kwargs,
        )

    def form_valid(self, form: CloseOrganisationForm) -> HttpResponse:
        try:
            services.close_organisation(
                self.organisation,
                actor=signed_in(self.request),
                reason=form.cleaned_data["reason"],
                closed_on=form.cleaned_data["closed_on"],
                successor=form.cleaned_data["successor"],
                people_move=form.cleaned_data["people"] == "move",
            )
        except services.SuccessorMissing:
            form.add_error("successor", _("Something is still open, so somebody must take over."))
        except services.SuccessorUnfit:
            form.add_error(
                "successor",
                _("Nobody can sign in there yet. Invite somebody first, or let the people move."),
            )
        except services.AlreadyClosed:
            messages.info(self.request, _("It is closed already. Nothing was changed."))
            return redirect("partners:organisation-detail", self.organisation.pk)
        else:
            messages.success(self.request, _("The organisation is closed. Its history is kept."))
            return redirect("partners:organisation-detail", self.organisation.pk)
        return self.form_invalid(form)
