"""The order of words in Welsh: digraphs are letters; accents and capitals decide last."""

import random

import pytest
from django.utils import translation

from vef.common.welsh_order import in_order, latin_key, order_key, welsh_key

# As they stand in a Welsh index.
NAMES = (
    # Its second letter is ng, which stands between g and h.
    "Angharad",
    "Aled",
    "Anwen",
    "Catrin",
    "Cynan",
    "Chris",
    "Dafydd",
    "Dylan",
    "Ddraig",
    "Fay",
    "Fron",
    "Ffion",
    "Gwen",
    "Gwyn",
    "Ngaire",
    "Hedd",
    "Jac",
    "Keir",
    "Lowri",
    "Lwc",
    "Llinos",
    "Lloyd",
    "Mair",
    "Petra",
    "Pwyll",
    "Phyllis",
    "Rosa",
    "Rhian",
    "Sioned",
    "Tudur",
    "Thomas",
    "Ulla",
    "Wyn",
    "Yasmin",
    "Zac",
)


def test_the_eight_digraphs_come_after_the_letter_they_begin_with():
    mixed = random.Random(7).sample(NAMES, len(NAMES))
    assert tuple(sorted(mixed, key=welsh_key)) == NAMES


def test_in_english_the_same_names_stand_letter_by_letter():
    found = sorted(["Llinos", "Lowri", "Lwc", "Chris", "Cynan"], key=latin_key)
    assert found == ["Chris", "Cynan", "Llinos", "Lowri", "Lwc"]


@pytest.mark.parametrize("key", [welsh_key, latin_key])
def test_accents_and_capitals_decide_last(key):
    found = sorted(["ŵyn", "wyau", "Wyn", "Ŷm", "ym", "ynys"], key=key)
    assert found == ["wyau", "Wyn", "ŵyn", "ym", "Ŷm", "ynys"]


@pytest.mark.parametrize("key", [welsh_key, latin_key])
def test_spaces_and_hyphens_come_before_letters_and_other_letters_after(key):
    assert sorted(["Siana", "Sian Wyn", "Siân-Lowri", "Sian"], key=key) == [
        "Sian",
        "Sian Wyn",
        "Siân-Lowri",
        "Siana",
    ]
    assert sorted(["þór", "zac", ""], key=key) == ["", "zac", "þór"]


def test_the_active_language_decides():
    rows = [{"name": name} for name in ("Llinos", "Lwc")]
    with translation.override("cy"):
        assert order_key() is welsh_key
        assert [row["name"] for row in in_order(rows, lambda row: row["name"])] == [
            "Lwc",
            "Llinos",
        ]
    with translation.override("en"):
        assert order_key() is latin_key
        assert [row["name"] for row in in_order(rows, lambda row: row["name"])] == [
            "Llinos",
            "Lwc",
        ]
    assert order_key("cy") is welsh_key
