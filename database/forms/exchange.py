"""Bringing a spreadsheet in, and asking for a list to leave."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from database.forms.people import CONTACT_NOW
from database.forms.steps import SHOWN_IN
from database.gate import GateReason
from database.models import ConsentMethod, PersonStatus, Purpose
from database.models.contact import Channel
from database.services.exporting import COLUMNS
from database.services.importing import LARGEST_FILE, PURPOSES
from database.sheets.columns import Column
from vef.common import clock
from vef.common.forms import DateField, ReasonField

# Translators: the heading of a column follows the colon and does not mutate.
WHAT_IS_IN = _("What is in the column: {heading}")


class UploadForm(forms.Form):
    """A file and why it is brought in."""

    file = forms.FileField(
        label=_("Spreadsheet"),
        help_text=_("An XLSX or CSV file of up to 20 MB, with a heading above each column."),
        widget=forms.FileInput({"accept": ".xlsx,.csv,.txt"}),
    )
    reason = forms.CharField(
        label=_("Why is it brought in?"),
        help_text=_("Such as where the list comes from. Do not write names here."),
        min_length=5,
        max_length=200,
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > LARGEST_FILE:
            raise ValidationError(_("The file is larger than 20 MB."), code="size")
        return file


class ColumnsForm(forms.Form):
    """What each column holds, and what the people in the sheet agreed to."""

    purposes = forms.MultipleChoiceField(
        label=_("What did all of these people agree to?"),
        help_text=_(
            "Tick only what you can prove. Without their agreement to be on the database they "
            "wait to be confirmed, and nothing is sent to them."
        ),
        choices=[(purpose.value, purpose.label) for purpose in PURPOSES],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    on = DateField(
        label=_("On which day did they agree?"),
        help_text=_("For rows that have no date of their own."),
        required=False,
    )
    method = forms.ChoiceField(
        label=_("How did they agree?"),
        choices=ConsentMethod.choices,
        widget=forms.RadioSelect,
        required=False,
    )
    language = forms.ChoiceField(
        label=_("In which language were the words shown or read to them?"),
        choices=SHOWN_IN,
        widget=forms.RadioSelect,
        required=False,
    )
    safe_channels = forms.MultipleChoiceField(
        label=_("Which ways of contact did all of them say are safe?"),
        help_text=_("What is not known to be safe is not used."),
        choices=Channel.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def __init__(
        self, *args: Any, headings: tuple[str, ...], guessed: dict[int, str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.headings = headings
        names = []
        for place, heading in enumerate(headings):
            name = f"column_{place}"
            names.append(name)
            self.fields[name] = forms.ChoiceField(
                label=format_lazy(WHAT_IS_IN, heading=heading),
                choices=[("", _("Nothing to bring in")), *Column.choices],
                required=False,
                initial=guessed.get(place, ""),
            )
        self.order_fields(names)

    def mapping(self) -> dict[int, str]:
        """Return what each column holds, by its place."""
        found = {
            place: self.cleaned_data.get(f"column_{place}", "")
            for place in range(len(self.headings))
        }
        return {place: column for place, column in found.items() if column}

    def agreed(self) -> dict[str, Any]:
        """Return what the people agreed to, ready to be kept."""
        clean = self.cleaned_data
        return {
            "purposes": clean["purposes"],
            "on": clean["on"].isoformat() if clean["on"] else "",
            "method": clean["method"],
            "language": clean["language"],
            "safe_channels": clean["safe_channels"],
        }

    def clean_on(self) -> date | None:
        day = self.cleaned_data["on"]
        if day and day > clock.today():
            raise ValidationError(_("Enter today's date or an earlier one."), code="future")
        return day

    def clean(self) -> dict[str, Any]:
        clean = super().clean() or {}
        chosen: dict[str, str] = {}
        for place, column in self.mapping().items():
            if column in chosen:
                self.add_error(f"column_{place}", _("Another column is chosen for this already."))
            chosen[column] = f"column_{place}"
        if not {Column.EMAIL, Column.PHONE, Column.ADDRESS} & chosen.keys():
            self.add_error(
                None,
                _("Choose a column with an email address, a phone number or a postal address."),
            )
        self._check_agreement(clean, chosen)
        return clean

    def _check_agreement(self, clean: dict[str, Any], chosen: dict[str, str]) -> None:
        purposes = clean.get("purposes") or []
        if purposes and Purpose.DATABASE not in purposes:
            self.add_error(
                "purposes", _("Nobody is contacted who did not agree to be on the database.")
            )
        if not purposes:
            return
        for name in ("method", "language"):
            if not clean.get(name):
                self.add_error(name, _("Choose one of the answers."))
        if not clean.get("on") and Column.AGREED_ON not in chosen and "on" not in self.errors:
            self.add_error("on", _("Enter the day, or choose a column that holds it."))


# Whoever withdrew or was erased is not put in a list that leaves.
MAY_LEAVE = (PersonStatus.PENDING, PersonStatus.ACTIVE, PersonStatus.PAUSED)


class ExportForm(forms.Form):
    """Which people, which columns, and why they must leave the system."""

    status = forms.ChoiceField(
        label=_("Status"),
        choices=[("", _("On the database")), *((one.value, one.label) for one in MAY_LEAVE)],
        required=False,
    )
    # PRIVACY: being in a list must not tell of somebody's case, risk or consent.
    contact = forms.ChoiceField(
        label=_("Contact by email"),
        choices=[(code, words) for code, words in CONTACT_NOW if code not in GateReason.values],
        required=False,
    )
    columns = forms.MultipleChoiceField(
        label=_("Which columns?"),
        help_text=_("As few as will do."),
        choices=[(name, words) for name, (words, _value) in COLUMNS.items()],
        widget=forms.CheckboxSelectMultiple,
    )
    format = forms.ChoiceField(
        label=_("Which kind of file?"),
        choices=[("xlsx", _("Excel (XLSX)")), ("csv", _("CSV"))],
        initial="xlsx",
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=_("Why must this list leave the system?"),
        help_text=_("Your name, the time and this reason are recorded. Do not write names here."),
        min_length=5,
        max_length=200,
    )


class RefuseForm(forms.Form):
    reason = ReasonField(label=_("Why?"))
