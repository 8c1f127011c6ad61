"""Colours, working days, formats, logs: the small tools everything stands on."""

import logging
from datetime import date, datetime

import pytest
from django.core.exceptions import ValidationError
from django.template import Context, Template
from django.utils import translation

from vef.common.bilingual import languages_for
from vef.common.clock import LONDON, end_of_day, start_of_day
from vef.common.colours import contrast, validate_accent
from vef.common.logs import MaskTokens, mask
from vef.common.workdays import add_working_days, is_working_day, working_days_between


@pytest.mark.parametrize("colour", ["#0b5563", "#5b3a78", "#000000", "#1D2A35", "#8a4b00"])
def test_dark_colours_are_welcome(colour: str) -> None:
    validate_accent(colour)


@pytest.mark.parametrize(
    "colour",
    ["#ffd43b", "#ffffff", "#8c8a83", "#777777", "red", "#0b556", "#0b5563;}", "", "#gggggg"],
)
def test_pale_or_malformed_colours_are_refused(colour: str) -> None:
    with pytest.raises(ValidationError):
        validate_accent(colour)


def test_contrast_agrees_with_known_values() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#ffffff", "#767676") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize(
    "day",
    [
        date(2026, 12, 25),
        # Boxing Day 2026 is a Saturday, so the Monday is given instead.
        date(2026, 12, 28),
        date(2027, 1, 1),
        date(2027, 3, 26),
        date(2027, 3, 29),
        date(2026, 11, 21),
    ],
)
def test_holidays_and_weekends_are_not_working_days(day: date) -> None:
    assert not is_working_day(day)


@pytest.mark.parametrize(
    ("start", "count", "end"),
    [
        (date(2026, 12, 23), 1, date(2026, 12, 24)),
        (date(2026, 12, 23), 2, date(2026, 12, 29)),
        (date(2026, 12, 24), 5, date(2027, 1, 5)),
        (date(2026, 12, 29), -2, date(2026, 12, 23)),
        (date(2026, 11, 23), 0, date(2026, 11, 23)),
    ],
)
def test_working_days_are_counted_over_christmas(start: date, count: int, end: date) -> None:
    assert add_working_days(start, count) == end
    if count:
        assert working_days_between(start, end) == count
        assert working_days_between(end, start) == -count


def test_a_day_in_london_has_its_own_bounds_in_summer() -> None:
    assert start_of_day(date(2026, 7, 1)).utcoffset().total_seconds() == 3600
    assert end_of_day(date(2026, 7, 1)).isoformat() == "2026-07-01T23:59:59+01:00"


@pytest.mark.parametrize(
    ("language", "expected"), [("cy", "4 Gorffennaf 2026 14:30"), ("en", "4 July 2026 14:30")]
)
def test_dates_and_times_are_written_as_people_write_them(language: str, expected: str) -> None:
    moment = datetime(2026, 7, 4, 14, 30, tzinfo=LONDON)
    with translation.override(language):
        written = Template("{{ m|date }} {{ m|time }}").render(Context({"m": moment}))
    if language == "cy" and "Gorffennaf" not in translation.trans_real.translation("cy").gettext(
        "July"
    ):
        pytest.skip("the Welsh catalogue is not compiled")
    assert written == expected


def test_reading_unknown_means_both_welsh_first() -> None:
    assert languages_for("unknown") == ("cy", "en")
    assert languages_for("both") == ("cy", "en")
    assert languages_for("en") == ("en",)


TOKEN = "Zm9vYmFyYmF6cXV4MTIzNDU2Nzg"


@pytest.mark.parametrize(
    "line",
    [
        f"GET /cy/i/{TOKEN}/ HTTP/1.1",
        f"GET /en/i/{TOKEN}/questions/?x=1",
        f"Not Found: /cy/i/{TOKEN}",
        f'"http://127.0.0.1/en/i/{TOKEN}/"',
    ],
)
def test_tokens_never_reach_a_log(line: str) -> None:
    assert TOKEN not in mask(line)
    assert "[token]" in mask(line)


def test_addresses_never_reach_a_log_even_as_arguments() -> None:
    record = logging.LogRecord("x", 20, "f", 1, "to %s", ("eleri@example.org",), None)
    assert MaskTokens().filter(record)
    assert record.getMessage() == "to [address]"


def test_ordinary_lines_are_left_alone() -> None:
    line = "GET /en/office/requests/3f2b8e86-2d6c-4f2a-9d0e-7f4f6a1f3c55/ 200"
    assert mask(line) == line
