"""What people type about themselves on more than one form: a name, a number, a code word."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from database.services.safe_contact import normal_word

# Marks that turn the direction of writing, or can't be seen; joiners are part of some names.
HIDDEN = re.compile("[\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
DIGITS_LEAST, DIGITS_MOST = 7, 15
# A shorter word is soon guessed, however few tries there are.
WORD_LEAST = 4


class NameField(forms.CharField):
    """A name stands in one line and holds nothing that can't be seen."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"max_length": 200, "required": False} | kwargs)

    def to_python(self, value: Any) -> str:
        return " ".join(HIDDEN.sub("", super().to_python(value) or "").split())


class PhoneField(forms.CharField):
    """A telephone number, written as people write it."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"max_length": 30, "required": False} | kwargs)

    def validate(self, value: str) -> None:
        super().validate(value)
        digits = sum(letter.isdigit() for letter in value)
        if value and not DIGITS_LEAST <= digits <= DIGITS_MOST:
            raise ValidationError(_("Enter a phone number, like 01632 960001."), code="phone")


class CodeWordField(forms.CharField):
    """A word to agree on. It opens what is held, so it can't be very short."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"max_length": 60, "required": False} | kwargs)

    def validate(self, value: str) -> None:
        super().validate(value)
        if value and len(normal_word(value)) < WORD_LEAST:
            raise ValidationError(_("Choose a word of at least four letters."), code="short")
