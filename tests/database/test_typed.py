"""Names, numbers and code words, alike on every form that takes them."""

import pytest
from django.core.exceptions import ValidationError

from database.forms.mine import DetailsForm
from database.forms.people import ContactForm, PersonForm
from database.forms.typed import CodeWordField, NameField, PhoneField


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Siân\r\nBcc: x@example.com", "Siân Bcc: x@example.com"),
        ("Tŷ\u202e Gŵyr\u200b", "Tŷ Gŵyr"),
        ("\u2066\u2069", ""),
        (" O’Brien \t Ŵyn ", "O’Brien Ŵyn"),
    ],
)
def test_a_name_stands_in_one_line_and_hides_nothing(typed, kept):
    assert NameField().clean(typed) == kept


@pytest.mark.parametrize("number", ["abc", "123", "1" * 16, "01632"])
def test_what_is_no_number_is_refused(number):
    with pytest.raises(ValidationError):
        PhoneField().clean(number)


@pytest.mark.parametrize("number", ["", "01632 960001", "+44 (0)1632 960-001"])
def test_a_number_stays_as_it_was_typed(number):
    assert PhoneField().clean(number) == number


@pytest.mark.parametrize("form", [DetailsForm, ContactForm, PersonForm])
@pytest.mark.django_db
def test_the_forms_about_contact_ask_alike(form):
    assert "phone" in form({"phone": "abc", "reason": "They rang"}).errors


@pytest.mark.parametrize("word", ["a", "ci", " c  i", "ŵŷâ"])
def test_a_word_soon_guessed_is_not_agreed_on(word):
    with pytest.raises(ValidationError):
        CodeWordField().clean(word)


def test_a_word_may_be_left_out():
    assert CodeWordField().clean("") == ""
    assert CodeWordField().clean("Crëyr") == "Crëyr"
