"""Weighing a request, blind to one's colleagues, and saying that one stands too near to it."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import FormView

from partners import services
from partners.forms.office import AssessmentForm, InterestForm
from partners.models import Assessment, Criterion
from partners.services.assessing import current_round
from partners.views.answers import answers_of
from partners.views.office import OfficeTopic
from vef.accounts.permissions import may_do_office_work, signed_in
from vef.common.steps import TransitionError
from vef.common.views.pages import KeepTyped, quiet


class RequestAssess(OfficeTopic, KeepTyped, FormView):
    """One's own assessment. The page is the same whatever colleagues have done so far."""

    allowed = staticmethod(may_do_office_work)
    template_name = "partners/office/request_assess.html"
    form_class = AssessmentForm

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not services.may_assess(self.topic, signed_in(request)):
            messages.warning(request, _("You can't assess this request now."))
            return redirect("partners:request-review", self.topic.pk)
        return super().get(request, *args, **kwargs)

    @cached_property
    def criteria(self) -> list[Criterion]:
        return list(Criterion.objects.filter(is_active=True))

    def get_initial(self) -> dict[str, Any]:
        mine = Assessment.objects.filter(
            request=self.topic,
            assessor=signed_in(self.request),
            round=current_round(self.topic),
        ).first()
        draft = mine.draft if mine else {}
        found: dict[str, Any] = {}
        for row in self.criteria:
            score, note = draft.get(row.code, (None, ""))
            found |= {f"score_{row.pk}": score, f"note_{row.pk}": note}
        return found

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"criteria": self.criteria}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(topic=self.topic, sections=answers_of(self.topic), **kwargs)

    def form_valid(self, form: AssessmentForm) -> HttpResponse:
        later = "later" in self.request.POST
        act = services.save_assessment if later else services.finish_assessment
        try:
            act(self.topic, actor=signed_in(self.request), scores=form.typed_scores())
        except services.AssessmentIncomplete as error:
            form.say_missing(error.missing)
            return self.form_invalid(form)
        except (services.AssessmentClosed, services.Recused, TransitionError):
            # Nothing was kept: give back what was typed, to copy.
            context = self.get_context_data(form=quiet(self.get_form()), too_late=True)
            return self.render_to_response(context, status=409)
        if later:
            messages.success(self.request, _("Your assessment is saved. Only you can see it."))
        else:
            messages.success(
                self.request,
                _("Your assessment is handed in. You see your colleague's once both are."),
            )
        return redirect("partners:request-review", self.topic.pk)


class RequestInterest(OfficeTopic, KeepTyped, FormView):
    """Declare an interest. It is for good, and the page says what follows from it."""

    allowed = staticmethod(may_do_office_work)
    template_name = "partners/office/request_interest.html"
    form_class = InterestForm

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(topic=self.topic, **kwargs)

    def form_valid(self, form: InterestForm) -> HttpResponse:
        try:
            services.declare_interest(
                self.topic, actor=signed_in(self.request), reason=form.cleaned_data["reason"]
            )
        except TransitionError:
            form.add_error(
                None,
                _("This request is with its partner: there is nothing to stay out of now."),
            )
            return self.form_invalid(form)
        messages.success(
            self.request, _("Your interest is recorded. Somebody else assesses and decides.")
        )
        return redirect("partners:request-review", self.topic.pk)
