"""A window's board: every request in it as one line, filtered and put in order."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any
from uuid import UUID

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery, Sum
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from partners.models import (
    DECIDED,
    AssessmentScore,
    AssessmentStatus,
    DecisionLetter,
    LetterStatus,
    RequestStatus,
    TopicRequest,
)
from vef.common import clock
from vef.common.welsh_order import order_key

WAITING = (RequestStatus.SUBMITTED, RequestStatus.UNDER_REVIEW)
GROUPS = {
    "waiting": WAITING,
    "partner": (RequestStatus.MORE_INFORMATION,),
    "decided": DECIDED,
}
# The score of the review that led to the question stays to be seen.
BACK_WITH_PARTNER = RequestStatus.MORE_INFORMATION
# What stands in an address until the row's own id takes its place.
NOBODY = UUID(int=0)


@dataclass(frozen=True)
class Line:
    """One request on the board, ready to be shown."""

    pk: UUID
    reference: str
    title: str
    language: str
    organisation_id: UUID
    organisation: str
    status: str
    status_words: str
    # Where its letter has not gone yet, what it waits for.
    letter_words: str
    letter: str
    is_waiting: bool
    # Let in by a late code.
    is_late: bool
    since: date
    since_words: str
    waits: str
    place: int | None
    why_there: str
    score: str
    share: float
    url: str
    # Empty where there is nothing to put in order.
    place_url: str


def lines_of(rows: QuerySet[TopicRequest], *, today: date) -> list[Line]:
    """Return the lines of these requests, in two queries whatever their number.

    PRIVACY: a score is there once two assessments are open, and not before.
    """
    # Each review ends with one decision; what supersedes it rests on the same review.
    ended = Count("decisions", filter=Q(decisions__supersedes=None))
    unsettled = DecisionLetter.objects.unsettled().filter(decision__request=OuterRef("pk"))
    found: list[Any] = list(
        rows.annotate(ended=ended, letter=Subquery(unsettled.values("status")[:1])).values(
            "pk",
            "reference",
            "title_en",
            "title_cy",
            "status",
            "submitted_at",
            "came_back_at",
            "ended",
            "letter",
            "window_id",
            "organisation_id",
            "organisation__name_en",
            "organisation__name_cy",
            "placing__place",
            "placing__reason",
            "placing__window_id",
            "late_code__pk",
        )
    )
    scores = _scores([row["pk"] for row in found])
    words = _Words(today)
    return [_line(row, words, *scores.get((row["pk"], _round(row)), (0, 0))) for row in found]


def _round(row: dict[str, Any]) -> int:
    """Return which review a row's score must be of (as ``services.assessing`` counts them)."""
    ended: int = row["ended"]
    return max(ended - 1, 0) if row["status"] in (*DECIDED, BACK_WITH_PARTNER) else ended


class _Words:
    """What many lines say alike, put into words once a page."""

    def __init__(self, today: date) -> None:
        self.today = today
        self.language = "cy" if get_language() == "cy" else "en"
        self.other = "en" if self.language == "cy" else "cy"
        self.states = {status.value: str(status.label) for status in RequestStatus}
        self.letters = {status.value: str(status.label) for status in LetterStatus}
        self.score = _("%(got)s of %(most)s")
        self.review, self.place = (
            reverse(f"partners:{name}", args=[NOBODY])
            for name in ("request-review", "request-place")
        )
        self.day = cache(lambda day: date_format(day, "SHORT_DATE_FORMAT"))
        self.waits = cache(_waits)


def _scores(keys: list[UUID]) -> dict[tuple[UUID, int], tuple[int, int]]:
    """Return what two assessments gave together in each review, and the most they could have."""
    rows = (
        AssessmentScore.objects.filter(
            assessment__request__in=keys,
            assessment__opened_at__isnull=False,
            assessment__status=AssessmentStatus.FINISHED,
        )
        .order_by()
        .values("assessment__request_id", "assessment__round")
        .annotate(got=Sum(F("weight") * F("score")), most=Sum(F("weight") * 3))
    )
    return {
        (row["assessment__request_id"], row["assessment__round"]): (row["got"], row["most"])
        for row in rows
    }


def _line(row: dict[str, Any], words: _Words, got: int, most: int) -> Line:
    title_in = words.language if row[f"title_{words.language}"] else words.other
    since = (row["came_back_at"] or row["submitted_at"]).astimezone(clock.LONDON).date()
    key, status = str(row["pk"]), row["status"]
    waiting = status in WAITING
    # A place in an earlier window's order says nothing here.
    placed = row["placing__window_id"] == row["window_id"]
    return Line(
        pk=row["pk"],
        reference=row["reference"],
        title=row[f"title_{title_in}"] or "",
        language=title_in,
        organisation_id=row["organisation_id"],
        organisation=row[f"organisation__name_{words.language}"]
        or row[f"organisation__name_{words.other}"],
        status=status,
        status_words=words.states[status],
        letter_words=words.letters.get(row["letter"], ""),
        letter=row["letter"] or "",
        is_waiting=waiting,
        is_late=row["late_code__pk"] is not None and row["came_back_at"] is None,
        since=since,
        since_words=words.day(since),
        waits=words.waits((words.today - since).days) if waiting else "",
        place=row["placing__place"] if placed else None,
        why_there=row["placing__reason"] if placed else "",
        score=words.score % {"got": got, "most": most} if most else "",
        share=got / most if most else -1.0,
        url=words.review.replace(str(NOBODY), key),
        place_url=words.place.replace(str(NOBODY), key) if waiting else "",
    )


def _waits(days: int) -> str:
    return ngettext("%(days)s day", "%(days)s days", days) % {"days": days}


def in_order(lines: list[Line], by: str) -> list[Line]:
    """Return the lines sorted by one column; what has no value there comes last."""
    key = order_key()
    keys: dict[str, Callable[[Line], Any]] = {
        "place": lambda row: (
            not row.is_waiting,
            row.place is None,
            row.place or 0,
            row.since,
            row.reference,
        ),
        "reference": lambda row: row.reference,
        "title": lambda row: key(row.title),
        "organisation": lambda row: (key(row.organisation), row.reference),
        "since": lambda row: (not row.is_waiting, row.since, row.reference),
        "status": lambda row: (key(row.status_words), row.reference),
        "score": lambda row: (-row.share, row.reference),
    }
    return sorted(lines, key=keys[by])
