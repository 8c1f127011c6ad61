"""The office's pages on who an activity asks: everybody, or some with a reason."""

from abc import ABC, abstractmethod
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView, View

from engagement import audiences
from engagement.audience_panel import panel_of, preview_for
from engagement.audiences import narrowed
from engagement.audiences.narrowed import Criterion, CriterionKind
from engagement.forms.audience import AudienceForm, CharacteristicsForm, SafeWordsForm
from engagement.models import Activity
from engagement.permissions import (
    CharacteristicsReader,
    OfficeWorker,
    may_do_office_work,
    may_use_characteristics,
)
from engagement.services import narrowing as services
from vef.accounts.permissions import signed_in
from vef.audit.services import record
from vef.common.views.pages import KeepTyped, quiet

CHARACTERISTICS_SET = gettext_lazy(
    "The audience is narrowed by a characteristic too. Ask those who chose it."
)


class OneAudience(KeepTyped, FormView):
    """A page about one activity's audience."""

    kwargs: dict[str, Any]

    @cached_property
    def activity(self) -> Activity:
        return get_object_or_404(
            Activity.objects.select_related("entry", "method"), pk=self.kwargs["pk"]
        )

    @cached_property
    def chosen(self) -> list[Criterion]:
        return narrowed.criteria_of(narrowed.narrowing_of(self.activity))

    def get_success_url(self) -> str:
        return reverse("engagement:activity-audience", args=[self.activity.pk])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        panel = panel_of(self.activity, self.request.user)
        return super().get_context_data(
            **{
                "activity": self.activity,
                "panel": panel,
                # Where nothing can be changed there is no form to keep.
                "keeps_typed": not panel.is_frozen,
            }
            | kwargs
        )


