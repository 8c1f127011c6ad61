"""Questions people answer about themselves. Nothing is required but a yes to the use of answers."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from database.forms.steps import SHOWN_IN
from database.models import ConsentMethod, ConsentWording, EqualityQuestion
from database.services.equality import PNS, may_be_given
from vef.common.forms import HintedRadioSelect

# Translators: offered with every equality question.
PREFER_NOT = pgettext_lazy("equality answer", "Prefer not to say")


def _choices(question: EqualityQuestion) -> list[Any]:
    """Return the answers, under their headings where they have some, the last one "pns"."""
    choices: list[Any] = []
    for option in question.options.all():
        if not option.group:
            choices.append((option.code, option.label))
        elif choices and choices[-1][0] == option.group:
            choices[-1][1].append((option.code, option.label))
        else:
            choices.append((option.group, [(option.code, option.label)]))
    return [*choices, (PNS, PREFER_NOT)]


class EqualityForm(forms.Form):
    """Every question on one page; none is required and nothing is chosen beforehand."""

    def __init__(
        self,
        *args: Any,
        questions: Sequence[EqualityQuestion],
        wording: ConsentWording | None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.questions = questions
        for question in questions:
            self.fields[f"q{question.pk}"] = self._field(question)
        if wording is not None:
            self.fields["agrees"] = forms.BooleanField(label=wording.text, required=False)

    @staticmethod
    def _field(question: EqualityQuestion) -> forms.Field:
        kind = forms.MultipleChoiceField if question.takes_several else forms.ChoiceField
        widget = forms.CheckboxSelectMultiple if question.takes_several else forms.RadioSelect
        return kind(
            label=question.text,
            help_text=question.hint,
            choices=_choices(question),
            required=False,
            widget=widget,
        )

    def answers(self) -> dict[int, list[str]]:
        """Return what was answered, leaving out what was left empty."""
        found = {}
        for question in self.questions:
            value = self.cleaned_data.get(f"q{question.pk}")
            if value:
                found[question.pk] = value if isinstance(value, list) else [value]
        return found

    def clean(self) -> dict[str, Any]:
        clean = super().clean() or {}
        self.cleaned_data = clean
        answers = self.answers()
        for question in self.questions:
            codes = answers.get(question.pk)
            if codes and not may_be_given(question, codes):
                self.add_error(
                    f"q{question.pk}",
                    ValidationError(_("These answers do not go together."), code="together"),
                )
        if not self.errors and not answers:
            raise ValidationError(
                _("There is nothing to send yet. Answer any of the questions you like."),
                code="empty",
            )
        if answers and "agrees" in self.fields and not clean.get("agrees"):
            self.add_error(
                "agrees",
                ValidationError(
                    _("We can only keep answers if you agree to this."), code="agreement"
                ),
            )
        return clean


class StaffEqualityForm(EqualityForm):
    """The same, written down for somebody who answers on the phone or on paper."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["method"] = forms.ChoiceField(
            label=_("How did they tell us?"),
            choices=[
                choice
                for choice in ConsentMethod.choices
                if choice[0] not in (ConsentMethod.WEB, ConsentMethod.LINK)
            ],
            widget=forms.RadioSelect,
        )
        self.fields["language"] = forms.ChoiceField(
            label=_("In which language were the words shown or read to them?"),
            choices=[choice for choice in SHOWN_IN if choice[0] != "both"],
            widget=forms.RadioSelect,
        )


class RenewalForm(forms.Form):
    """Whether somebody still agrees, one thing at a time; what is left empty stays as it is."""

    def __init__(self, *args: Any, wordings: Mapping[str, ConsentWording], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.purposes = list(wordings)
        for purpose, wording in wordings.items():
            self.fields[purpose] = forms.ChoiceField(
                label=wording.text,
                choices=[
                    ("yes", pgettext_lazy("agree to a wording", "Yes, I agree")),
                    ("no", pgettext_lazy("agree to a wording", "No, I do not agree")),
                ],
                required=False,
                widget=HintedRadioSelect(hints=self._hints(purpose)),
            )

    @staticmethod
    def _hints(purpose: str) -> dict[str, Any]:
        if purpose != "database":
            return {}
        return {"no": _("Then we stop at once, and nothing more is needed from you.")}

    def said(self) -> dict[str, bool]:
        """Return what was said, leaving out what was left empty."""
        return {
            purpose: self.cleaned_data[purpose] == "yes"
            for purpose in self.purposes
            if self.cleaned_data.get(purpose)
        }

    def clean(self) -> dict[str, Any]:
        self.cleaned_data = super().clean() or {}
        if not self.errors and not self.said():
            raise ValidationError(
                _("There is nothing to send yet. Choose an answer to any of these."), code="empty"
            )
        return self.cleaned_data
