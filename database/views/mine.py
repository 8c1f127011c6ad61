"""Somebody's own page, opened by a link. All of it blind: no page shows what is held.

GET and HEAD change nothing. A page answers alike whoever's link it is and whatever is held;
what it takes is judged by ``services.by_link``. Seeing what is held is in ``views.seeing``.
"""

from typing import Any, ClassVar

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.decorators import method_decorator
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView, TemplateView, View

from database.forms import mine as forms
from database.links import MINE_SCOPE, person_behind
from database.models import ConsentWording, Person
from database.services import RecordClosed, by_link
from vef.common import clock
from vef.common.views.errors import gone
from vef.common.views.pages import KeepTyped

Words = str | Promise

SURE_FIRST = _(
    "Some changes have to wait until we are sure that they come from you. If that is so, we "
    "get in touch in a way that we know is safe for you."
)


def language() -> str:
    return (get_language() or "en")[:2]


@method_decorator(login_not_required, name="dispatch")
class ByMineLink(View):
    """A page behind the link to somebody's own page. Dead links are all answered alike."""

    scope: ClassVar[str] = MINE_SCOPE
    person: Person
    token: str

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        person = person_behind(self.scope, kwargs["token"])
        if person is None:
            return gone(request)
        self.person, self.token = person, kwargs["token"]
        self.prepare()
        try:
            return super().dispatch(request, *args, **kwargs)
        except RecordClosed:
            # Erased in between: from now on the link opens nothing.
            return gone(request)

    def prepare(self) -> None:
        """Read the rest of the address, once the link is known to open something."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        # PRIVACY: the token and nothing of the person.
        return super().get_context_data(**{"token": self.token} | kwargs)  # type: ignore[misc, no-any-return]


class MyPage(ByMineLink, TemplateView):
    """What can be done here; the same list for everybody."""

    template_name = "database/person/mine.html"


class MineForm(ByMineLink, KeepTyped, FormView):
    """One thing to do: a few sentences, a form, and then what follows."""

    template_name = "database/person/mine_form.html"
    title: Words
    lead: tuple[Words, ...] = ()
    submit: Words = _("Save")
    done: str = "saved"

    def take(self, form: Any) -> None:
        raise NotImplementedError

    def form_valid(self, form: Any) -> HttpResponse:
        self.take(form)
        return redirect("database:mine-done", token=self.token, what=self.done)


class Details(MineForm):
    form_class = forms.DetailsForm
    title = _("New contact details")
    lead = (
        _("Enter only what has changed. What you leave empty stays as it is."),
        _("To protect you, this page does not show what we have."),
    )
    done = "details"

    def take(self, form: forms.DetailsForm) -> None:
        by_link.change_details(self.person, language=language(), details=form.details())


class Language(MineForm):
    form_class = forms.LanguageForm
    title = _("Your language")
    lead = (_("You can change this at any time. Both languages are equal here."),)

    def take(self, form: forms.LanguageForm) -> None:
        by_link.choose_language(self.person, form.cleaned_data["reading"])


class Channels(MineForm):
    form_class = forms.ChannelsForm
    title = _("Ways to contact you")
    lead = (
        _("Choose what is safe for you. Think of who else could read, hear or open it."),
        _("A way that you turn off is turned off at once."),
    )
    done = "channels"

    def get_form_kwargs(self) -> dict[str, Any]:
        used = ConsentWording.objects.filter(in_use_from__lte=clock.today())
        agreements = {wording.purpose: wording.text for wording in used.order_by("version")}
        return super().get_form_kwargs() | {"agreements": agreements}

    def take(self, form: forms.ChannelsForm) -> None:
        by_link.choose_channels(
            self.person,
            language=language(),
            use=form.chosen("yes"),
            leave=form.chosen("no"),
        )


class Times(MineForm):
    form_class = forms.TimesForm
    title = _("Safe times")
    lead = (_("What you enter here takes the place of the times that you gave us before."),)
    done = "times"

    def take(self, form: forms.TimesForm) -> None:
        by_link.choose_times(self.person, language=language(), slots=form.slots())


class Rest(MineForm):
    form_class = forms.RestForm
    title = _("Pause")
    lead = (
        _("We send you nothing during a pause. Everything else stays as it is."),
        _("You need not say why."),
    )
    submit = _("Pause")
    done = "paused"

    def take(self, form: forms.RestForm) -> None:
        by_link.pause(self.person, until=form.cleaned_data["until"], language=language())


class MineChoice(MineForm):
    """A yes or no; no changes nothing."""

    submit = _("Continue")

    def take(self, form: forms.ChoiceForm) -> None:
        raise NotImplementedError

    def form_valid(self, form: forms.ChoiceForm) -> HttpResponse:
        if not form.is_yes:
            return redirect("database:mine-done", token=self.token, what="kept")
        return super().form_valid(form)


class Resume(MineChoice):
    form_class = forms.ResumeForm
    title = _("End a pause")
    lead = (_("We then write to you again, as far as your other choices allow."),)
    done = "resumed"

    def take(self, form: forms.ResumeForm) -> None:
        by_link.resume(self.person, language=language())


class Leave(MineChoice):
    form_class = forms.LeaveForm
    title = _("Leave")
    lead = (
        _("We stop all contact with you at once. Messages that are waiting are not sent."),
        _("You need not say why, and it does not affect any service you receive."),
    )
    done = "left"

    def take(self, form: forms.LeaveForm) -> None:
        by_link.leave(self.person, token=self.token, language=language())


class Back(MineChoice):
    form_class = forms.BackForm
    template_name = "database/person/mine_back.html"
    title = _("Come back")
    lead = (
        _("If you left, you can come back. What you had chosen before then counts again."),
        _("These are the words you would agree to, for the ways of contact you had chosen:"),
    )
    done = "back"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        used = ConsentWording.objects.filter(in_use_from__lte=clock.today())
        latest = {wording.purpose: wording for wording in used.order_by("version")}
        wordings = [latest[purpose] for purpose in by_link.COMES_BACK if purpose in latest]
        return super().get_context_data(wordings=wordings, **kwargs)

    def take(self, form: forms.BackForm) -> None:
        by_link.come_back(self.person, language=language())


# For each request: its title, and what is said before it is made.
ASKS: dict[str, tuple[Words, tuple[Words, ...]]] = {
    "copy": (
        _("Ask for a copy"),
        (_("You can have a copy of everything that we hold about you."),),
    ),
    "correct": (
        _("Ask for a correction"),
        (
            _("Tell us what is wrong, and what it should say."),
            _("Your contact details, language and safe times you can change on your own page."),
        ),
    ),
    "erase": (
        _("Ask us to erase everything"),
        (
            _("We then delete everything that says who you are, and you have left."),
            _("Answers that you gave stay as part of totals, without anything that is yours."),
        ),
    ),
    "restrict": (
        _("Ask us to use it less"),
        (_("We then keep what we hold about you, but use it for nothing until you say so."),),
    ),
    "object": (
        _("Object"),
        (_("Tell us that you do not want us to use what we hold about you, or some of it."),),
    ),
    "complain": (
        _("Complain about how we use your information"),
        (
            _("We acknowledge a complaint within 30 days, and say what came of it."),
            _("You can also turn to the Information Commissioner's Office."),
        ),
    ),
}


class Ask(MineForm):
    """A request about somebody's own data, answered the same way whatever it is."""

    form_class = forms.AskForm
    submit = _("Send")
    done = "asked"

    def prepare(self) -> None:
        if self.kwargs["what"] not in ASKS:
            raise Http404
        self.title, before = ASKS[self.kwargs["what"]]
        self.lead = (
            *before,
            _("Before anything leaves us we make sure that it is you, in a way that is safe."),
        )

    def take(self, form: forms.AskForm) -> None:
        by_link.ask(
            self.person,
            self.kwargs["what"],
            words=form.cleaned_data["words"],
            language=language(),
        )


