import unicodedata

import pytest

from database.models import CriterionKind
from database.seed.telling import LISTS
from database.selecting import Criterion
from database.telling import Telling
from engagement.audiences.outing import find
from vef.common.welsh_mutations import forms_of

ONE = Criterion("experience", "burglary")


def found(text, *words, language="en", text_in=None):
    telling = {ONE: [Telling(word, language) for word in words]}
    return [each.words for each in find([(text_in or language, text)], telling)]


@pytest.mark.parametrize(
    ("word", "text", "expected"),
    [
        ("burglary", "After a burglary at home", ["burglary"]),
        ("burglary", "About BURGLARIES.", ["BURGLARIES"]),
        ("burglar", "What burglars do", ["burglars"]),
        (
            "break-in",
            "The break in, the break-in, the break\u2011in",
            ["break in", "break-in", "break\u2011in"],
        ),
        ("domestic abuse", "Domestic\nabuse services", ["Domestic\nabuse"]),
        ("theft", "We met in the theatre", []),
        # A short word is found whole only: "men" is not in "menu".
        ("men", "A menu for men", ["men"]),
        ("farm", "A pharmacy", []),
        ("", "Anything at all", []),
    ],
)
def test_an_english_word_is_found_with_its_endings_and_not_inside_others(word, text, expected):
    words = [word] if word else []
    assert found(text, *words) == expected


@pytest.mark.parametrize(
    ("word", "text", "expected"),
    [
        # Soft, nasal and aspirate mutation, and h before a vowel.
        ("byrgleriaeth", "am fyrgleriaeth", ["fyrgleriaeth"]),
        ("byrgleriaeth", "fy myrgleriaeth", ["myrgleriaeth"]),
        (
            "cam-drin",
            "ar ôl gam-drin, a cham-drin, fy ngham-drin",
            ["gam-drin", "cham-drin", "ngham-drin"],
        ),
        ("gwledig", "ardal wledig", ["wledig"]),
        ("profedigaeth", "ei phrofedigaeth hi", ["phrofedigaeth"]),
        ("profedigaeth", "ei brofedigaeth ef", ["brofedigaeth"]),
        ("trais", "am drais a thrais", ["drais", "thrais"]),
        ("llofruddiaeth", "am lofruddiaeth", ["lofruddiaeth"]),
        ("rhiant", "neu riant", ["riant"]),
        ("anabledd", "ei hanabledd", ["hanabledd"]),
        ("dioddefwr", "i ddioddefwr", ["ddioddefwr"]),
        ("tŷ gwydr", "yn nhŷ gwydr ac mewn tŷ wydr", ["nhŷ gwydr", "tŷ wydr"]),
        ("Sir Gaerfyrddin", "yn Sir Gaerfyrddin", ["Sir Gaerfyrddin"]),
        ("Penfynnon", "ym Mhenfynnon, o Benfynnon", ["Mhenfynnon", "Benfynnon"]),
    ],
)
def test_a_welsh_word_is_found_however_it_is_mutated(word, text, expected):
    assert found(text, word, language="cy") == expected


@pytest.mark.parametrize(
    ("word", "text", "expected"),
    [
        # As a list's own grammar left it: "stelcio neu aflonyddu, gan gynnwys fygythiadau".
        ("drais", "Trais ar y stryd", ["Trais"]),
        ("fygythiadau", "Bygythiadau ar-lein", ["Bygythiadau"]),
        ("fasnachu", "Masnachu pobl", ["Masnachu"]),
        ("gaethwasiaeth", "Caethwasiaeth fodern", ["Caethwasiaeth"]),
        ("gam-drin", "Cam-drin plant", ["Cam-drin"]),
    ],
)
def test_a_word_that_stands_mutated_in_the_list_is_found_unbent(word, text, expected):
    assert found(text, word, language="cy") == expected


def test_a_sign_that_nobody_sees_hides_no_word():
    assert found("About bur\u200bglary", "burglary") == ["bur\u200bglary"]


def test_without_its_language_a_mutated_word_is_not_found():
    """The control: it is the mutations that find it."""
    assert found("am fyrgleriaeth", "byrgleriaeth", language="en") == []


def test_a_welsh_word_is_found_in_a_text_of_either_language():
    assert found("A day in Nghaerfyrddin", "Caerfyrddin", language="cy", text_in="en") == [
        "Nghaerfyrddin"
    ]


def test_accents_and_apostrophes_are_read_alike_however_they_are_typed():
    decomposed = unicodedata.normalize("NFD", "pobl hŷn")
    assert found(f"i {decomposed} yma", "pobl hŷn", language="cy") == [decomposed]
    assert found("pobl hyn", "pobl hŷn", language="cy") == ["pobl hyn"]
    assert found("the police\u2019s view", "police's view") == ["police\u2019s view"]


def test_each_find_says_where_it_stands_once():
    telling = {ONE: [Telling("burglary", "en")]}
    hits = find([("en", "Burglary and Burglary"), ("cy", "Burglary")], telling)
    assert [(hit.language, hit.words) for hit in hits] == [("en", "Burglary"), ("cy", "Burglary")]


@pytest.mark.parametrize(
    "word", [word for _kind, words in LISTS for _en, cy in words.values() for word in cy]
)
def test_every_welsh_word_we_begin_with_is_found_in_each_of_its_forms(word):
    head, _space, rest = word.casefold().partition(" ")
    for form in forms_of(head):
        text = f"a {form} {rest}".strip()
        assert found(text, word, language="cy"), text


def test_every_word_we_begin_with_stands_in_both_languages():
    assert {kind for kind, _words in LISTS} < set(CriterionKind)
    assert all(en and cy for _kind, words in LISTS for en, cy in words.values())
