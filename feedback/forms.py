"""What people type into this app's pages, made clean."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from engagement.models import Answer
from feedback.models import (
    ActionStatus,
    AnswerStatus,
    BoardAction,
    Finding,
    Outcome,
    PartnerAnswer,
    Report,
    ReportSection,
    Theme,
)
from vef.common.bilingual import LANGUAGES
from vef.common.forms import DateField, HintedRadioSelect, ReasonField, keep_short

IN_LANGUAGE = {"cy": _("%(field)s (Welsh)"), "en": _("%(field)s (English)")}


class PairedForm(forms.ModelForm):
    """A form of words in both languages, Welsh first or on the left.

    ``pairs`` names the fields; the template lays each pair side by side.
    """

    pairs: tuple[str, ...] = ()
    rows = 5

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in self.pairs:
            label = self._meta.model._meta.get_field(name).verbose_name
            for language in LANGUAGES:
                field = self.fields[f"{name}_{language}"]
                field.required = False
                word = str(label)
                field.label = IN_LANGUAGE[language] % {"field": word[:1].upper() + word[1:]}
                field.widget.attrs["lang"] = language
                if isinstance(field.widget, forms.Textarea):
                    field.widget.attrs["rows"] = self.rows

    def bound_pairs(self) -> list[tuple[Any, Any]]:
        """Return the bound fields two by two, Welsh and English."""
        return [(self[f"{name}_cy"], self[f"{name}_en"]) for name in self.pairs]

    def others(self) -> list[Any]:
        paired = {f"{name}_{language}" for name in self.pairs for language in LANGUAGES}
        return [self[name] for name in self.fields if name not in paired]

    def words(self) -> dict[str, str]:
        return {
            f"{name}_{language}": self.cleaned_data[f"{name}_{language}"] or ""
            for name in self.pairs
            for language in LANGUAGES
        }


class CodingForm(forms.Form):
    """One contribution's own words: what others may read, and the themes."""

    def __init__(self, *args: Any, answers: list[Answer], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.answers = answers
        for answer in answers:
            self.fields[f"words_{answer.pk}"] = forms.CharField(
                label=_("What others may read"),
                help_text=_(
                    "Take out names, addresses, numbers and anything else that could show "
                    "who somebody is."
                ),
                widget=forms.Textarea(attrs={"rows": 4}),
                initial=answer.redacted or answer.text,
                error_messages={"required": _("Write what others may read, or […].")},
            )
            self.fields[f"themes_{answer.pk}"] = forms.ModelMultipleChoiceField(
                label=_("Themes"),
                queryset=Theme.objects.all(),
                required=False,
                widget=forms.CheckboxSelectMultiple,
                initial=[coding.theme_id for coding in answer.codings.all()],
            )

    def rows(self) -> list[tuple[Answer, Any, Any]]:
        return [
            (answer, self[f"words_{answer.pk}"], self[f"themes_{answer.pk}"])
            for answer in self.answers
        ]

    def words(self) -> dict[Any, str]:
        return {answer.pk: self.cleaned_data[f"words_{answer.pk}"] for answer in self.answers}

    def themes(self) -> dict[Any, list[Theme]]:
        return {
            answer.pk: list(self.cleaned_data[f"themes_{answer.pk}"]) for answer in self.answers
        }


class ReasonForm(forms.Form):
    """Why something is done."""

    reason = ReasonField(label=_("Why?"))


class FindingForm(PairedForm):
    pairs = ("text", "recommendation")

    class Meta:
        model = Finding
        fields = [
            "kind",
            "text_cy",
            "text_en",
            "recommendation_cy",
            "recommendation_en",
            "themes",
        ]
        widgets = {"kind": forms.RadioSelect, "themes": forms.CheckboxSelectMultiple}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not (cleaned.get("text_cy") or cleaned.get("text_en")):
            self.add_error("text_en", _("Write the finding in at least one language."))
        return cleaned


class AnswerForm(forms.Form):
    """A partner's answer to one finding."""

    status = forms.ChoiceField(
        label=_("Do you accept this finding?"),
        choices=[
            (AnswerStatus.ACCEPTED, _("We accept it")),
            (AnswerStatus.IN_PART, _("We accept part of it")),
            (AnswerStatus.NOT_ACCEPTED, _("We do not accept it")),
        ],
        widget=HintedRadioSelect(
            hints={
                AnswerStatus.ACCEPTED: _("Say what you will do, who is responsible and by when."),
                AnswerStatus.IN_PART: _("Say the same, and why not all of it."),
                AnswerStatus.NOT_ACCEPTED: _("Say why. The people who took part will be told."),
            }
        ),
        error_messages={"required": _("Choose one of the answers.")},
    )
    action = ReasonField(
        label=_("What will you do?"),
        help_text=_("One clear step. The people who took part will be told."),
        rows=4,
        required=False,
    )
    owner = forms.CharField(
        label=_("Who is responsible?"),
        help_text=_("A name or a post in your organisation."),
        max_length=120,
        required=False,
    )
    due_on = DateField(label=_("By which date will it be done?"), required=False)
    reason = ReasonField(
        label=_("Why not, or why not all of it?"),
        help_text=_("Needed if you do not accept the finding, or accept only part of it."),
        rows=4,
        required=False,
    )


class ProgressForm(forms.Form):
    """What came of an accepted action."""

    status = forms.ChoiceField(
        label=_("How is it going?"),
        choices=[
            (AnswerStatus.IN_PROGRESS, _("It is in progress")),
            (AnswerStatus.DONE, _("It is done")),
            (AnswerStatus.DROPPED, _("It will not be done")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of the answers.")},
    )
    evidence = ReasonField(
        label=_("What came of it?"),
        help_text=_("If it is done, how we can see that. If it will not be done, why."),
        rows=4,
        required=False,
    )


class TranslationForm(forms.Form):
    """The office's translation of a partner's answer."""

    def __init__(self, *args: Any, answer: PartnerAnswer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = answer.written_in
        other = "en" if own == "cy" else "cy"
        labels = {
            "reason": _("Why not, or why not all of it?"),
            "action": _("What will be done"),
            "evidence": _("What came of it"),
        }
        for name in labels:
            words = getattr(answer, f"{name}_{own}") or ""
            if not words:
                continue
            self.fields[name] = forms.CharField(
                label=labels[name],
                help_text=words,
                initial=getattr(answer, f"{name}_{other}") or "",
                widget=forms.Textarea(attrs={"rows": 4, "lang": other}),
                error_messages={"required": _("Write the translation.")},
            )


class OutcomeForm(PairedForm):
    pairs = ("title", "told_us", "changed", "next", "cannot_change")

    class Meta:
        model = Outcome
        fields = [
            f"{name}_{language}"
            for name in ("title", "told_us", "changed", "next", "cannot_change")
            for language in LANGUAGES
        ]


class ActionForm(PairedForm):
    """A new action."""

    pairs = ("text",)
    rows = 3
    raised_on = DateField(label=_("Raised on"))
    due_on = DateField(label=_("Due"))

    class Meta:
        model = BoardAction
        fields = ["text_cy", "text_en", "owner", "organisation", "raised_on", "due_on"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for language in LANGUAGES:
            if not cleaned.get(f"text_{language}"):
                self.add_error(f"text_{language}", _("Write the action in both languages."))
        return cleaned


class ActionUpdateForm(PairedForm):
    """The latest news of an action."""

    pairs = ("update",)
    rows = 3

    class Meta:
        model = BoardAction
        fields = ["update_cy", "update_en"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in self.Meta.fields:
            keep_short(self.fields[name])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for language in LANGUAGES:
            if not cleaned.get(f"update_{language}"):
                self.add_error(f"update_{language}", _("Write the update in both languages."))
        return cleaned


class ActionDateForm(forms.Form):
    """A new date for an action, and why."""

    due_on = DateField(label=_("New date"))
    reason = ReasonField(label=_("Why is the date moved?"), rows=2)


class ActionMoveForm(forms.Form):
    """The next step of an action."""

    status = forms.ChoiceField(
        label=_("State"), widget=forms.RadioSelect, error_messages={"required": _("Choose one.")}
    )
    reason = ReasonField(
        label=_("Reason"),
        help_text=_("Needed if the action is replaced."),
        rows=2,
        required=False,
    )

    def __init__(self, *args: Any, action: BoardAction, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        labels = dict(ActionStatus.choices)
        after = BoardAction.STEPS[ActionStatus(action.status)]
        choices: Any = self.fields["status"]
        choices.choices = [(status, label) for status, label in labels.items() if status in after]


class ReportForm(PairedForm):
    """A new board report."""

    pairs = ("title", "board")
    meeting_on = DateField(label=_("Date of the meeting"))
    period_from = DateField(label=_("The report covers, from"))
    period_until = DateField(label=_("until"))

    class Meta:
        model = Report
        fields = [
            "title_cy",
            "title_en",
            "board_cy",
            "board_en",
            "lead_officer",
            "meeting_on",
            "period_from",
            "period_until",
            "timing",
            "purpose",
        ]
        widgets = {"purpose": forms.RadioSelect, "timing": forms.RadioSelect}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for name in self.pairs:
            for language in LANGUAGES:
                if not cleaned.get(f"{name}_{language}"):
                    self.add_error(f"{name}_{language}", _("Write this in both languages."))
        start, end = cleaned.get("period_from"), cleaned.get("period_until")
        if start and end and end < start:
            self.add_error("period_until", _("The period ends before it begins."))
        return cleaned


class SectionForm(PairedForm):
    pairs = ("text",)
    rows = 12

    class Meta:
        model = ReportSection
        fields = ["text_cy", "text_en"]


class SignForm(forms.Form):
    """The chief officer's signature."""

    signed_by = forms.CharField(
        label=_("Signed by"),
        max_length=120,
        error_messages={"required": _("Say who signed.")},
    )
    signed_on = DateField(label=_("Signed on"))


class ApproveReportForm(forms.Form):
    """The Commissioner's approval."""

    interest_declared = ReasonField(
        label=_("Interest declared"),
        help_text=_("Write the personal or prejudicial interest that was declared, or “none”."),
        rows=2,
        error_messages={
            "required": _("Write the interest that was declared, or that there was none.")
        },
    )
    approved_on = DateField(label=_("Approved on"))
