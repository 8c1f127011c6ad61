"""What the office types: a decision with its letters, and the windows."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from partners.models import (
    Avenue,
    Criterion,
    DeclineReason,
    Outcome,
    RequestStatus,
    RequestWindow,
    TopicRequest,
    WindowStatus,
)
from vef.common.forms import DateField, HintedCheckboxSelectMultiple, HintedRadioSelect, ReasonField

OUTCOME_HINTS: dict[str, Any] = {
    Outcome.ACCEPTED: _("It joins the programme as it is."),
    Outcome.ACCEPTED_WITH_CHANGES: _("It joins the programme on conditions you set."),
    Outcome.DECLINED: _("It is not taken. You say why, and where else they may turn."),
    Outcome.DEFERRED: _("A good topic for a later window."),
    Outcome.MERGED: _("Close to another request, which carries on for both."),
    Outcome.MORE_INFORMATION: _("The partner can write in it again and submit it."),
}
# Longer than any letter in the post; still a mail and not a file.
LONGEST_LETTER = 8000
# The office's pages are dense: small buttons, each still easy to hit.
SMALL = "govuk-radios--small"
SCORES = [(0, _("0, not at all")), (1, _("1, a little")), (2, _("2, well")), (3, _("3, strongly"))]


class OutcomeForm(forms.Form):
    """Which decision it is to be. Sent by GET: it only opens the right page."""

    outcome = forms.ChoiceField(
        label=_("What do you decide?"),
        choices=Outcome.choices,
        widget=HintedRadioSelect({"class": SMALL}, hints=OUTCOME_HINTS),
    )

    def __init__(
        self, *args: Any, may_decide: bool = True, decides: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        if decides:
            # A question does not replace a decision.
            self.fields["outcome"].choices = [  # type: ignore[attr-defined]
                choice for choice in Outcome.choices if choice[0] != Outcome.MORE_INFORMATION
            ]
        if not may_decide:
            # A question decides nothing, so it need not wait for anybody.
            asked = Outcome.MORE_INFORMATION
            self.fields["outcome"].choices = [(asked.value, asked.label)]  # type: ignore[attr-defined]
            self.fields["outcome"].initial = asked


class ScoreFields(forms.Form):
    """A score and a short reason for each criterion."""

    criteria: Iterable[Criterion] = ()

    def add_scores(self, criteria: Iterable[Criterion]) -> None:
        for criterion in criteria:
            self.fields[f"score_{criterion.pk}"] = forms.TypedChoiceField(
                label=criterion.name,
                choices=SCORES,
                coerce=int,
                empty_value=None,
                required=False,
                widget=forms.RadioSelect({"class": f"govuk-radios--inline {SMALL}"}),
            )
            self.fields[f"note_{criterion.pk}"] = forms.CharField(
                label=_("Why, in a few words"), required=False, max_length=200
            )

    def score_rows(self) -> list[tuple[Any, Any]]:
        """Return the pairs of fields of each criterion, for the template."""
        return [(self[f"score_{row.pk}"], self[f"note_{row.pk}"]) for row in self.criteria]

    def typed_scores(self) -> dict[str, tuple[int | None, str]]:
        """Return everything that was typed, by the criterion's code."""
        return {
            row.code: (
                self.cleaned_data.get(f"score_{row.pk}"),
                self.cleaned_data.get(f"note_{row.pk}", ""),
            )
            for row in self.criteria
        }

    def scores(self) -> dict[str, tuple[int, str]]:
        """Return what was scored; a criterion left alone was not weighed."""
        return {
            code: (score, note)
            for code, (score, note) in self.typed_scores().items()
            if score is not None
        }