# What follows, by the last word of the address: a heading and some sentences.
DONE: dict[str, tuple[Words, tuple[Words, ...]]] = {
    "saved": (_("Saved"), (_("Your choice is saved and counts from now on."),)),
    "details": (
        _("Thank you"),
        (
            _("We have what you entered."),
            _(
                "If you gave us a new email address: a message with a link comes to it. The "
                "address is used once you have opened that link. Nothing is said about it at "
                "the old one."
            ),
            _("No message comes while you have paused or left."),
            SURE_FIRST,
        ),
    ),
    "channels": (
        _("Thank you"),
        (_("Ways that you turned off are turned off from now on."), SURE_FIRST),
    ),
    "times": (_("Thank you"), (_("We have the times that you entered."), SURE_FIRST)),
    "paused": (
        _("You have a pause"),
        (_("We send you nothing until it is over."), SURE_FIRST),
    ),
    "resumed": (
        _("Thank you"),
        (_("We write to you again, as far as your other choices allow."), SURE_FIRST),
    ),
    "back": (
        _("Thank you"),
        (_("If you had left, you are back with us."), SURE_FIRST),
    ),
    "asked": (
        _("We have your request"),
        (
            _("Somebody in our office reads it. You do not have to do anything else."),
            _(
                "Before anything leaves us we make sure that it is you, in a way that we know is "
                "safe. Nothing is sent to an address that is in the request."
            ),
            _("You get an answer within a month."),
        ),
    ),
    "kept": (_("Nothing has changed"), (_("Everything stays as it is."),)),
}


class Done(ByMineLink, TemplateView):
    """What follows. The same for whoever opens it: it tells nothing about anybody."""

    template_name = "database/person/mine_done.html"

    def get_template_names(self) -> list[str]:
        if self.kwargs["what"] == "left":
            return ["database/person/mine_left.html"]
        return super().get_template_names()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        what = self.kwargs["what"]
        if what == "left":
            return super().get_context_data(**kwargs)
        if what not in DONE:
            raise Http404
        heading, sentences = DONE[what]
        return super().get_context_data(heading=heading, sentences=sentences, **kwargs)
