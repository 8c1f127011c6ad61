"""What is done with a person: consent, safe contact, confirming, pausing, withdrawing."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.forms import Form
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView

from database.forms import ConfirmConsentForm, ConsentForm, PauseForm, SafeContactForm, WithdrawForm
from database.models import ConsentWording, PersonStatus, Purpose
from database.permissions import may_see_risk
from database.services import (
    ConsentMissing,
    NothingChanged,
    NoWording,
    TooYoung,
    confirm_person,
    latest_safe_contact,
    pause_person,
    record_consents,
    resume_person,
    set_code_word,
    set_safe_contact,
    withdraw_person,
)
from database.services.evidence import add_evidence
from database.services.provisional import NothingToConfirm, confirm_provisional, waiting
from database.views.people import OnePerson
from vef.accounts.permissions import signed_in
from vef.common import clock
from vef.common.steps import TransitionError
from vef.common.views.pages import KeepTyped

REFUSALS = (
    ConsentMissing,
    NothingChanged,
    NothingToConfirm,
    NoWording,
    TooYoung,
    TransitionError,
)


class StepView(OnePerson, KeepTyped, FormView):
    """One step on a page of its own: GET shows it, a POST takes it."""

    template_name = "database/form.html"
    form_class: type[Form] = Form

    def take(self, form: Any) -> None:
        """Call the service. May raise what ``refusal`` answers."""
        raise NotImplementedError

    def refusal(self, error: Exception) -> str:
        """Return the sentence for a step that was refused."""
        if isinstance(error, ConsentMissing):
            return _("Record first that they agreed to be on the database.")
        if isinstance(error, NoWording):
            return _("No wording of this consent is in use yet. Ask an administrator to add one.")
        if isinstance(error, NothingToConfirm):
            return _("No consent of theirs waits to be confirmed.")
        if isinstance(error, TooYoung):
            return _("They are too young. A parent or guardian may join in their own right.")
        if isinstance(error, NothingChanged):
            return _("Nothing has changed.")
        return _("This is not possible any more. Somebody may have changed the record meanwhile.")

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            self.take(form)
        except REFUSALS as error:
            form.add_error(None, self.refusal(error))
            return self.form_invalid(form)
        messages.success(self.request, self.sentence())
        return super().form_valid(form)

    def sentence(self) -> str:
        return _("Saved.")


class ConsentRecord(StepView):
    form_class = ConsentForm
    template_name = "database/consent_record.html"
    title = gettext_lazy("Record consent")
    lead = gettext_lazy(
        "Write down what they said and how. Each entry is added to the history; none is changed."
    )
    submit = gettext_lazy("Save")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        used = ConsentWording.objects.filter(
            purpose__in=Purpose.values, in_use_from__lte=clock.today()
        )
        latest = {wording.purpose: wording for wording in used.order_by("version")}
        return super().get_context_data(wordings=list(latest.values()), **kwargs)

    @transaction.atomic
    def take(self, form: ConsentForm) -> None:
        clean, actor = form.cleaned_data, signed_in(self.request)
        events = record_consents(
            self.person,
            purposes=clean["purposes"],
            decision=clean["decision"],
            method=clean["method"],
            language=clean["language"],
            evidence=clean["evidence"],
            at=form.at,
            actor=actor,
        )
        if clean["file"]:
            add_evidence(self.person, consents=events, file=clean["file"], actor=actor)

    def sentence(self) -> str:
        return _("The consent is recorded.")


class ConsentConfirm(StepView):
    """What came by link from somebody at risk, confirmed another way."""

    form_class = ConfirmConsentForm
    template_name = "database/consent_confirm.html"
    title = gettext_lazy("Confirm consent another way")
    lead = gettext_lazy(
        "They agreed by a link, which somebody else may have used. Ask them in a way that is "
        "safe, and write down how they confirmed it."
    )
    submit = gettext_lazy("They confirmed it")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(waiting=waiting(self.person), **kwargs)

    @transaction.atomic
    def take(self, form: ConfirmConsentForm) -> None:
        clean, actor = form.cleaned_data, signed_in(self.request)
        events = confirm_provisional(
            self.person, method=clean["method"], evidence=clean["evidence"], actor=actor
        )
        if clean["file"]:
            add_evidence(self.person, consents=events, file=clean["file"], actor=actor)

    def sentence(self) -> str:
        return _("The consent is confirmed and counts from now on.")


class SafeContactEdit(StepView):
    form_class = SafeContactForm
    title = gettext_lazy("Safe contact")
    lead = gettext_lazy(
        "How and when is it safe to reach them? What is not known to be safe is not used."
    )
    submit = gettext_lazy("Save as a new version")

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {
            "present": latest_safe_contact(self.person),
            "sees_risk": may_see_risk(signed_in(self.request)),
        }

    def take(self, form: SafeContactForm) -> None:
        word = form.cleaned_data["code_word"]
        try:
            set_safe_contact(self.person, actor=signed_in(self.request), **form.says())
        except NothingChanged:
            if not word:
                raise
        if word:
            set_code_word(self.person, word=word, actor=signed_in(self.request))

    def sentence(self) -> str:
        return _("The new version of the safe contact is saved and applies at once.")


class PersonConfirm(StepView):
    title = gettext_lazy("Confirm")
    lead = gettext_lazy("They agreed to be on the database, and you are sure that it was them.")
    submit = gettext_lazy("Confirm")

    def take(self, form: Form) -> None:
        confirm_person(self.person, actor=signed_in(self.request))

    def sentence(self) -> str:
        return _("They are active on the database now.")


class PersonPause(StepView):
    form_class = PauseForm
    title = gettext_lazy("Pause")
    lead = gettext_lazy("Nothing is sent to them during a pause. Their consent stays as it is.")
    submit = gettext_lazy("Pause")

    def take(self, form: PauseForm) -> None:
        clean = form.cleaned_data
        pause_person(
            self.person, until=clean["until"], actor=signed_in(self.request), reason=clean["note"]
        )

    def sentence(self) -> str:
        return _("Paused. Nothing is sent to them until the pause is over.")


class PersonResume(StepView):
    title = gettext_lazy("End the pause")
    lead = gettext_lazy(
        "We may write to them again, as far as their consent and safe contact allow."
    )
    submit = gettext_lazy("End the pause")

    def take(self, form: Form) -> None:
        if self.person.status != PersonStatus.ACTIVE:
            resume_person(self.person, actor=signed_in(self.request))

    def sentence(self) -> str:
        return _("The pause is over.")


class PersonWithdraw(StepView):
    form_class = WithdrawForm
    title = gettext_lazy("Withdraw")
    lead = gettext_lazy(
        "Use this when somebody asks us to stop. It works at once: every consent is taken back, "
        "and messages waiting to go out are cancelled."
    )
    submit = gettext_lazy("Withdraw")
    tone = "warning"

    def take(self, form: WithdrawForm) -> None:
        withdraw_person(
            self.person,
            actor=signed_in(self.request),
            method=form.cleaned_data["method"],
            reason=form.cleaned_data["note"],
        )

    def sentence(self) -> str:
        return _("Withdrawn. Nothing more is sent to them, and what was waiting is cancelled.")
