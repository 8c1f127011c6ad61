"""The letter of a decision in the office: read, approved, sent back, written anew."""

from abc import ABC, abstractmethod
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView, TemplateView, View

from partners import services
from partners.forms.office import LetterForm, ReturnLetterForm
from partners.models import DecisionLetter, LetterStatus
from vef.accounts.permissions import OfficeOnly, may_do_office_work, signed_in
from vef.common.steps import TransitionError
from vef.common.views.pages import KeepTyped

TOO_LATE = gettext_lazy("A colleague has dealt with this letter meanwhile. Nothing was done.")


class LetterPage(OfficeOnly):
    """A page about one version of a letter."""

    kwargs: dict[str, Any]
    request: HttpRequest

    @cached_property
    def letter(self) -> DecisionLetter:
        rows = DecisionLetter.objects.select_related(
            "decision__request__organisation",
            "decision__decided_by",
            "written_by",
            "approved_by",
            "returned_by",
        )
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        decision = self.letter.decision
        return super().get_context_data(  # type: ignore[misc, no-any-return]
            letter=self.letter, decision=decision, topic=decision.request, **kwargs
        )

    def leave(self) -> HttpResponse:
        return redirect("partners:letter-detail", self.letter.pk)

    def recused(self) -> None:
        messages.error(
            self.request, _("You have declared an interest, so somebody else sees to the letter.")
        )


class LetterDetail(LetterPage, TemplateView):
    """Both texts, who wrote them, and the steps for whoever may take them."""

    template_name = "partners/office/letter_detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user, letter = signed_in(self.request), self.letter
        others = letter.decision.letters.exclude(pk=letter.pk)
        return super().get_context_data(
            replaced=letter.decision.told_before(),
            others=others.select_related("written_by", "approved_by", "returned_by"),
            readers=letter.decision.request.organisation.users().count(),
            may_work=may_do_office_work(user)
            and not services.has_interest(letter.decision.request, user),
            may_approve=may_do_office_work(user) and services.may_approve_letter(letter, user),
            may_rewrite=letter.is_returned and not others.filter(version__gt=letter.version),
            **kwargs,
        )


class LetterApprove(LetterPage, View):
    """A second person sends it. Only a press of the button does."""

    allowed = staticmethod(may_do_office_work)
    http_method_names = ["post"]

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        try:
            services.approve_letter(self.letter, actor=signed_in(request))
        except services.LetterByOneself:
            messages.error(
                request, _("Somebody who neither decided this nor wrote the letter approves it.")
            )
        except services.LetterUntrue as error:
            messages.error(
                request,
                _(
                    "%(reference)s, which it was merged into, does not go on any more. Ask a "
                    "manager to replace this decision by another."
                )
                % {"reference": error},
            )
        except services.Recused:
            self.recused()
        except TransitionError:
            messages.warning(request, TOO_LATE)
        else:
            messages.success(request, _("Approved. Everybody at the partner is written to, once."))
        return self.leave()


class LetterForming(LetterPage, KeepTyped, FormView, ABC):
    """A page with words to send, of a letter that waits in one state (``due``)."""

    allowed = staticmethod(may_do_office_work)
    due: LetterStatus

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        due = DecisionLetter.objects.unsettled().filter(pk=self.letter.pk, status=self.due)
        if not due.exists():
            messages.warning(request, TOO_LATE)
            return self.leave()
        return super().get(request, *args, **kwargs)

    def form_valid(self, form: forms.Form) -> HttpResponse:
        try:
            return self.act(form)
        except services.Recused:
            self.recused()
            return self.leave()
        except TransitionError:
            # What was typed stays on the page.
            form.add_error(None, TOO_LATE)
            return self.form_invalid(form)

    @abstractmethod
    def act(self, form: forms.Form) -> HttpResponse:
        """Call the service, and lead on."""


class LetterReturn(LetterForming):
    """Send the words back to whoever wrote them, with why."""

    template_name = "partners/office/letter_return.html"
    form_class = ReturnLetterForm
    due = LetterStatus.WAITING

    def act(self, form: forms.Form) -> HttpResponse:
        reason = form.cleaned_data["reason"]
        services.return_letter(self.letter, actor=signed_in(self.request), reason=reason)
        if self.letter.returned_because != reason.strip():
            # A colleague was quicker, and theirs is what the writer reads.
            form.add_error(None, TOO_LATE)
            return self.form_invalid(form)
        messages.success(self.request, _("The letter goes back to be changed."))
        return self.leave()


class LetterRewrite(LetterForming):
    """Write the words anew, in both languages, and offer them again."""

    template_name = "partners/office/letter_rewrite.html"
    form_class = LetterForm
    due = LetterStatus.RETURNED

    def get_initial(self) -> dict[str, Any]:
        return {"letter_cy": self.letter.letter_cy, "letter_en": self.letter.letter_en}

    def act(self, form: forms.Form) -> HttpResponse:
        offered = services.rewrite_letter(
            self.letter, actor=signed_in(self.request), **form.cleaned_data
        )
        messages.success(
            self.request,
            _("Kept. A colleague who neither decided nor wrote it can approve it now."),
        )
        return redirect("partners:letter-detail", offered.pk)
