"""What the data protection desk types: requests, holds and how each step went."""

from datetime import date, datetime, time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from database.models import AccessPack, ConsentMethod, IdentityMethod, Person, RightsRequest
from vef.common import clock
from vef.common.forms import DateField, HintedRadioSelect, ReasonField

CAME_IN = [("cy", _("Welsh")), ("en", _("English"))]
NO_NAMES = _("Do not write names here.")
# The two choices are read as one sentence: "Show all requests about anything".
SHOWN = [
    ("open", pgettext_lazy("Show all requests about …", "requests that are open")),
    ("late", pgettext_lazy("Show all requests about …", "requests that are late")),
    ("closed", pgettext_lazy("Show all requests about …", "requests that are closed")),
    ("all", pgettext_lazy("Show all requests about …", "all requests")),
]
ABOUT = [
    ("", pgettext_lazy("Show all requests about …", "anything")),
    ("access", pgettext_lazy("Show all requests about …", "a copy of what is held")),
    ("rectification", pgettext_lazy("Show all requests about …", "a correction")),
    ("erasure", pgettext_lazy("Show all requests about …", "erasure")),
    ("restriction", pgettext_lazy("Show all requests about …", "restriction")),
    ("objection", pgettext_lazy("Show all requests about …", "an objection")),
    ("complaint", pgettext_lazy("Show all requests about …", "a complaint")),
]


class RightsFilterForm(forms.Form):
    """Which requests to list: the two choices read as one sentence."""

    show = forms.ChoiceField(
        label=pgettext_lazy("Show all requests about …", "Show"), choices=SHOWN, required=False
    )
    about = forms.ChoiceField(
        label=pgettext_lazy("Show all requests about …", "about"), choices=ABOUT, required=False
    )


