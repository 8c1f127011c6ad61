"""Those who stand by a person: added, agreed, known by a pass phrase, ended."""

from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView, TemplateView

from database import masks
from database.forms import ReasonForm
from database.forms.supporters import (
    PassPhraseCheckForm,
    PassPhraseForm,
    SupporterConsentForm,
    SupporterEndForm,
    SupporterForm,
    SupportForm,
)
from database.models import SUPPORTER, ConsentWording, Supporter
from database.services import NoWording, current_wording, supporters
from database.views.people import OnePerson
from vef.accounts.permissions import signed_in
from vef.audit.services import record_view
from vef.common.views.pages import KeepTyped


class SupporterAdd(OnePerson, KeepTyped, FormView):
    """Somebody who stands by the person."""

    template_name = "database/form.html"
    form_class = SupporterForm
    title = gettext_lazy("Add somebody who stands by them")
    lead = gettext_lazy(
        "A support worker, somebody who speaks for the family, or somebody they trust."
    )
    submit = gettext_lazy("Add")

    def form_valid(self, form: SupporterForm) -> HttpResponse:
        clean, actor = dict(form.cleaned_data), signed_in(self.request)
        agreed = clean.pop("person_agreed")
        self.added = supporters.add_supporter(self.person, **clean, actor=actor)
        if agreed:
            supporters.record_agreement(self.added, actor=actor)
        messages.success(self.request, _("Added."))
        return super().form_valid(form)

    def get_success_url(self) -> str:
        return reverse("database:supporter-detail", args=[self.person.pk, self.added.pk])


class OneSupporter(OnePerson):
    """A page about one supporter of one person. They are there until it has ended."""

    supporter: Supporter

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        # The address names them by id; the page shows the row.
        return super().get_context_data(**{**kwargs, "supporter": self.found()})

    def found(self) -> Supporter:
        """Return the supporter; 404 for another person's, or once it has ended."""
        rows = Supporter.objects.filter(person=self.person, ended_at=None)
        supporter = rows.select_related("wording").filter(pk=self.kwargs["supporter"]).first()
        if supporter is None:
            raise Http404
        supporter.person = self.person
        return supporter

    def get_success_url(self) -> str:
        return reverse("database:supporter-detail", args=[self.person.pk, self.kwargs["supporter"]])


class SupporterDetail(OneSupporter, TemplateView):
    """One supporter, masked: what was agreed, and what can be done."""

    template_name = "database/supporter_detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        supporter = self.found()
        record_view(signed_in(self.request), [self.person], what="supporter")
        return super().get_context_data(
            standing=supporters.may_speak_for(supporter),
            supporter_name=masks.mask_name(supporter.name),
            supporter_organisation=masks.mask_name(supporter.organisation),
            supporter_email=masks.mask_email(supporter.email),
            supporter_phone=masks.mask_phone(supporter.phone),
            **kwargs,
        )


class SupporterStep(OneSupporter, KeepTyped, FormView):
    """One step on a page of its own: GET shows it, a POST takes it."""

    template_name = "database/supporter_form.html"
    form_class: type[Form] = Form
    done = gettext_lazy("Saved.")

    def take(self, supporter: Supporter, form: Any) -> None:
        """Call the service."""
        raise NotImplementedError

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            self.take(self.found(), form)
        except NoWording:
            form.add_error(
                None,
                _("No wording of this consent is in use yet. Ask an administrator to add one."),
            )
            return self.form_invalid(form)
        except supporters.AlreadyEnded:
            raise Http404 from None
        messages.success(self.request, self.done)
        return super().form_valid(form)


class SupporterAgreed(SupporterStep):
    title = gettext_lazy("The person agreed")
    lead = gettext_lazy("The person told us that they want this support written down.")
    submit = gettext_lazy("Save")

    def take(self, supporter: Supporter, form: Form) -> None:
        supporters.record_agreement(supporter, actor=signed_in(self.request))


