"""The people of a partner: their lead's pages in the portal, and the office's."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.generic import FormView, TemplateView, View

from partners.forms.people import InviteColleagueForm, LeaveForm, RefuseForm, RoleForm
from partners.models import Membership, Organisation
from partners.permissions import LeadOnly
from partners.services import people
from vef.accounts import organisations
from vef.accounts.models import UserInvitation
from vef.accounts.permissions import OfficeOnly, may_approve_partner_users, signed_in
from vef.accounts.services import invitations
from vef.common.views.pages import KeepTyped


class OwnOrganisation(LeadOnly):
    """A lead's page about the people of their own organisation; anybody else's are a 404."""

    request: HttpRequest
    kwargs: dict[str, Any]

    @cached_property
    def organisation(self) -> Organisation:
        return get_object_or_404(
            Organisation.objects.partners(), memberships__user=signed_in(self.request)
        )

    @property
    def members(self) -> QuerySet[Membership]:
        return Membership.objects.filter(organisation=self.organisation).select_related(
            "user", "organisation", "handed_over_to"
        )

    @property
    def waiting(self) -> QuerySet[UserInvitation]:
        return (
            UserInvitation.objects.waiting()
            .filter(for_organisation=self.organisation.pk)
            .select_related("invited_by")
        )

    @cached_property
    def member(self) -> Membership:
        return get_object_or_404(
            self.members.filter(user__is_active=True), user_id=self.kwargs["pk"]
        )


class PeopleList(OwnOrganisation, TemplateView):
    """Who can sign in for the organisation, who is invited, and who has left."""

    template_name = "partners/portal/people.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        members = list(self.members)
        return super().get_context_data(
            organisation=self.organisation,
            here=[row for row in members if row.user.is_active],
            gone=[row for row in members if not row.user.is_active],
            waiting=self.waiting,
            **kwargs,
        )


class PeopleInvite(OwnOrganisation, KeepTyped, FormView):
    """Ask the office to let a colleague in."""

    template_name = "partners/portal/people_invite.html"
    form_class = InviteColleagueForm

    def get_initial(self) -> dict[str, Any]:
        return super().get_initial() | {"language": "cy" if get_language() == "cy" else "en"}

    def form_valid(self, form: InviteColleagueForm) -> HttpResponse:
        try:
            people.ask_to_invite(
                organisation=self.organisation, actor=signed_in(self.request), **form.cleaned_data
            )
        except people.CannotInvite:
            form.add_error(
                "email", _("This address can't be invited from here. Please ask our office.")
            )
            return self.form_invalid(form)
        messages.success(
            self.request, _("Thank you. The invitation goes out once our office has approved it.")
        )
        return redirect("partners:people")


class PeopleInvitationTakeBack(OwnOrganisation, View):
    """Take an invitation back that waits."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: Any) -> HttpResponse:
        invitation = get_object_or_404(
            UserInvitation.objects.filter(for_organisation=self.organisation.pk), pk=pk
        )
        try:
            invitations.take_back(invitation, actor=signed_in(request))
        except invitations.InvitationClosed:
            messages.info(request, _("That invitation is no longer waiting. Nothing was changed."))
        else:
            messages.success(request, _("The invitation is taken back."))
        return redirect("partners:people")


class PeopleRole(OwnOrganisation, KeepTyped, FormView):
    """Make a colleague a lead, or a lead a partner user."""

    template_name = "partners/portal/people_role.html"
    form_class = RoleForm

    def get_initial(self) -> dict[str, Any]:
        return {"role": self.member.user.role}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(member=self.member, **kwargs)

    def form_valid(self, form: RoleForm) -> HttpResponse:
        try:
            people.change_role(
                self.member.user, role=form.cleaned_data["role"], actor=signed_in(self.request)
            )
        except people.LastLead as refused:
            form.add_error("role", str(refused))
            return self.form_invalid(form)
        messages.success(self.request, _("The role is changed."))
        # Who has just made themselves a partner user may no longer read the list.
        own = self.member.user_id == signed_in(self.request).pk
        return redirect("dashboard:portal-home" if own else "partners:people")


