"""Measuring ours against theirs, turn by turn, so that a noisy machine hurts both alike."""

import gc
import json
import os
import statistics
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass


def set_up(*, file: str | None = None) -> None:
    """Start Django with the embedded settings, on a database in memory or in a ``file``."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    import django
    from django.core.management import call_command

    django.setup()
    from django.db import connection

    connection.settings_dict["TEST"]["NAME"] = file
    connection.creation.create_test_db(verbosity=0)
    call_command("check", verbosity=0)


@dataclass(frozen=True)
class Result:
    """One line of the table. ``ratio`` is ours to theirs."""

    bench: str
    baseline: str
    ours: float
    theirs: float
    ratio: float
    bar: float
    better: str
    holds: bool
    runs: int
    n: int
    low: float
    high: float


def timed(work: Callable[[], object]) -> float:
    """Return the seconds the work takes, with the rubbish taken out before."""
    gc.collect()
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


def compare(
    *,
    bench: str,
    baseline: str,
    ours: Callable[[], object],
    theirs: Callable[[], object],
    bar: float,
    n: int,
    runs: int = 3,
    better: str = "higher",
    warm: bool = True,
) -> Result:
    """Run both in turn and report the medians.

    With ``better="higher"`` the ratio is our rate to theirs, with ``"lower"`` our
    time to theirs.
    """
    if warm:
        ours()
        theirs()
    pairs = []
    for turn in range(runs):
        if turn % 2:
            their_time, our_time = timed(theirs), timed(ours)
        else:
            our_time, their_time = timed(ours), timed(theirs)
        pairs.append((our_time, their_time))
    ratios = [(t / o if better == "higher" else o / t) for o, t in pairs]
    ratio = statistics.median(ratios)
    return Result(
        bench=bench,
        baseline=baseline,
        ours=round(statistics.median(o for o, _ in pairs), 4),
        theirs=round(statistics.median(t for _, t in pairs), 4),
        ratio=round(ratio, 3),
        bar=bar,
        better=better,
        holds=ratio >= bar if better == "higher" else ratio <= bar,
        runs=runs,
        n=n,
        low=round(min(ratios), 3),
        high=round(max(ratios), 3),
    )


def show(results: list[Result]) -> None:
    """Print a table for people and one JSON line a benchmark for programs."""
    print(f"{'bench':16} {'ratio':>7} {'low':>7} {'high':>7} {'bar':>6}  holds  baseline")
    for row in results:
        sign = ">=" if row.better == "higher" else "<="
        print(
            f"{row.bench:16} {row.ratio:7.3f} {row.low:7.3f} {row.high:7.3f} {sign}{row.bar:4}"
            f"  {'yes' if row.holds else 'NO ':5}  {row.baseline}"
        )
    for row in results:
        print(json.dumps(asdict(row)))