class RequestForm(forms.Form):
    """Something somebody asked about their data, as it is written down."""

    kind = forms.ChoiceField(
        label=_("What do they ask for?"),
        choices=RightsRequest.Kind.choices,
        widget=HintedRadioSelect(
            hints={
                "access": _("Everything we hold about them, to read and for machines."),
                "rectification": _("Something is wrong or missing."),
                "erasure": _("Their record is deleted for good."),
                "restriction": _("Their record is kept, and used for nothing."),
                "objection": _("They object to our using it at all."),
                "complaint": _("About how we handle personal information."),
            }
        ),
    )
    who = forms.CharField(
        label=_("Who asks?"),
        help_text=_(
            "Their reference, or the whole email address we hold. Only a complaint may come from "
            "somebody who is not on the database: leave this empty then."
        ),
        max_length=254,
        required=False,
        widget=forms.TextInput({"spellcheck": "false"}),
    )
    method = forms.ChoiceField(
        label=_("How did it reach us?"), choices=ConsentMethod.choices, widget=forms.RadioSelect
    )
    language = forms.ChoiceField(
        label=_("In which language?"),
        help_text=_("We answer in the same one."),
        choices=CAME_IN,
        widget=forms.RadioSelect,
    )
    received_on = DateField(
        label=_("On which day did it reach us?"),
        help_text=_("Leave this empty if it was today."),
        required=False,
    )
    words = forms.CharField(
        label=_("What they asked, in their own words"),
        help_text=_("Kept sealed, and only the data protection desk reads it."),
        max_length=5000,
        required=False,
        widget=forms.Textarea,
    )

    def __init__(self, *args: Any, person: Person | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person
        if person is not None:
            del self.fields["who"]

    def clean_received_on(self) -> date | None:
        return likely_day(self.cleaned_data["received_on"])

    def clean(self) -> dict[str, Any]:
        clean = super().clean() or {}
        if "who" in self.fields and not self.errors:
            self._find(clean["who"].strip())
        return clean

    def _find(self, words: str) -> None:
        """Find whose reference or whole address this is; never says more than "nobody"."""
        if not words:
            if self.cleaned_data["kind"] != RightsRequest.Kind.COMPLAINT:
                self.add_error("who", _("Enter a reference or an email address."))
            return
        people = Person.objects.exclude(status=Person.Status.ERASED)
        found = people.with_email(words) if "@" in words else people.filter(reference__iexact=words)
        if found.count() > 1:
            self.add_error("who", _("Several people share this address. Enter the reference."))
        self.person = found.first()
        if self.person is None:
            self.add_error("who", _("Nobody was found. Enter the reference as it is written."))

    @property
    def received_at(self) -> datetime | None:
        """When it came, as far as it is known: an earlier day counts from its beginning."""
        day = self.cleaned_data["received_on"]
        return None if day is None or day == clock.today() else clock.start_of_day(day)


# No request under these rights, nor a breach to report, is older (UK GDPR, art 99).
RIGHTS_SINCE = date(2018, 5, 25)


def likely_day(day: date | None) -> date | None:
    """Return the day. Raises ValidationError for one still to come, or from before the law."""
    if day and day > clock.today():
        raise ValidationError(_("Enter today's date or an earlier one."), code="future")
    if day and day < RIGHTS_SINCE:
        raise ValidationError(_("Check the year: these rights began on 25 May 2018."), code="year")
    return day


class WhyForm(forms.Form):
    """A step that decides says why."""

    reason = ReasonField(label=_("Why?"), help_text=NO_NAMES)


class OutcomeForm(forms.Form):
    reason = ReasonField(label=_("What was done?"), help_text=NO_NAMES)


class QuestionForm(forms.Form):
    reason = ReasonField(label=_("What do you ask them?"), help_text=NO_NAMES)


class NewsForm(forms.Form):
    reason = ReasonField(label=_("What were they told, and how?"), help_text=NO_NAMES)


class ToldForm(forms.Form):
    """How they were told that we have it."""

    method = forms.ChoiceField(
        label=_("How were they told?"),
        choices=[
            ("phone", _("By phone")),
            ("in-person", _("In person")),
            ("email", _("By email")),
            ("post", _("By post")),
        ],
        widget=forms.RadioSelect,
    )


class IdentityForm(forms.Form):
    """How you made sure that it is them: by a way they gave us before, never by one they name."""

    method = forms.ChoiceField(
        label=_("How did you make sure that it is them?"),
        choices=[
            choice for choice in IdentityMethod.choices if choice[0] != IdentityMethod.ONE_TIME_CODE
        ],
        widget=HintedRadioSelect(
            hints={
                IdentityMethod.CODE_WORD: _("They said the word we agreed with them."),
                IdentityMethod.CALL_BACK: _(
                    "We rang a number that was on their record before they asked."
                ),
                IdentityMethod.IN_PERSON: _("Somebody who knows them met them."),
            }
        ),
    )
    code_word = forms.CharField(
        label=_("The code word they said"),
        help_text=_("Only if you chose the code word. It is compared and not kept."),
        max_length=60,
        required=False,
        widget=forms.TextInput({"spellcheck": "false"}),
    )

    def clean(self) -> dict[str, Any]:
        clean = super().clean() or {}
        if clean.get("method") == IdentityMethod.CODE_WORD and not clean.get("code_word"):
            self.add_error("code_word", _("Enter the word they said."))
        return clean


class ExtendForm(forms.Form):
    """More time, which they hear of with the reason."""

    months = forms.TypedChoiceField(
        label=_("How much more time?"),
        choices=[(1, _("One more month")), (2, _("Two more months"))],
        coerce=int,
        widget=forms.RadioSelect,
    )
    reason = ReasonField(
        label=_("Why is it needed?"),
        help_text=_(
            "Only because the request is complex, or one of many. Do not write names here."
        ),
    )
    is_told = forms.BooleanField(label=_("They have been told of it, with this reason"))


class ObjectionForm(forms.Form):
    decision = forms.ChoiceField(
        label=_("What do you decide?"),
        choices=[("upheld", _("We stop")), ("not-upheld", _("We do not stop"))],
        widget=HintedRadioSelect(
            hints={
                "upheld": _("All contact ends at once, as if they had withdrawn."),
                "not-upheld": _("Only if a reason weighs more than their rights."),
            }
        ),
    )
    reason = ReasonField(label=_("Why?"), help_text=NO_NAMES)


class HideForm(forms.Form):
    """Why a line is left out of somebody's copy."""

    reason = ReasonField(
        label=_("Why is this line left out?"),
        help_text=_(
            "Such as: it is about somebody else; it could lead to harm. The reason stays with us."
        ),
    )


class AgainForm(forms.Form):
    reason = ReasonField(label=_("Why is the file needed once more?"), help_text=NO_NAMES)


class HandOverForm(forms.Form):
    way = forms.ChoiceField(
        label=_("How will it reach them?"), choices=AccessPack.Way.choices, widget=forms.RadioSelect
    )


class HoldForm(forms.Form):
    """Why a record may not be erased yet, and when to look at that again."""

    reason = ReasonField(label=_("Why may the record not be erased yet?"), help_text=NO_NAMES)
    review_on = DateField(label=_("When will you look at this again?"))

    def clean_review_on(self) -> date:
        day: date = self.cleaned_data["review_on"]
        if day <= clock.today():
            raise ValidationError(_("Enter a day after today."), code="past")
        return day


class ReviewForm(HoldForm):
    reason = ReasonField(label=_("Why is the hold still needed?"), help_text=NO_NAMES)


# --- Incidents ------------------------------------------------------------------


class MomentForm(forms.Form):
    """A day and a time of day in London, both needed, not later than now."""

    on = DateField(label=_("On which day?"))
    at = forms.TimeField(
        label=_("At what time?"),
        help_text=_("Such as 15:20"),
        input_formats=["%H:%M", "%H.%M"],
        widget=forms.TimeInput({"class": "govuk-input--width-5"}, format="%H:%M"),
        error_messages={"invalid": _("Enter a time like 15:20.")},
    )

    def clean_on(self) -> date | None:
        return likely_day(self.cleaned_data["on"])

    def clean(self) -> dict[str, Any]:
        clean = super().clean() or {}
        day, hour = clean.get("on"), clean.get("at")
        if day and hour is not None and moment_of(day, hour) > clock.now():
            self.add_error("on", _("Enter a moment that is not still to come."))
        return clean

    @property
    def moment(self) -> datetime:
        return moment_of(self.cleaned_data["on"], self.cleaned_data["at"])


def moment_of(day: date, hour: time) -> datetime:
    return datetime.combine(day, hour, tzinfo=clock.LONDON)


class IncidentForm(forms.Form):
    """What went wrong, as far as it is known. It can be written on until it is closed."""

    title = forms.CharField(label=_("What happened, in a line"), help_text=NO_NAMES, max_length=200)
    happened = ReasonField(label=_("What happened"), help_text=NO_NAMES, rows=5)
    affected = ReasonField(label=_("Who and what is affected"), help_text=NO_NAMES, required=False)
    people_affected = forms.IntegerField(
        label=_("How many people, as far as is known"),
        min_value=0,
        max_value=1_000_000,
        required=False,
        widget=forms.TextInput({"inputmode": "numeric", "class": "govuk-input--width-5"}),
    )
    consequences = ReasonField(label=_("What could come of it"), required=False)
    measures = ReasonField(label=_("What was done about it"), required=False)


class NewIncidentForm(MomentForm, IncidentForm):
    on = DateField(label=_("On which day did we know of it?"))
    field_order = ("on", "at")


class DecideForm(forms.Form):
    """Whether the regulator is told. Under 72 hours there is time to be careful, not to wait."""

    decision = forms.ChoiceField(
        label=_("Must the Information Commissioner's Office be told?"),
        choices=[("yes", _("Yes, it must")), ("no", _("No, it need not"))],
        widget=HintedRadioSelect(
            hints={"no": _("Only if it is unlikely that anybody comes to harm by it.")}
        ),
    )
    reason = ReasonField(label=_("Why?"), help_text=NO_NAMES)


class NotifiedForm(MomentForm):
    reason = ReasonField(
        label=_("If it took more than 72 hours: why?"), help_text=NO_NAMES, required=False
    )


class PeopleToldForm(MomentForm):
    reason = ReasonField(
        label=_("How were they told?"),
        help_text=_("Only by ways that are safe for them. Do not write names here."),
    )


class LessonsForm(forms.Form):
    lessons = ReasonField(label=_("What did we learn, and what changes?"), help_text=NO_NAMES)


# --- The public page --------------------------------------------------------------


class ComplaintForm(forms.Form):
    """A complaint of anybody. Only the words themselves are needed."""

    words = forms.CharField(
        label=_("What went wrong?"),
        help_text=_("Write as much or as little as you like."),
        max_length=5000,
        widget=forms.Textarea({"rows": 8}),
        error_messages={"required": _("Write what went wrong.")},
    )
    name = forms.CharField(
        label=_("Your name"),
        help_text=_("You can leave this empty."),
        max_length=200,
        required=False,
    )
    reach = forms.CharField(
        label=_("How can we reach you safely?"),
        help_text=_(
            "An email address, a phone number or a postal address, and anything we should know, "
            "such as times that are safe. If you leave this empty, we cannot answer you."
        ),
        max_length=500,
        required=False,
        widget=forms.Textarea({"rows": 3}),
    )
