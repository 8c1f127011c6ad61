"""What officers type in: programmes, entries, activities, questions."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from engagement.forms.pairs import PairedForm, both
from engagement.models import (
    Activity,
    Anonymity,
    Choice,
    Eligibility,
    Programme,
    ProgrammeEntry,
    Question,
    QuestionKind,
)
from vef.common.forms import DateField, HintedRadioSelect, ReasonField, keep_short


class ProgrammeForm(PairedForm):
    PAIRS = ("name",)

    starts_on = DateField(label=_("Starts on"))
    ends_on = DateField(label=_("Ends on"))

    class Meta:
        model = Programme
        fields = [*both("name"), "starts_on", "ends_on"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in both("name"):
            self.fields[name].required = True

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        starts_on, ends_on = data.get("starts_on"), data.get("ends_on")
        if starts_on and ends_on and ends_on < starts_on:
            self.add_error("ends_on", _("The end can't be before the start."))
        return data


class PublishForm(PairedForm):
    """A note of what changed, which partners read."""

    PAIRS = ("change_note",)
    ROWS = {"change_note": 3}

    class Meta:
        model = Programme
        fields = both("change_note")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in self.Meta.fields:
            self.fields[name].required = True
            keep_short(self.fields[name])


class EntryForm(PairedForm):
    PAIRS = ("title", "objective")
    ROWS = {"objective": 4}

    fieldwork_from = DateField(label=_("Fieldwork from"), required=False)
    fieldwork_until = DateField(label=_("Fieldwork until"), required=False)
    results_due_on = DateField(label=_("Results to the partner by"), required=False)
    answer_due_on = DateField(label=_("Partner's answer due by"), required=False)

    class Meta:
        model = ProgrammeEntry
        fields = [
            *both("title", "objective"),
            "fieldwork_from",
            "fieldwork_until",
            "results_due_on",
            "answer_due_on",
        ]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not (data.get("title_cy") or data.get("title_en")):
            self.add_error("title_en", _("Give a title in one of the languages at least."))
        start, end = data.get("fieldwork_from"), data.get("fieldwork_until")
        if start and end and end < start:
            self.add_error("fieldwork_until", _("The end can't be before the start."))
        return data


ANONYMITY_HINTS = {
    Anonymity.NAMED: _("Each person answers by their own link. Answers can be saved and changed."),
    Anonymity.ANONYMOUS: _("One shared page for everybody. Nothing can be saved or changed later."),
    Anonymity.CHOICE: _("Both are offered and explained before the first question."),
}
ELIGIBILITY_HINTS = {
    Eligibility.FINALISED_ONLY: _(
        "People whose case is not known to be finished, or who have a complaint outstanding, "
        "are left out."
    ),
}


class ActivityForm(PairedForm):
    PAIRS = ("title", "what_it_involves", "what_happens_next", "content_note")
    ROWS = {"what_it_involves": 5, "what_happens_next": 5, "content_note": 3}

    opens_on = DateField(label=_("Opens on"), required=False)
    closes_on = DateField(
        label=_("Closes on"), required=False, help_text=_("The whole of this day counts.")
    )

    class Meta:
        model = Activity
        fields = [
            *both("title", "what_it_involves", "what_happens_next", "content_note"),
            "instigated_by",
            "method",
            "minutes",
            "eligibility",
            "theme",
            "area",
            "anonymity",
            "opens_on",
            "closes_on",
            "answer_within_days",
            "dpia_reference",
            "rules_version",
        ]
        widgets = {
            "instigated_by": forms.RadioSelect({"class": "govuk-radios--inline"}),
            "method": forms.RadioSelect,
            "eligibility": HintedRadioSelect(hints=ELIGIBILITY_HINTS),
            "anonymity": HintedRadioSelect(hints=ANONYMITY_HINTS),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Left alone it stays what it was: most often the partner who asked for the topic.
        self.fields["instigated_by"].required = False
        self.fields["instigated_by"].label = _("Whose wish was it?")
        self.fields["method"].empty_label = None
        self.fields["theme"].empty_label = _("None")
        self.fields["theme"].help_text = ngettext(
            "Nobody is asked about the same painful theme again within %(days)s day.",
            "Nobody is asked about the same painful theme again within %(days)s days.",
            settings.THEME_REST_DAYS,
        ) % {"days": settings.THEME_REST_DAYS}
        self.fields["area"].empty_label = _("The whole area")
        self.fields["area"].help_text = _(
            "Says what it is about. Everybody may be asked, wherever they live."
        )
        for name in ("minutes", "answer_within_days"):
            self.fields[name].widget.attrs["class"] = "govuk-input--width-3"
        for name in ("dpia_reference", "rules_version"):
            self.fields[name].widget.attrs["class"] = "govuk-input--width-20"

    def clean_instigated_by(self) -> str:
        return self.cleaned_data["instigated_by"] or self.instance.instigated_by

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        opens_on, closes_on = data.get("opens_on"), data.get("closes_on")
        if opens_on and closes_on and closes_on < opens_on:
            self.add_error("closes_on", _("It can't close before it opens."))
        return data


KIND_HINTS = {
    QuestionKind.INFO: _("Nothing is asked: an introduction, or a note between questions."),
    QuestionKind.SCALE: _("One answer of a few in order, such as “Very well” to “Very badly”."),
}


class QuestionForm(PairedForm):
    PAIRS = ("text", "hint")
    ROWS = {"text": 3, "hint": 2}

    class Meta:
        model = Question
        fields = ["kind", *both("text", "hint"), "max_choices"]
        widgets = {"kind": HintedRadioSelect(hints=KIND_HINTS)}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["max_choices"].widget.attrs["class"] = "govuk-input--width-2"
        self.fields["max_choices"].help_text = _("Only for several answers. Empty means any.")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not (data.get("text_cy") or data.get("text_en")):
            self.add_error("text_en", _("Write the question in one of the languages at least."))
        if data.get("kind") != QuestionKind.MULTI:
            data["max_choices"] = None
        return data


class ChoiceForm(forms.Form):
    """One answer offered, in both languages. A row left empty is no answer."""

    pk = forms.IntegerField(widget=forms.HiddenInput, required=False)
    label_cy = forms.CharField(label=_("Welsh"), max_length=160, required=False)
    label_en = forms.CharField(label=_("English"), max_length=160, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["label_cy"].widget.attrs["lang"] = "cy"
        self.fields["label_en"].widget.attrs["lang"] = "en"


class _ChoiceFormSet(forms.BaseFormSet):
    def choices(self, question: Question) -> list[Choice]:
        """Return the answers typed, in order; known ones keep their code."""
        known = {choice.pk: choice for choice in question.choices.all()} if question.pk else {}
        found = []
        for form in self.forms:
            data = form.cleaned_data
            label_cy, label_en = data.get("label_cy", ""), data.get("label_en", "")
            if not (label_cy or label_en):
                continue
            choice = known.get(data.get("pk")) or Choice()
            choice.label_cy, choice.label_en = label_cy, label_en
            found.append(choice)
        return found


ChoiceFormSet = forms.formset_factory(ChoiceForm, formset=_ChoiceFormSet, extra=4, max_num=30)


class ReasonForm(forms.Form):
    reason = ReasonField(label=_("Why?"))