class Narrows(OneAudience, ABC):
    """A page with criteria to choose. ``preview`` shows what they would do, and keeps nothing."""

    @property
    def may_preview(self) -> bool:
        """Whether this reader may see what other criteria would do: whoever may keep them."""
        sealed = narrowed.has_characteristics(self.chosen)
        return not sealed or may_use_characteristics(self.request.user)

    @abstractmethod
    def others(self) -> list[Criterion]:
        """Return the criteria that the page leaves as they are."""

    @abstractmethod
    def choose(self, form: Any) -> bool:
        """Call the service; say whether anything changed."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        criteria = kwargs.pop("criteria", self.chosen)
        audience = audiences.preview(self.activity, criteria=criteria)
        user = self.request.user
        # PRIVACY: by a characteristic, how many would be asked is a figure for few.
        counts = {} if audience.by_characteristic else {"eligible": len(audience.eligible)}
        record(user, "audience.viewed", self.activity, data=counts)
        return super().get_context_data(
            preview=preview_for(audience, user, names_people=False), **kwargs
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if "preview" not in request.POST:
            return super().post(request, *args, **kwargs)
        form = self.get_form()
        form.is_valid()
        if not self.may_preview:
            # PRIVACY: trying criteria beside a sealed one, somebody could count its answers.
            form.errors.clear()
            form.add_error(None, CHARACTERISTICS_SET)
            return self.form_invalid(form)
        criteria = [*self.others(), *form.criteria()]
        return self.render_to_response(
            self.get_context_data(form=quiet(form), criteria=criteria, is_trial=True)
        )

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            changed = self.choose(form)
        except services.ReasonMissing:
            form.add_error("reason", _("Say why not everybody is asked."))
        except services.AudienceFrozen:
            form.add_error(
                None, _("Invitations are prepared or sent, so this can't be changed now.")
            )
        except services.CharacteristicsSet:
            form.add_error(
                None,
                CHARACTERISTICS_SET,
            )
        except services.UnknownCriterion:
            form.add_error(None, _("One of these is not asked of people any more. Look again."))
        else:
            messages.success(self.request, _("Saved.") if changed else _("Nothing has changed."))
            return super().form_valid(form)
        return self.form_invalid(form)


class AudienceEdit(OfficeWorker, Narrows):
    """Who is asked, by what is known of people: with a reason, and how many that would be."""

    template_name = "engagement/audience_form.html"
    form_class = AudienceForm

    def get_initial(self) -> dict[str, Any]:
        row = narrowed.narrowing_of(self.activity)
        return {"reason": row.reason if row else ""}

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"offers": narrowed.offered(), "chosen": self.chosen}

    def others(self) -> list[Criterion]:
        return [one for one in self.chosen if one.kind == CriterionKind.ANSWER]

    def choose(self, form: AudienceForm) -> bool:
        return services.narrow(
            self.activity,
            criteria=form.criteria(),
            reason=form.cleaned_data["reason"],
            actor=signed_in(self.request),
        )


class AudienceCharacteristics(CharacteristicsReader, Narrows):
    """By which characteristic. Chosen by those with the right to equality data, and read by the
    second person who approves it."""

    template_name = "engagement/audience_characteristics.html"
    form_class = CharacteristicsForm

    def get_initial(self) -> dict[str, Any]:
        row = narrowed.narrowing_of(self.activity)
        return {"reason": row.characteristics_reason if row else ""}

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {
            "offers": narrowed.offered_answers(),
            "chosen": self.chosen,
        }

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        may_use = may_use_characteristics(user)
        return super().get_context_data(
            **{
                "may_use": may_use,
                "may_approve": narrowed.may_approve_characteristics(
                    user, narrowed.narrowing_of(self.activity)
                ),
                "may_work": may_do_office_work(user),
                "keeps_typed": may_use and not services.is_frozen(self.activity),
            }
            | kwargs
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not may_use_characteristics(request.user):
            raise PermissionDenied
        return super().post(request, *args, **kwargs)

    def get_success_url(self) -> str:
        return reverse("engagement:activity-characteristics", args=[self.activity.pk])

    def others(self) -> list[Criterion]:
        return [one for one in self.chosen if one.kind != CriterionKind.ANSWER]

    def choose(self, form: CharacteristicsForm) -> bool:
        return services.choose_characteristics(
            self.activity,
            criteria=form.criteria(),
            reason=form.cleaned_data["reason"],
            actor=signed_in(self.request),
        )


class AudienceApprove(CharacteristicsReader, View):
    """A second person's yes to asking by a characteristic."""

    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest, pk: Any) -> HttpResponse:
        activity = get_object_or_404(Activity, pk=pk)
        try:
            services.approve_characteristics(activity, actor=signed_in(request))
        except services.SamePerson:
            raise PermissionDenied from None
        except (services.AudienceFrozen, services.NothingToSay):
            messages.error(request, _("There is nothing to approve any more."))
        else:
            messages.success(request, _("Approved. People may be asked by this characteristic."))
        return redirect("engagement:activity-characteristics", pk=pk)


class AudienceWords(OfficeWorker, OneAudience):
    """The words that would tell why somebody was asked. A second person says why they are safe."""

    template_name = "engagement/audience_words.html"
    form_class = SafeWordsForm

    def get_form_kwargs(self) -> dict[str, Any]:
        telling = panel_of(self.activity, self.request.user).telling
        words = list(dict.fromkeys(found.words for found in telling))
        return super().get_form_kwargs() | {"words": words}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        row = narrowed.narrowing_of(self.activity)
        is_second = row is not None and signed_in(self.request).pk not in row.authors
        panel = panel_of(self.activity, self.request.user)
        may_say = is_second and bool(panel.telling) and not panel.more_telling
        return super().get_context_data(**{"is_second": is_second, "keeps_typed": may_say} | kwargs)

    def form_valid(self, form: SafeWordsForm) -> HttpResponse:
        try:
            services.call_words_safe(
                self.activity,
                words=form.cleaned_data["words"],
                reason=form.cleaned_data["reason"],
                actor=signed_in(self.request),
            )
        except services.SamePerson:
            form.add_error(
                None, _("Somebody else must say so, because you narrowed this audience.")
            )
        except services.WordsChanged:
            form.add_error(None, _("There are words here that you have not read. Look again."))
        except services.NothingToSay:
            form.add_error(None, _("No word gives anything away now."))
        else:
            messages.success(self.request, _("Noted. These words may stay as they are."))
            return super().form_valid(form)
        return self.form_invalid(form)
