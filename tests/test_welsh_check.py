"""The check of the Welsh catalogue finds each fault it is there for."""

import importlib.util
from pathlib import Path

import polib
import pytest

SCRIPT = Path(__file__).resolve().parent.parent / ".ci" / "welsh_check.py"
SPEC = importlib.util.spec_from_file_location("welsh_check", SCRIPT)
welsh_check = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(welsh_check)

needs_dictionary = pytest.mark.skipif(
    not (welsh_check.DICTIONARY / "cymraeg_mcp").exists(), reason="make var/welsh/.ready first"
)


def entry(msgid: str, msgstr: str, **fields) -> polib.POEntry:
    return polib.POEntry(msgid=msgid, msgstr=msgstr, **fields)


def plural(*forms: str) -> polib.POEntry:
    return polib.POEntry(
        msgid="%(n)s day", msgid_plural="%(n)s days", msgstr_plural=dict(enumerate(forms))
    )


@pytest.mark.parametrize(
    ("made", "said"),
    [
        (entry("Save", ""), "no Welsh"),
        (entry("Save", "  "), "no Welsh"),
        (entry("Save", "Cadw", flags=["fuzzy"]), "fuzzy"),
        (plural("%(n)s dydd", "%(n)s dydd"), "2 plural forms instead of 6"),
        (plural(*["%(n)s diwrnod"] * 5, ""), "no Welsh"),
    ],
)
def test_what_is_missing(made, said):
    assert said in list(welsh_check.complete(made))


def test_what_is_complete():
    assert not list(welsh_check.complete(entry("Save", "Cadw")))
    assert not list(welsh_check.complete(plural(*["%(n)s diwrnod"] * 6)))


@pytest.mark.parametrize(
    ("english", "welsh"),
    [
        ("By %(name)s", "Gan %(enw)s"),
        ("By %(name)s", "Gan rywun"),
        ("%s of %s", "%s"),
        ("By {name}", "Gan {enw}"),
        ("Save", "Save"),
        ("A <strong>word</strong>", "Gair"),
    ],
)
def test_what_is_not_faithful(english, welsh):
    assert list(welsh_check.faithful(entry(english, welsh), set()))


@pytest.mark.parametrize(
    ("english", "welsh"),
    [
        ("By %(name)s", "Gan: %(name)s"),
        ("Add {name}. Another {name}?", "Ychwanegu {name}. Un arall?"),
        ("100%% of %(n)s", "100%% o %(n)s"),
        ("%(a)s – %(b)s", "%(a)s – %(b)s"),
    ],
)
def test_what_is_faithful(english, welsh):
    assert not list(welsh_check.faithful(entry(english, welsh), set()))


def test_what_may_be_the_same_in_both_languages_is_listed():
    assert not list(welsh_check.faithful(entry("PDF", "PDF"), {"PDF"}))


@pytest.mark.parametrize("welsh", ["Cadw & parhau", "Rho dy enw", "A wyt ti yno?"])
def test_what_is_not_our_way_of_writing(welsh):
    assert list(welsh_check.kindly(entry("x", welsh)))


@pytest.mark.parametrize("welsh", ["Di-dâl", "Rhowch eich enw", "Ei dŷ", "Cadw &amp; dileu"])
def test_only_real_slips_are_found(welsh):
    found = list(welsh_check.kindly(entry("x", welsh)))
    assert bool(found) == ("&" in welsh)


def test_a_listed_word_is_allowed_in_every_mutation():
    assert {"cwcis", "gwcis", "nghwcis", "chwcis"} <= welsh_check.with_mutations(["Cwcis"])
    assert {"gellir", "ellir"} <= welsh_check.with_mutations(["gellir"])
    assert {"apiau", "hapiau"} <= welsh_check.with_mutations(["apiau"])
    assert welsh_check.with_mutations(["Chwe"]) == {"chwe"}


@needs_dictionary
def test_misspelt_words_are_found_and_good_ones_are_not():
    assert welsh_check.unknown_words("Rhowch eich cyfeirad e-bost", set()) == ["cyfeirad"]
    good = "Mae'n ddrwg gennym. Rhowch wybod i ni â'ch ffôn: %(number)s neu https://example.org"
    assert welsh_check.unknown_words(good, set()) == []
    assert welsh_check.unknown_words("Derbyn cwcis", set()) == ["cwcis"]
    assert welsh_check.unknown_words("Derbyn cwcis", {"cwcis"}) == []


@needs_dictionary
def test_wrong_mutations_are_found_and_right_ones_are_not():
    assert welsh_check.wrong_mutations("i partner", set())
    assert not welsh_check.wrong_mutations("i bartner", set())
    assert not welsh_check.wrong_mutations("Rhowch gynnig arall neu dewiswch un", set())


@needs_dictionary
def test_a_bad_catalogue_fails_the_build(tmp_path, capsys):
    catalogue = polib.POFile()
    catalogue.metadata = {
        "Content-Type": "text/plain; charset=UTF-8",
        "Plural-Forms": "nplurals=4; plural=0;",
    }
    catalogue.append(entry("Save", "Cadw"))
    catalogue.append(entry("Cancel", "Cansslo"))
    path = tmp_path / "cy.po"
    catalogue.save(str(path))
    assert welsh_check.main([str(path)]) == 1
    said = capsys.readouterr().out
    assert "Cansslo" in said
    assert "nplurals=4" in said
