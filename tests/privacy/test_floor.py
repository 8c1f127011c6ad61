"""The floor against somebody who knows every rule of it and tries every possible table."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from itertools import product

import pytest
from hypothesis import given
from hypothesis import settings as runs
from hypothesis import strategies as st

from vef.privacy import floor
from vef.privacy.floor import STEP, Count, SafeTable, safe_count, safe_table

# The least number of values a hidden count must keep, whatever is known.
LEAST_SPREAD = 5

Publish = Callable[[tuple[int, ...]], object]


@pytest.mark.parametrize(
    ("number", "shown"),
    [(0, None), (1, None), (9, None), (10, 10), (14, 10), (15, 15), (19, 15), (123, 120)],
)
def test_counts_below_the_floor_are_hidden_and_others_rounded_down(number, shown):
    assert safe_count(number) == Count(shown)


def test_nobody_and_nine_read_alike_in_both_languages():
    assert {str(safe_count(number)) for number in range(10)} == {"fewer than 10"}
    assert repr(safe_count(0)) == repr(safe_count(9))


def test_the_floor_is_the_one_in_the_settings(settings):
    settings.SMALL_NUMBER_FLOOR = 20
    assert safe_count(19).is_hidden
    assert str(safe_count(3)) == "fewer than 20"


def test_a_table_of_too_few_people_is_withheld_whatever_is_in_it():
    tables = {safe_table({"yes": yes, "no": 9 - yes}, base=9) for yes in range(10)}
    assert len(tables) == 1
    (table,) = tables
    assert table.is_withheld
    assert table.base.is_hidden


def test_percentages_come_from_the_rounded_numbers():
    table = safe_table({"yes": 34, "no": 24}, base=58)
    assert [(cell.key, cell.count.shown, cell.percent) for cell in table.cells] == [
        ("yes", 30, 55),
        ("no", 20, 36),
    ]


def test_an_answer_nobody_gave_reads_like_one_that_few_gave():
    absent = safe_table({"yes": 34}, base=39, keys=["yes", "no"])
    few = safe_table({"yes": 34, "no": 5}, base=39, keys=["yes", "no"])
    assert absent == few
    assert absent.cells[1].count.is_hidden
    assert absent.cells[1].percent is None


# --- the attacker --------------------------------------------------------------


def tables(cells: int, most: int) -> Iterator[tuple[int, ...]]:
    """Return every table of so many cells with up to ``most`` people in it."""
    for numbers in product(range(most + 1), repeat=cells):
        if 10 <= sum(numbers) <= most:
            yield numbers


def published(numbers: tuple[int, ...]) -> SafeTable:
    return safe_table(dict(enumerate(numbers)), base=sum(numbers))


def spreads(publish: Publish, cells: int, most: int) -> Iterator[tuple[object, int, set[int]]]:
    """For each thing that can be published: what each cell may have been.

    Nobody can do better than this: it runs the very program over every table there is.
    """
    worlds: dict[object, list[tuple[int, ...]]] = defaultdict(list)
    for numbers in tables(cells, most):
        worlds[publish(numbers)].append(numbers)
    for output, possible in worlds.items():
        # At the edge of the search some of the possible tables are missing.
        if max(map(sum, possible)) > most - STEP:
            continue
        for place in range(cells):
            yield output, place, {numbers[place] for numbers in possible}


def is_hidden(output: SafeTable, place: int) -> bool:
    return output.is_withheld or output.cells[place].count.is_hidden


def worst(publish: Publish, cells: int, most: int) -> int:
    return min(
        len(values)
        for output, place, values in spreads(publish, cells, most)
        if is_hidden(output, place)
    )


SIZES = [(2, 70), (3, 45)]


@pytest.mark.parametrize(("cells", "most"), SIZES)
def test_no_hidden_count_can_be_worked_out_better_than_to_five_values(cells, most):
    assert worst(published, cells, most) >= LEAST_SPREAD


@pytest.mark.parametrize(("cells", "most"), SIZES)
def test_control_without_the_check_of_the_whole_table_the_attacker_wins(cells, most, monkeypatch):
    monkeypatch.setattr(floor, "_gives_away", lambda shown, total: False)
    monkeypatch.setattr(floor, "_only_hidden", lambda numbers, total: False)
    assert worst(published, cells, most) < LEAST_SPREAD


def test_control_without_the_floor_everything_is_known(settings):
    settings.SMALL_NUMBER_FLOOR = 0

    def plain(numbers: tuple[int, ...]) -> tuple[int, ...]:
        return numbers

    assert {len(values) for _output, _place, values in spreads(plain, 2, 30)} == {1}


def bounds(table: SafeTable) -> tuple[int, int]:
    """What the hidden cells may hold between them, by the shown numbers and the rules.

    A shown number is the true one rounded down, or one of them up: for the larger
    tables that can't all be tried.
    """
    seen = [cell.count.shown for cell in table.cells if cell.count.shown is not None]
    base = table.base.shown
    return base - sum(seen) - (STEP - 1) * len(seen), base + STEP - 1 - sum(seen) + STEP


@runs(max_examples=400, deadline=None)
@given(st.lists(st.integers(0, 60), min_size=4, max_size=9))
def test_larger_tables_leave_every_hidden_count_open(numbers):
    table = published(tuple(numbers))
    hidden = [cell for cell in table.cells if cell.count.is_hidden]
    if not hidden:
        return
    least, most = bounds(table)
    low = max(0, least - 9 * (len(hidden) - 1))
    assert min(9, most) - low + 1 >= LEAST_SPREAD


@runs(max_examples=200, deadline=None)
@given(
    st.lists(st.integers(15, 19), min_size=1, max_size=8),
    st.lists(st.integers(7, 9), min_size=1, max_size=4),
)
def test_the_tables_that_used_to_leak_no_longer_do(shown, hidden):
    table = published((*shown, *hidden))
    least, _most = bounds(table)
    assert table.is_withheld or least <= 9 * len(hidden) - STEP


@runs(max_examples=300, deadline=None)
@given(st.lists(st.integers(0, 80), min_size=1, max_size=9))
def test_a_shown_number_is_less_than_six_from_the_true_one_and_never_below_the_floor(numbers):
    table = published(tuple(numbers))
    up = 0
    for cell, number in zip(table.cells, numbers, strict=False):
        if cell.count.shown is None:
            assert number < 10
        else:
            assert number >= 10
            assert cell.count.shown % STEP == 0
            assert -STEP < cell.count.shown - number <= STEP
            up += cell.count.shown > number
    assert up <= 1


@given(st.lists(st.integers(0, 80), min_size=1, max_size=6))
def test_the_same_numbers_give_the_same_table(numbers):
    assert published(tuple(numbers)) == published(tuple(numbers))
