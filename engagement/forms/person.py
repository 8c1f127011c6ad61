"""What people are asked. Nothing is required of them but a choice of their own."""

import secrets
from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from engagement.models import Activity, Question, QuestionKind, ReplyChoice
from engagement.services.contributions import Said
from vef.common.forms import HintedRadioSelect

TEXT_LIMIT = 5000


class ReplyForm(forms.Form):
    """Yes, no or stop. Never preselected: a machine that sends the form sends no choice."""

    choice = forms.ChoiceField(
        label=_("Would you like to take part?"),
        widget=HintedRadioSelect(
            hints={
                ReplyChoice.STOP: _(
                    "We will not write to you again. You can undo this by getting in touch with us."
                )
            }
        ),
        error_messages={"required": _("Choose one of the answers.")},
        choices=[
            (ReplyChoice.TAKING_PART, pgettext_lazy("reply", "Yes, I would like to take part")),
            (ReplyChoice.NOT_THIS_TIME, pgettext_lazy("reply", "No, not this time")),
            (ReplyChoice.STOP, pgettext_lazy("reply", "Stop contacting me")),
        ],
    )


class SurveyForm(forms.Form):
    """All questions of an activity on one page, in the reader's language; none is required."""

    nonce = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)

    def __init__(
        self,
        *args: Any,
        activity: Activity,
        may_be_empty: bool = False,
        offers_restart: bool = False,
        **kwargs: Any,
    ) -> None:
        kwargs.setdefault("initial", {}).setdefault("nonce", secrets.token_urlsafe(16))
        super().__init__(*args, **kwargs)
        self.may_be_empty = may_be_empty
        self.questions = list(activity.questions.prefetch_related("choices").order_by("number"))
        for question in self.questions:
            if question.is_asked:
                self.fields[_name(question)] = _field(question)
        if offers_restart:
            self.fields["start_again"] = forms.BooleanField(
                label=_("Forget my earlier answers. Keep only what I answer now."),
                required=False,
            )

    def rows(self) -> Iterator[tuple[Question, BoundField | None]]:
        """Yield each question with its field; text to read has none."""
        for question in self.questions:
            yield question, self[_name(question)] if question.is_asked else None

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not (self.errors or self.may_be_empty or any(self.answers(data).values())):
            raise ValidationError(
                _("There is nothing to send yet. Answer any of the questions you like."),
                code="empty",
            )
        return data

    def answers(self, data: dict[str, Any] | None = None) -> dict[UUID, Said]:
        """Return what was said, question by question, leaving out what was left empty."""
        data = self.cleaned_data if data is None else data
        said = {}
        for question in self.questions:
            value = data.get(_name(question))
            if not value:
                continue
            if question.kind == QuestionKind.TEXT:
                said[question.pk] = Said(text=value)
            else:
                codes = value if isinstance(value, list) else [value]
                said[question.pk] = Said(codes=tuple(codes))
        return said

    @property
    def used_nonce(self) -> str:
        """The mark of this one form; one made up on the spot if it was lost."""
        return self.cleaned_data.get("nonce") or secrets.token_urlsafe(16)


def _name(question: Question) -> str:
    return f"q{question.number}"


class _FewChoices(forms.MultipleChoiceField):
    """Checkboxes of which no more than ``most`` may be ticked."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, *args: Any, most: int | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.most = most

    def validate(self, value: Any) -> None:
        super().validate(value)
        if self.most and len(value) > self.most:
            raise ValidationError(
                ngettext(
                    "Choose no more than %(number)s answer.",
                    "Choose no more than %(number)s answers.",
                    self.most,
                )
                % {"number": self.most},
                code="too_many",
            )


def _field(question: Question) -> forms.Field:
    label = f"{question.number}. {question.text}" if question.number else question.text
    common: dict[str, Any] = {"label": label, "required": False, "help_text": question.hint}
    if question.kind == QuestionKind.TEXT:
        return forms.CharField(
            widget=forms.Textarea(attrs={"rows": 6}),
            max_length=TEXT_LIMIT,
            **common
            | {
                "help_text": question.hint
                or _(
                    "Please do not include names, addresses or anything else that could identify "
                    "you or someone else."
                )
            },
        )
    choices = [(choice.code, choice.label) for choice in question.choices.all()]
    if question.kind == QuestionKind.MULTI:
        if question.max_choices and not question.hint:
            common["help_text"] = ngettext(
                "You can choose %(number)s answer.",
                "You can choose up to %(number)s answers.",
                question.max_choices,
            ) % {"number": question.max_choices}
        return _FewChoices(choices=choices, most=question.max_choices, **common)
    return forms.ChoiceField(choices=choices, widget=forms.RadioSelect, **common)
