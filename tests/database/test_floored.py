"""Tables of who is missing, against somebody who knows every rule and tries every table."""

from collections import defaultdict
from collections.abc import Callable
from functools import cache
from itertools import product

import pytest

from database.missing import floored as rules
from database.missing.floored import Floored, Tally, changed, floored, is_too_near
from vef.privacy.floor import safe_count

Output = tuple[int | None, Floored]
LEAST_SPREAD = 5


@cache
def published(cells: tuple[int, ...], not_said: int, not_asked: int) -> Output:
    tally = Tally(dict(enumerate(map(int, cells))), not_said, not_asked)
    return safe_count(tally.everybody).shown, floored(tally, keys=list(range(len(cells))))


def is_hidden(output: Output, place: int) -> bool:
    table = output[1]
    if table.is_withheld:
        return True
    counts = [*(cell.count for cell in table.cells), table.not_said, table.not_asked]
    return counts[place].is_hidden


def worst(cells: int, most: int, publish: Callable[..., Output]) -> int:
    """Return the fewest values a hidden number may have had, whatever was published."""
    worlds: dict[Output, list[tuple[int, ...]]] = defaultdict(list)
    for numbers in product(range(most + 1), repeat=cells + 2):
        if 10 <= sum(numbers) <= most:
            worlds[publish(numbers[:cells], *numbers[cells:])].append(numbers)
    return min(
        len({numbers[place] for numbers in possible})
        for output, possible in worlds.items()
        # At the edge of the search some of the possible tables are missing.
        if max(map(sum, possible)) <= most - 5
        for place in range(cells + 2)
        if is_hidden(output, place)
    )


@pytest.mark.parametrize(("cells", "most"), [(1, 45), (2, 26)])
def test_no_hidden_number_can_be_worked_out_better_than_to_five_values(cells, most):
    assert worst(cells, most, published) >= LEAST_SPREAD


def test_control_without_looking_at_who_did_not_answer_the_attacker_wins(monkeypatch):
    monkeypatch.setattr(
        rules,
        "_rest",
        lambda left, tally: (safe_count(tally.not_said), safe_count(tally.not_asked)),
    )

    def careless(cells: tuple[int, ...], not_said: int, not_asked: int) -> Output:
        tally = Tally(dict(enumerate(cells)), not_said, not_asked)
        return safe_count(tally.everybody).shown, floored(tally, keys=list(range(len(cells))))

    assert worst(1, 45, careless) < LEAST_SPREAD


def test_fewer_than_ten_answers_show_nothing_at_all():
    assert floored(Tally({"a": 9}, 20, 40), keys=["a"]) == rules.WITHHELD


def test_not_asked_and_prefer_not_to_say_are_numbers_of_their_own():
    table = floored(Tally({"a": 32, "b": 14}, 12, 23), keys=["a", "b", "c"])
    assert [cell.count.shown for cell in table.cells] == [30, 10, None]
    assert (table.not_said.shown, table.not_asked.shown) == (10, 20)


# --- Two releases ------------------------------------------------------------------


@cache
def plain(first: int, second: int) -> Output:
    return published((first, second), 0, 0)


def two_releases(
    joined: Callable[[int], bool], keep_old: bool, most: int = 26, room: int = 18
) -> int:
    """Attack two tables of (women, men), the second after some more people answered.

    The attacker knows whether the number who joined is among the possible ones.
    """
    worlds: dict[tuple[Output, Output], list[tuple[int, ...]]] = defaultdict(list)
    starts = [(a, b) for a, b in product(range(most + 1), repeat=2) if 10 <= a + b <= most]
    for (a, b), (da, db) in product(starts, product(range(room), repeat=2)):
        if not joined(da + db):
            continue
        later = plain(a, b) if keep_old and 0 < da + db < 10 else plain(a + da, b + db)
        worlds[plain(a, b), later].append((a, b, a + da, b + db))
    spread = []
    for outputs, possible in worlds.items():
        early, late = outputs
        if max(world[0] + world[1] for world in possible) > most - 5:
            continue
        if (late[0] or 0) - (early[0] or 0) > 10:
            continue
        spread += [
            len({world[2 * number + place] for world in possible})
            for number in (0, 1)
            for place in (0, 1)
            # Of a table kept as it was, only the numbers it was made from are hidden in it.
            if is_hidden(outputs[number], place) and not (number == 1 and late == early)
        ]
    return min(spread)


@pytest.mark.parametrize("known", [1, 9])
def test_control_without_the_rule_two_releases_give_one_person_away(known):
    assert two_releases(lambda number: number == known, keep_old=False) == 1


@pytest.mark.parametrize("known", [1, 9])
def test_with_the_rule_a_second_release_tells_nothing_more(known):
    assert two_releases(lambda number: number == known, keep_old=True) >= LEAST_SPREAD


def test_two_releases_far_enough_apart_leave_every_hidden_number_open():
    # More than three values each: a reader of both knows no better than "some".
    assert two_releases(lambda number: number >= 10, keep_old=True) > 3


def test_what_changed_is_counted_by_people():
    assert changed({"a", "b"}, {"a", "b"}) == 0
    # One who answered otherwise is one, not two.
    assert changed({"a", "b"}, {"a", "c"}) == 1
    assert changed({"a"}, {"a", "b", "c"}) == 2


def test_too_near_is_one_to_nine_people_from_any_table_that_is_out():
    old = {str(number) for number in range(40)}
    assert not is_too_near(old, [old])
    assert is_too_near(old | {"x"}, [old])
    assert is_too_near(old - {"3"} | {"x"}, [old])
    assert is_too_near({str(n) for n in range(49)}, [{"far"}, old])
    assert not is_too_near({str(n) for n in range(50)}, [old])
    assert not is_too_near(old, [])
