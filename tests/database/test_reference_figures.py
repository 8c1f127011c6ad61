"""Loading published figures: all of a file or nothing of it."""

from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from database.missing.reference import references
from database.models import ReferenceFigure
from database.services.reference_figures import COLUMNS, FaultyFile, load_figures
from tests.database.missing import CENSUS
from vef.audit.models import Entry
from vef.common.actors import SYSTEM

pytestmark = pytest.mark.django_db

HEAD = ",".join(COLUMNS)
LINE = "W1,Powys,Powys,sex,female,67500,count_rounded,2021,Example table,verified"


def load(*lines: str, head: str = HEAD, encoding: str = "utf-8"):
    return load_figures("\n".join([head, *lines]).encode(encoding), actor=SYSTEM)


def refused(*lines: str, head: str = HEAD) -> list[tuple[int, str]]:
    with pytest.raises(FaultyFile) as caught:
        load(*lines, head=head)
    assert not ReferenceFigure.objects.exists()
    assert not Entry.objects.filter(action="figures.loaded").exists()
    return [(fault.line, fault.words) for fault in caught.value.faults]


def test_the_census_comes_with_the_program_and_twice_changes_nothing():
    said = StringIO()
    call_command("load_reference_figures", CENSUS, stdout=said)
    call_command("load_reference_figures", CENSUS, stdout=said)
    assert ReferenceFigure.objects.count() == 108
    assert "108 figures added" in said.getvalue()
    assert "108 there already" in said.getvalue()
    assert Entry.objects.filter(action="figures.loaded").count() == 1
    row = ReferenceFigure.objects.get(
        area_code="W06000010", characteristic="speaks_welsh", year=2021
    )
    assert (row.area_name_en, row.area_name_cy) == ("Carmarthenshire", "Sir Gaerfyrddin")
    assert (row.value, row.unit, row.status) == (Decimal("39.90"), "percent", "verified")


def test_shares_are_of_adults_where_there_are_ages_and_say_how_sure_they_are():
    load_figures(CENSUS.read_bytes(), actor=SYSTEM)
    found = references()
    assert "0-15" not in found["age"].shares
    assert found["age"].shares["18-24"].percent == 8.8
    assert found["age"].shares["85+"].percent == 4.0
    assert found["sex"].shares["female"].percent == 51.1
    assert found["ethnic_group"].shares["White"].percent == 97.3
    assert sum(share.percent for share in found["area"].shares.values()) == pytest.approx(100, 0.01)
    # Two of the four counties' figures were not checked, and the joint one says so.
    assert found["speaks_welsh"].shares["aged 3+"].certainty == "memory"
    assert found["sex"].shares["female"].certainty == "computed"
    assert "disability" not in found


def test_a_newer_year_stands_beside_the_older_and_rules():
    load(LINE, LINE.replace("female,67500", "male,65700"))
    newer = LINE.replace("2021", "2031")
    load(newer.replace("67500", "70000"), newer.replace("female,67500", "male,30000"))
    assert ReferenceFigure.objects.count() == 4
    reference = references()["sex"]
    assert (reference.year, reference.shares["female"].percent) == (2031, 70.0)


def test_another_value_corrects_the_figure_that_is_there():
    load(LINE)
    loaded = load(LINE.replace("67500", "67600"))
    assert (loaded.added, loaded.corrected, loaded.same) == (0, 1, 0)
    assert ReferenceFigure.objects.get().value == 67600


def test_one_areas_percentage_is_taken_as_it_is_and_several_are_weighted():
    percent = "{code},A,A,speaks_welsh,aged 3+,{value},percent,2021,x,verified"
    load(percent.format(code="W1", value="20"))
    share = references()["speaks_welsh"].shares["aged 3+"]
    assert (share.percent, share.certainty) == (20.0, "verified")
    load(
        percent.format(code="W2", value="40"),
        "W1,A,A,population,all,1000,count,2021,x,verified",
        "W2,A,A,population,all,3000,count,2021,x,verified",
    )
    share = references()["speaks_welsh"].shares["aged 3+"]
    assert (share.percent, share.certainty) == (35.0, "computed")


def test_a_category_that_one_area_lacks_has_no_share():
    percent = "{code},A,A,religion,{category},{value},percent,2021,x,verified"
    load(
        percent.format(code="W1", category="Christian", value="50"),
        percent.format(code="W2", category="Christian", value="50"),
        percent.format(code="W1", category="Sikh", value="1"),
        "W1,A,A,population,all,1000,count,2021,x,verified",
        "W2,A,A,population,all,1000,count,2021,x,verified",
    )
    assert set(references()["religion"].shares) == {"Christian"}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_files_are_read_however_a_spreadsheet_wrote_them(encoding):
    load("W1,Anglesey,Môn,sex,female,1,count,2021,x,verified", encoding=encoding)
    assert ReferenceFigure.objects.get().area_name_cy == "Môn"


def test_a_file_in_no_known_letters_is_refused():
    with pytest.raises(FaultyFile, match="Save it as UTF-8"):
        load_figures(b"\x00\x01\x02area", actor=SYSTEM)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (LINE.replace("67500", "many"), "This is not a figure: many."),
        (LINE.replace("67500", "-3"), "This is not a figure: -3."),
        (LINE.replace("67500", "NaN"), "This is not a figure: NaN."),
        (
            LINE.replace("67500", "101").replace("count_rounded", "percent"),
            "This is not a figure: 101.",
        ),
        (LINE.replace("count_rounded", "heads"), "This is not a unit: heads."),
        (LINE.replace("verified", "sure"), "This is not a status: sure."),
        (LINE.replace("2021", "21"), "This is not a year: 21."),
        (LINE.replace("female", ""), "This cell is empty or too long: category."),
        (LINE.replace("female", "f" * 61), "This cell is empty or too long: category."),
        (LINE + ",more", "There are 11 cells instead of 10."),
    ],
)
def test_one_fault_refuses_the_whole_file_and_names_the_line(line, words):
    good = LINE.replace("sex,female", "sex,male")
    assert refused(good, line) == [(3, words)]


def test_every_fault_is_named():
    assert [line for line, _words in refused("a", LINE, "b", LINE)] == [2, 4, 5]


def test_other_columns_an_empty_file_and_an_open_quotation_mark_are_refused():
    assert refused(LINE, head=HEAD.replace("status", "state"))[0][0] == 1
    assert refused()[0] == (1, "There are no figures in the file.")
    assert "quotation mark" in refused('W1,"Powys')[0][1]


def test_the_command_names_the_lines_and_a_missing_file(tmp_path):
    file = tmp_path / "figures.csv"
    file.write_text(f"{HEAD}\n{LINE.replace('2021', 'soon')}\n")
    with pytest.raises(CommandError, match="line 2: This is not a year"):
        call_command("load_reference_figures", file)
    with pytest.raises(CommandError, match="No such file"):
        call_command("load_reference_figures", tmp_path / "none.csv")