class SupporterConsent(SupporterStep):
    form_class = SupporterConsentForm
    template_name = "database/supporter_consent.html"
    title = gettext_lazy("The supporter agreed")
    lead = gettext_lazy("Read them the wording in use, and write down how they agreed.")
    submit = gettext_lazy("Save")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        wording: ConsentWording | None
        try:
            wording = current_wording(SUPPORTER)
        except NoWording:
            wording = None
        return super().get_context_data(wording=wording, **kwargs)

    def take(self, supporter: Supporter, form: SupporterConsentForm) -> None:
        clean = form.cleaned_data
        supporters.record_own_consent(
            supporter,
            language=clean["language"],
            method=clean["method"],
            at=clean["said_on"],
            actor=signed_in(self.request),
        )


class SupporterSupport(SupporterStep):
    form_class = SupportForm
    title = gettext_lazy("Support around taking part")
    lead = gettext_lazy("Ask them both: whether they are there before, after, or both.")
    submit = gettext_lazy("Save")

    def get_initial(self) -> dict[str, Any]:
        return {"supports": self.found().supports}

    def take(self, supporter: Supporter, form: SupportForm) -> None:
        supporters.set_support(
            supporter, supports=form.cleaned_data["supports"], actor=signed_in(self.request)
        )


class SupporterPhrase(SupporterStep):
    form_class = PassPhraseForm
    title = gettext_lazy("Pass phrase")
    lead = gettext_lazy("It can't be read back: only whether it is right can be checked.")
    submit = gettext_lazy("Save")

    def take(self, supporter: Supporter, form: PassPhraseForm) -> None:
        supporters.set_pass_phrase(
            supporter, phrase=form.cleaned_data["phrase"], actor=signed_in(self.request)
        )


class SupporterCheck(SupporterStep):
    """Whether somebody on the phone knows the pass phrase. Each try is recorded."""

    form_class = PassPhraseCheckForm
    title = gettext_lazy("Check the pass phrase")
    lead = gettext_lazy("Capitals and spaces do not matter. Each try is recorded.")
    submit = gettext_lazy("Check")

    def form_valid(self, form: Any) -> HttpResponse:
        supporter = self.found()
        phrase, actor = form.cleaned_data["phrase"], signed_in(self.request)
        if not supporters.check_pass_phrase(supporter, phrase, actor=actor):
            form.add_error("phrase", _("This is not the pass phrase, or none was agreed."))
            return self.form_invalid(form)
        standing = supporters.may_speak_for(supporter)
        if standing.allowed:
            messages.success(self.request, _("It is right. They may speak for the person."))
        else:
            messages.warning(
                self.request,
                _("It is right, but they may not speak for the person: %(reason)s.")
                % {"reason": standing.label},
            )
        return redirect(self.get_success_url())


class SupporterEnd(SupporterStep):
    form_class = SupporterEndForm
    title = gettext_lazy("They no longer stand by the person")
    lead = gettext_lazy("Their details are deleted at once. Only that there was somebody is left.")
    submit = gettext_lazy("End it")
    tone = "warning"
    done = gettext_lazy("Ended. Their details are deleted.")

    def take(self, supporter: Supporter, form: SupporterEndForm) -> None:
        supporters.end_supporter(
            supporter, actor=signed_in(self.request), reason=form.cleaned_data["note"]
        )

    def get_success_url(self) -> str:
        return reverse("database:person-detail", args=[self.person.pk])


class SupporterShow(OneSupporter, KeepTyped, FormView):
    """A supporter's details, shown once to somebody who says why. Never by GET."""

    template_name = "database/supporter_form.html"
    form_class = ReasonForm
    title = gettext_lazy("Contact details of the supporter")
    lead = gettext_lazy("The details are shown once, on the next page. Leave it when you are done.")
    submit = gettext_lazy("Show contact details")

    def form_valid(self, form: ReasonForm) -> HttpResponse:
        supporter = self.found()
        record_view(
            signed_in(self.request),
            [self.person],
            what="supporter-details",
            reason=form.cleaned_data["reason"],
        )
        context = {"person": self.person, "supporter": supporter}
        return render(self.request, "database/supporter_shown.html", context)
