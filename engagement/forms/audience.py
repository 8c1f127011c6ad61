"""By what an audience is narrowed, and why. One group of boxes for each kind on offer."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from engagement.audiences.narrowed import Criterion, CriterionKind, Offered
from vef.common.forms import ReasonField

# The kinds as somebody looks for them, each with what it takes in.
HINTS = {
    CriterionKind.AREA: _("A county takes in its towns and neighbourhoods."),
    CriterionKind.EXPERIENCE: _("Anybody with at least one of these."),
    CriterionKind.READING: _("The language they wished for, not what they can speak."),
}
# Before each area, as often as it lies inside another.
DEEPER = "\u2013 "


def words_in(label: Mapping[str, str]) -> str:
    """Return a label in the reader's language, or in the other."""
    wanted = "cy" if get_language() == "cy" else "en"
    return label.get(wanted) or label.get("en") or label.get("cy") or ""


def _boxes(label: Any, offers: Sequence[Offered], hint: Any = "") -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label,
        help_text=hint,
        required=False,
        choices=[
            (one.criterion.code, f"{DEEPER * one.depth}{words_in(one.label)}") for one in offers
        ],
        widget=forms.CheckboxSelectMultiple({"class": "govuk-checkboxes--small"}),
    )


class _Criteria(forms.Form):
    """Boxes that clean into criteria. Subclasses add theirs, then the reason."""

    def __init__(self, *args: Any, chosen: Iterable[Criterion] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kinds: dict[str, str] = {}
        self.chosen = list(chosen)

    def offer(
        self, name: str, kind: str, label: Any, offers: Sequence[Offered], hint: Any = ""
    ) -> None:
        self.kinds[name] = kind
        self.fields[name] = _boxes(label, offers, hint)
        codes = {one.criterion.code for one in offers}
        self.initial.setdefault(
            name, [one.code for one in self.chosen if one.kind == kind and one.code in codes]
        )

    def criteria(self) -> list[Criterion]:
        """Return what was ticked. What could not be read is left out."""
        return [
            Criterion(kind, code)
            for name, kind in self.kinds.items()
            for code in self.cleaned_data.get(name, ())
        ]


class AudienceForm(_Criteria):
    """Who is asked, of everybody: by what is asked of people at present."""

    def __init__(self, *args: Any, offers: Mapping[str, Sequence[Offered]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for kind, rows in offers.items():
            label = CriterionKind(kind).label
            self.offer(kind, kind, label, rows, HINTS.get(CriterionKind(kind), ""))
        self.fields["reason"] = ReasonField(
            label=_("Why not everybody?"),
            help_text=_(
                "Everybody is asked unless there is a reason. It is kept, and stands on the thread."
            ),
            required=False,
        )


class CharacteristicsForm(_Criteria):
    """Who is asked, by what people answered to the equality questions."""

    def __init__(
        self, *args: Any, offers: Sequence[tuple[Any, Sequence[Offered]]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        for question, rows in offers:
            self.offer(f"answer-{question.pk}", CriterionKind.ANSWER, question.text, rows)
        self.fields["reason"] = ReasonField(
            label=_("Why by this characteristic?"),
            help_text=_(
                "Such as the impact assessment that covers it. It is shown to those only who may "
                "know the characteristic."
            ),
            required=False,
        )


class SafeWordsForm(forms.Form):
    """Why telling words may stay, with the words that were read."""

    words = forms.MultipleChoiceField(widget=forms.MultipleHiddenInput, required=False)
    reason = ReasonField(label=_("Why are these words safe here?"))

    def __init__(self, *args: Any, words: Sequence[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["words"].choices = [(word, word) for word in words]  # type: ignore[attr-defined]
        self.initial.setdefault("words", list(words))