class Leaving(KeepTyped, FormView):
    """Somebody leaves, and hands over what was in their hands."""

    form_class = LeaveForm
    member: Membership

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"user": self.member.user}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        member = self.member
        return super().get_context_data(
            member=member, duties=people.duties_of(member.user, member.organisation), **kwargs
        )

    def form_valid(self, form: LeaveForm) -> HttpResponse:
        user = self.member.user
        try:
            people.leave_organisation(user, actor=signed_in(self.request), **form.cleaned_data)
        except people.LastLead as refused:
            form.add_error("successor", str(refused))
        except people.SuccessorNeeded:
            form.add_error("successor", _("Choose who takes over what is in their hands."))
        except people.NotAColleague:
            form.add_error("successor", _("They can no longer sign in for it."))
        else:
            messages.success(
                self.request, _("They can no longer sign in. Name: %(name)s") % {"name": user.name}
            )
            return redirect(self.after())
        return self.form_invalid(form)

    def after(self) -> Any:
        raise NotImplementedError


class PeopleLeave(OwnOrganisation, Leaving):
    """A lead sees a colleague out, or leaves."""

    template_name = "partners/portal/people_leave.html"

    def after(self) -> Any:
        own = self.member.user_id == signed_in(self.request).pk
        return "common:home" if own else "partners:people"


class PeopleOffice(OfficeOnly):
    """The office's pages of partners' people: for managers and administrators."""

    allowed = staticmethod(may_approve_partner_users)


class MemberLeave(PeopleOffice, Leaving):
    """The office sees somebody out."""

    template_name = "partners/office/member_leave.html"
    kwargs: dict[str, Any]

    @cached_property
    def member(self) -> Membership:  # type: ignore[override]
        rows = Membership.objects.select_related("user", "organisation")
        return get_object_or_404(
            rows,
            organisation_id=self.kwargs["pk"],
            user_id=self.kwargs["user"],
            user__is_active=True,
        )

    def after(self) -> Any:
        return reverse("partners:organisation-detail", args=[self.member.organisation_id])


class ApprovalList(PeopleOffice, TemplateView):
    """Whom partners' leads would like to let in."""

    template_name = "partners/office/approval_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        names = organisations.names()
        rows = UserInvitation.objects.to_approve().select_related("invited_by")
        return super().get_context_data(
            waiting=[
                (row, names.get(str(row.for_organisation), ""))
                for row in rows.order_by("created_at")
            ],
            **kwargs,
        )


class ApprovalGive(PeopleOffice, View):
    """Let one go out."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: Any) -> HttpResponse:
        invitation = get_object_or_404(UserInvitation, pk=pk)
        try:
            people.approve_invitation(invitation, actor=signed_in(request))
        except invitations.InvitationClosed:
            messages.info(request, _("That invitation is no longer waiting. Nothing was changed."))
        except invitations.HasAccount:
            messages.error(request, _("Somebody with this email address already has an account."))
        else:
            messages.success(
                request, _("Invitation sent. Name: %(name)s") % {"name": invitation.name}
            )
        return redirect("partners:approval-list")


class ApprovalRefuse(PeopleOffice, KeepTyped, FormView):
    """Turn one down, with a reason its lead reads."""

    template_name = "partners/office/approval_refuse.html"
    form_class = RefuseForm
    kwargs: dict[str, Any]

    @cached_property
    def invitation(self) -> UserInvitation:
        rows = UserInvitation.objects.to_approve().select_related("invited_by")
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(invitation=self.invitation, **kwargs)

    def form_valid(self, form: RefuseForm) -> HttpResponse:
        try:
            people.refuse_invitation(
                self.invitation, actor=signed_in(self.request), reason=form.cleaned_data["reason"]
            )
        except invitations.InvitationClosed:
            messages.info(
                self.request, _("That invitation is no longer waiting. Nothing was changed.")
            )
        else:
            messages.success(self.request, _("It is not approved, and who asked is told why."))
        return redirect("partners:approval-list")