class AssessmentForm(ScoreFields):
    """One officer's own weighing of a request, saved unfinished or handed in."""

    def __init__(self, *args: Any, criteria: Iterable[Criterion], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.criteria = list(criteria)
        self.add_scores(self.criteria)

    def say_missing(self, codes: Iterable[str]) -> None:
        """Put beside each criterion what it still lacks."""
        for row in self.criteria:
            if row.code in set(codes):
                if self.cleaned_data.get(f"score_{row.pk}") is None:
                    self.add_error(f"score_{row.pk}", _("Choose a score."))
                if not self.cleaned_data.get(f"note_{row.pk}"):
                    self.add_error(f"note_{row.pk}", _("Say why, in a few words."))


class InterestForm(forms.Form):
    """Somebody of the office stands too near to a request."""

    reason = ReasonField(
        label=_("Describe your interest"),
        help_text=_(
            "For example if you have worked for this partner or know those who ask. "
            "Colleagues in the office can read it."
        ),
        error_messages={"required": _("Describe your interest.")},
    )


class DecisionForm(ScoreFields):
    """A decision of one outcome: what it rests on, what goes with it, and the two letters."""

    reason_code = forms.ChoiceField(
        label=_("Why is it declined?"),
        choices=DeclineReason.choices,
        required=False,
        widget=forms.RadioSelect({"class": SMALL}),
    )
    avenues = forms.ModelMultipleChoiceField(
        label=_("Where else may they turn?"),
        help_text=_("What you choose is named in both letters."),
        queryset=Avenue.objects.none(),
        required=False,
        widget=HintedCheckboxSelectMultiple({"class": "govuk-checkboxes--small"}),
    )
    conditions = ReasonField(
        label=_("On which conditions?"),
        help_text=_("The partner reads them. Write them in both languages in the letters below."),
        required=False,
    )
    deferred_to: "forms.ModelChoiceField[RequestWindow]" = forms.ModelChoiceField(
        label=_("To which window?"),
        queryset=RequestWindow.objects.none(),
        required=False,
        empty_label=_("Choose a window"),
    )
    merged_into: "forms.ModelChoiceField[TopicRequest]" = forms.ModelChoiceField(
        label=_("Into which request?"),
        queryset=TopicRequest.objects.none(),
        required=False,
        empty_label=_("Choose a request"),
    )
    reason = ReasonField(
        label=_("Why do you decide so?"),
        help_text=_("For the record. It stays in the office and can't be changed afterwards."),
        required=False,
    )
    interest = forms.ChoiceField(
        label=_("Have you an interest to declare?"),
        help_text=_("For example if you have worked for this partner or know those who ask."),
        choices=[("no", _("No interest")), ("yes", _("An interest, which I describe"))],
        required=False,
        widget=forms.RadioSelect({"class": SMALL}),
    )
    interest_declared = ReasonField(
        label=_("Describe your interest"),
        help_text=_("Only if you have one."),
        required=False,
        rows=2,
    )
    alone_because = ReasonField(
        label=_("Why is it decided without two assessments?"),
        help_text=_("Two people assess a request before it is decided, unless a manager says why."),
        required=False,
        rows=2,
    )
    letter_en = forms.CharField(
        label=_("Letter in English"),
        required=False,
        max_length=LONGEST_LETTER,
        strip=False,
        widget=forms.Textarea({"rows": 14, "lang": "en"}),
    )
    letter_cy = forms.CharField(
        label=_("Letter in Welsh"),
        required=False,
        max_length=LONGEST_LETTER,
        strip=False,
        widget=forms.Textarea({"rows": 14, "lang": "cy"}),
    )

    # Which questions belong to which outcome only.
    ONLY_FOR = {
        "reason_code": {Outcome.DECLINED},
        "avenues": {Outcome.DECLINED},
        "conditions": {Outcome.ACCEPTED_WITH_CHANGES},
        "deferred_to": {Outcome.DEFERRED},
        "merged_into": {Outcome.MERGED},
    }

    def __init__(
        self,
        *args: Any,
        outcome: Outcome,
        topic: TopicRequest,
        criteria: Iterable[Criterion],
        alone: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.outcome, self.topic = outcome, topic
        if not alone or outcome == Outcome.MORE_INFORMATION:
            del self.fields["alone_because"]
        self.criteria = [] if outcome == Outcome.MORE_INFORMATION else list(criteria)
        for name, outcomes in self.ONLY_FOR.items():
            if outcome not in outcomes:
                del self.fields[name]
        self._fill_choices()
        self.add_scores(self.criteria)

    def _fill_choices(self) -> None:
        windows = RequestWindow.objects.exclude(
            Q(status=WindowStatus.CLOSED) | Q(pk=self.topic.window_id)
        )
        others = TopicRequest.objects.filter(
            status__in=[RequestStatus.SUBMITTED, RequestStatus.UNDER_REVIEW, RequestStatus.ACCEPTED]
        ).exclude(pk=self.topic.pk)
        choices = {"avenues": Avenue.objects.all(), "deferred_to": windows, "merged_into": others}
        for name, rows in choices.items():
            field = self.fields.get(name)
            if isinstance(field, forms.ModelChoiceField):
                field.queryset = rows
        if "avenues" in self.fields:
            hints = {str(row.pk): row.description for row in Avenue.objects.all()}
            self.fields["avenues"].widget.hints = hints  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("interest") == "yes" and not cleaned.get("interest_declared", "").strip():
            self.add_error("interest_declared", _("Describe your interest."))
        return cleaned

    def declared(self) -> str | None:
        """Return the interest as the service takes it: None where the question is open."""
        answer = self.cleaned_data.get("interest")
        if answer == "yes":
            return self.cleaned_data["interest_declared"]
        return "" if answer == "no" else None


class SupersedeForm(DecisionForm):
    """A decision in place of another, with why that one no longer stands."""

    because = ReasonField(
        label=_("Why does the earlier decision no longer stand?"),
        help_text=_("For the record. It stays in the office and can't be changed afterwards."),
        required=False,
    )
    # The decision that the page was made for; by now another may stand.
    standing = forms.UUIDField(widget=forms.HiddenInput, required=False)


class LetterForm(forms.Form):
    """The words of a decision's letter, written anew in both languages."""

    letter_cy = forms.CharField(
        label=_("Letter in Welsh"),
        max_length=LONGEST_LETTER,
        widget=forms.Textarea({"rows": 14, "lang": "cy"}),
        error_messages={"required": _("Write the letter in Welsh.")},
    )
    letter_en = forms.CharField(
        label=_("Letter in English"),
        max_length=LONGEST_LETTER,
        widget=forms.Textarea({"rows": 14, "lang": "en"}),
        error_messages={"required": _("Write the letter in English.")},
    )


class ReturnLetterForm(forms.Form):
    """A letter goes back to be changed only with why."""

    reason = ReasonField(
        label=_("What should be changed, and why?"),
        help_text=_("Whoever wrote it reads this. It stays in the office."),
        error_messages={"required": _("Say what should be changed.")},
    )


# What to say where a decision lacks something, by the service's name for it.
MISSING = {
    "because": ("because", _("Say why the earlier decision no longer stands.")),
    "reason": ("reason", _("Say why you decide so.")),
    "letter_en": ("letter_en", _("Write the letter in English.")),
    "letter_cy": ("letter_cy", _("Write the letter in Welsh.")),
    "interest": ("interest", _("Say whether you have an interest to declare.")),
    "reason_code": ("reason_code", _("Choose why it is declined.")),
    "avenues": ("avenues", _("Choose where else they may turn.")),
    "conditions": ("conditions", _("Say on which conditions it is accepted.")),
    "deferred_to": ("deferred_to", _("Choose the window it is deferred to.")),
    "merged_into": ("merged_into", _("Choose the request it is merged into.")),
    "assessments": (
        "alone_because",
        _("Say why it is decided without two assessments."),
    ),
    "scores": (None, _("Score at least one of the things that were weighed.")),
}


class WindowForm(forms.ModelForm):
    """A window that is still planned: its name in both languages, and its days."""

    opens_on = DateField(label=_("First day"), help_text=_("For example 16 11 2026."))
    closes_on = DateField(
        label=_("Last day"), help_text=_("Partners can submit until the end of this day.")
    )

    class Meta:
        model = RequestWindow
        fields = ["name_cy", "name_en", "opens_on", "closes_on"]
        labels = {"name_cy": _("Name in Welsh"), "name_en": _("Name in English")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("name_cy", "name_en"):
            self.fields[name].required = True

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        opens, closes = cleaned.get("opens_on"), cleaned.get("closes_on")
        if opens and closes and closes < opens:
            self.add_error("closes_on", _("The last day must not be before the first."))
        return cleaned


class CloseWindowForm(forms.Form):
    """Closing a window before its last day needs a reason."""

    reason = ReasonField(
        label=_("Why does it close now?"),
        error_messages={"required": _("Say why it closes now.")},
        rows=2,
    )


class RequestFilter(forms.Form):
    """Which requests to show. Sent by GET."""

    window: "forms.ModelChoiceField[RequestWindow]" = forms.ModelChoiceField(
        label=_("Window"),
        queryset=RequestWindow.objects.all(),
        required=False,
        empty_label=_("All windows"),
    )
    show = forms.ChoiceField(
        label=_("Show"),
        choices=[
            ("", _("All requests")),
            ("waiting", _("Waiting for us")),
            ("partner", _("Waiting for the partner")),
            ("decided", _("Decided")),
        ],
        required=False,
    )
