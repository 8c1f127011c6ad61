"""The office's register of agreements with partners, and the steps of each."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView, TemplateView

from partners.agreement_lines import register_lines
from partners.forms.agreements import DraftForm, EndForm, RegisterFilter, ReviewForm, SignForm
from partners.models import Agreement, AgreementStatus, Organisation
from partners.services import agreements as services
from vef.accounts.permissions import OfficeOnly, OfficeWorker, may_do_office_work, signed_in
from vef.common import clock
from vef.common.steps import TransitionError
from vef.common.views.pages import KeepTyped


class AgreementList(OfficeOnly, TemplateView):
    """Every agreement in force or being drawn up, and what is missing or late."""

    template_name = "partners/office/agreement_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = RegisterFilter(self.request.GET)
        form.is_valid()
        show, kind = form.cleaned_data.get("show"), form.cleaned_data.get("kind")
        lines = register_lines(clock.today())
        counts = dict.fromkeys(("missing", "late", "soon", "draft"), 0)
        for line in lines:
            if line.state:
                counts[line.state] += 1
        shown = [
            line
            for line in lines
            if (not show or line.state == show) and (not kind or line.kind == kind)
        ]
        return super().get_context_data(
            filter=form,
            lines=shown,
            counts=counts,
            may_work=may_do_office_work(self.request.user),
            **kwargs,
        )


class AgreementDraft(OfficeWorker, KeepTyped, FormView):
    """Note that an agreement is being drawn up."""

    template_name = "partners/office/agreement_form.html"
    form_class = DraftForm
    extra_context = {
        "title": gettext_lazy("Add an agreement"),
        "submit": gettext_lazy("Save the draft"),
    }

    @cached_property
    def organisation(self) -> Organisation:
        return get_object_or_404(Organisation.objects.partners(), pk=self.kwargs["pk"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(organisation=self.organisation, **kwargs)

    def form_valid(self, form: DraftForm) -> HttpResponse:
        try:
            services.draft_agreement(
                self.organisation, actor=signed_in(self.request), **form.cleaned_data
            )
        except services.DraftWaiting:
            form.add_error("kind", _("A draft of this kind is waiting already. Sign or end it."))
            return self.form_invalid(form)
        messages.success(self.request, _("The draft is noted."))
        return redirect("partners:organisation-detail", self.organisation.pk)


STEPS: dict[str, dict[str, Any]] = {
    "sign": {
        "form": SignForm,
        "from": (AgreementStatus.DRAFT,),
        "title": gettext_lazy("Record that it is signed"),
        "submit": gettext_lazy("Record it as signed"),
        "done": gettext_lazy("The agreement is signed. An earlier one of its kind is replaced."),
    },
    "review": {
        "form": ReviewForm,
        "from": (AgreementStatus.SIGNED,),
        "title": gettext_lazy("Record a review"),
        "submit": gettext_lazy("Record the review"),
        "done": gettext_lazy("The review is recorded."),
    },
    "end": {
        "form": EndForm,
        "from": (AgreementStatus.DRAFT, AgreementStatus.SIGNED),
        "title": gettext_lazy("End this agreement"),
        "submit": gettext_lazy("End it"),
        "done": gettext_lazy("The agreement has ended. It stays in the history."),
        "tone": "warning",
    },
}


class AgreementStep(OfficeWorker, KeepTyped, FormView):
    """Sign, review or end one agreement."""

    template_name = "partners/office/agreement_form.html"

    @cached_property
    def step(self) -> dict[str, Any]:
        if self.kwargs["step"] not in STEPS:
            raise Http404
        return STEPS[self.kwargs["step"]]

    @cached_property
    def agreement(self) -> Agreement:
        return get_object_or_404(
            Agreement.objects.select_related("organisation").filter(status__in=self.step["from"]),
            pk=self.kwargs["pk"],
        )

    def get_form_class(self) -> Any:
        return self.step["form"]

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"agreement": self.agreement}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        words = {name: self.step.get(name, "") for name in ("title", "submit", "tone")}
        return super().get_context_data(
            organisation=self.agreement.organisation, agreement=self.agreement, **words, **kwargs
        )

    def form_valid(self, form: Any) -> HttpResponse:
        service: Any = {
            "sign": services.sign_agreement,
            "review": services.review_agreement,
            "end": services.end_agreement,
        }[self.kwargs["step"]]
        try:
            service(self.agreement, actor=signed_in(self.request), **form.cleaned_data)
        except TransitionError:
            messages.info(
                self.request, _("Somebody else took a step with it just now. Nothing was changed.")
            )
        else:
            messages.success(self.request, str(self.step["done"]))
        return redirect("partners:organisation-detail", self.agreement.organisation_id)
