"""Writing, submitting, withdrawing and taking up a topic request."""

import hashlib
from collections.abc import Iterable, Mapping
from copy import copy
from datetime import datetime
from typing import Any, NamedTuple

from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import translation

from partners import guard
from partners.models import (
    TICKED,
    Organisation,
    RegisterEntry,
    RequestSave,
    RequestStatus,
    RequestWindow,
    TopicRequest,
)
from partners.services.late_codes import late_window_of, use_late_code
from vef.accounts.models import User
from vef.audit.services import record
from vef.common import clock
from vef.common.actors import Actor
from vef.common.steps import TransitionError, move
from vef.documents.attachments import detach_all
from vef.outbox.services import enqueue

# Any constant will do; it names the lock under which references are given.
REFERENCE_LOCK = 0x7261

# What a partner writes, in the order it is asked.
WRITTEN_FIELDS = (
    "written_in",
    "title_en",
    "title_cy",
    "problem",
    "objectives",
    "outputs",
    "decision_to_inform",
    "decision_on",
    TICKED,
    "strategy_links",
    "raised_at",
    "already_asked",
    "audience",
    "methods_wished",
    "sensitivity",
    "welsh_needs",
    "officers",
    "resources",
    "promises_feedback",
    "feedback_by",
)

# A request begun from an earlier one informs a decision of its own, with days and a promise
# of its own; everything else is taken along.
NOT_TAKEN_ALONG = frozenset(
    {"decision_to_inform", "decision_on", "promises_feedback", "feedback_by"}
)


class WindowClosed(Exception):
    """Nothing can be submitted now. What was written stays as a draft."""


class NotEditable(Exception):
    """The request is with the office, or is over; the partner can no longer write in it."""


class NotYours(Exception):
    """The earlier request belongs to another organisation."""


class CarriesOthers(Exception):
    """Another request was merged into this one, and would go with it."""


class SaveConflict(Exception):
    """A colleague changed the same answers meanwhile. ``theirs`` holds what stands now.

    ``left`` names answers that only the colleague changed.
    """

    def __init__(
        self, theirs: Mapping[str, Any], left: Iterable[str], by: User | None, at: datetime
    ) -> None:
        self.theirs, self.left, self.by, self.at = dict(theirs), tuple(left), by, at
        super().__init__("a colleague saved the same answers")


class RequestIncomplete(Exception):
    """Answers without which nobody could decide. ``missing`` names the fields."""

    def __init__(self, missing: Iterable[str]) -> None:
        self.missing = tuple(missing)
        super().__init__(", ".join(self.missing))


class CaseReviewSuspected(Exception):
    """The request reads like the review of one person's case. ``matches`` shows where."""

    def __init__(self, matches: list[guard.Match]) -> None:
        self.matches = matches
        super().__init__(f"{len(matches)} signs of one person's case")


class Seen(NamedTuple):
    """The answers on somebody's page, and their fingerprint when the page was made."""

    fields: tuple[str, ...]
    digest: str

    def of(self, name: str) -> str:
        """Return the digest of one answer as it stood on the page; "" if it isn't known."""
        digests = self.digest.split("-")
        if name not in self.fields or len(digests) != len(self.fields):
            return ""
        return digests[self.fields.index(name)]


class Saved(NamedTuple):
    """What one saving did: the answers it changed, and those of a colleague it left alone."""

    changed: tuple[str, ...]
    left: tuple[str, ...]


def fingerprint(topic: TopicRequest, fields: Iterable[str]) -> str:
    """Return a short digest of each of these answers as stored, to notice which changed."""
    return "-".join(_digest(topic.answer(name)) for name in fields)


def _digest(value: Any) -> str:
    if isinstance(value, tuple):
        value = ",".join(sorted(str(row.pk) for row in value))
    # Browsers send every line break as two characters; it is the same text.
    text = "" if value in (None, False) else str(value).replace("\r\n", "\n")
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def missing_answers(topic: TopicRequest) -> tuple[str, ...]:
    """Name the answers still needed before the request can be submitted."""
    missing = []
    titles = (getattr(topic, "title_en", ""), getattr(topic, "title_cy", ""))
    if not any((title or "").strip() for title in titles):
        # Partners may write in one language; the office completes the other.
        missing.append("title_cy" if topic.written_in == "cy" else "title_en")
    needed = ("problem", "objectives", "outputs", "decision_to_inform")
    missing += [name for name in needed if not getattr(topic, name).strip()]
    if not topic.promises_feedback:
        missing.append("promises_feedback")
    if topic.feedback_by is None or topic.feedback_by <= clock.today():
        missing.append("feedback_by")
    return tuple(missing)


@transaction.atomic
def start_request(
    *,
    organisation: Organisation,
    actor: User,
    window: RequestWindow | None = None,
    based_on: TopicRequest | None = None,
) -> TopicRequest:
    """Begin a draft in the open window. The office sees nothing of it until it is submitted.

    With leave to be late also in that closed window (``late_codes``). With ``based_on``, an
    earlier request of the same organisation, it begins with its words and with what it
    ticked that still holds; its decision, comments and files stay behind. Raises
    WindowClosed if no window is open, or NotYours for another organisation's request.
    """
    if based_on is not None and based_on.organisation_id != organisation.pk:
        raise NotYours
    window = window or RequestWindow.objects.accepting().first()
    if window is None or not (window.is_accepting or window == late_window_of(organisation)):
        raise WindowClosed
    words: dict[str, Any] = {"written_in": "cy" if translation.get_language() == "cy" else "en"}
    if based_on is not None:
        words |= {
            name: getattr(based_on, name)
            for name in WRITTEN_FIELDS
            if name not in NOT_TAKEN_ALONG and name != TICKED
        }
    topic = TopicRequest.objects.create(
        window=window,
        organisation=organisation,
        author=actor,
        saved_by=actor,
        based_on=based_on,
        **words,
    )
    if based_on is not None:
        # What has ended since is nothing a new request could belong to.
        held = RegisterEntry.objects.current(clock.today()).filter(requests=based_on)
        topic.register_entries.set(held)
    source = {"based_on": str(based_on.pk)} if based_on else {}
    record(actor, "topicrequest.started", topic, data=source)
    return topic


@transaction.atomic
def save_request(
    topic: TopicRequest,
    *,
    actor: User,
    answers: Mapping[str, Any],
    seen: Seen | None = None,
) -> Saved:
    """Keep what was typed, finished or not, and note who wrote in which answers.

    ``seen`` is what the writer's page was made from. An answer that a colleague changed
    meanwhile and the writer did not touch stays as the colleague left it; without
    ``seen`` nothing is compared. What came back and waits for the office stays complete:
    it is not handed in again. Raises NotEditable, SaveConflict if both changed the same
    answer, RequestIncomplete or CaseReviewSuspected (then nothing is written).
    """
    fresh = TopicRequest.objects.select_for_update().get(pk=topic.pk)
    if not fresh.may_be_changed:
        raise NotEditable(fresh.status)
    answers = {name: answers[name] for name in WRITTEN_FIELDS if name in answers}
    stored = {name: fresh.answer(name) for name in answers}
    changed = [name for name, value in answers.items() if _digest(stored[name]) != _digest(value)]
    left: list[str] = []
    if seen is not None:
        meanwhile = [name for name in changed if seen.of(name) != _digest(stored[name])]
        left = [name for name in meanwhile if seen.of(name) == _digest(answers[name])]
        if theirs := {name: stored[name] for name in meanwhile if name not in left}:
            raise SaveConflict(theirs, left, *_last_writer(fresh, theirs))
        changed = [name for name in changed if name not in left]
    if not fresh.is_editable:
        _check_whole(fresh, {name: answers[name] for name in changed})
    now = clock.now()
    for row in (fresh, topic):
        for name, value in answers.items():
            if name != TICKED:
                setattr(row, name, stored[name] if name in left else value)
        row.saved_at, row.saved_by = now, actor
    written = [name for name in changed if name != TICKED]
    fresh.save(update_fields=[*written, "saved_at", "saved_by"])
    if TICKED in changed:
        fresh.register_entries.set(answers[TICKED])
    if changed:
        RequestSave.objects.create(request=fresh, saved_by=actor, saved_at=now, fields=changed)
    return Saved(tuple(changed), tuple(left))


def _check_whole(topic: TopicRequest, answers: Mapping[str, Any]) -> None:
    """Refuse answers with which the request could not be submitted."""
    after = copy(topic)
    for name, value in answers.items():
        setattr(after, name, value)
    if missing := missing_answers(after):
        raise RequestIncomplete(missing)
    matches = guard.case_signs(guard.texts_of(after))
    if matches and not after.not_a_case_because:
        raise CaseReviewSuspected(matches)


def _last_writer(topic: TopicRequest, fields: Iterable[str]) -> tuple[User | None, datetime]:
    """Return who last changed one of these answers, and when."""
    wanted = set(fields)
    for save in topic.saves.select_related("saved_by"):
        if wanted & set(save.fields):
            return save.saved_by, save.saved_at
    return topic.saved_by, topic.saved_at


@transaction.atomic
def submit_request(
    topic: TopicRequest, *, actor: User, not_a_case_because: str = "", late_code: str = ""
) -> bool:
    """Hand a request to the office; returns False if it is there already.

    Gives the reference and mails a receipt. The window is open to the last moment
    of its closing day in London, by this server's clock. A request sent back with
    a question may be submitted after its window has closed. A draft may with a late
    code, which is used up by it; in an open window none is needed or used.

    Raises WindowClosed, RequestIncomplete, CaseReviewSuspected, LateCodeUnusable or
    TransitionError; the draft is kept in every case.
    """
    fresh = TopicRequest.objects.select_for_update().get(pk=topic.pk)
    if fresh.status == RequestStatus.SUBMITTED:
        topic.refresh_from_db()
        return False
    if not fresh.is_editable:
        raise TransitionError(fresh, fresh.status, RequestStatus.SUBMITTED)
    is_new = fresh.status == RequestStatus.DRAFT
    is_late = is_new and not fresh.window.is_accepting
    if is_late and not late_code.strip():
        raise WindowClosed
    if missing := missing_answers(fresh):
        raise RequestIncomplete(missing)
    because = not_a_case_because.strip() or fresh.not_a_case_because
    matches = guard.case_signs(guard.texts_of(fresh))
    if matches and not because:
        raise CaseReviewSuspected(matches)
    fields: dict[str, Any] = {"not_a_case_because": because if matches else ""}
    if is_new:
        fields |= {"reference": _next_reference(), "submitted_at": clock.now()}
    # Last of all, so that a code is not spent on what can't be submitted.
    late = use_late_code(fresh, late_code, actor=actor) if is_late else None
    move(
        topic,
        RequestStatus.SUBMITTED,
        actor=actor,
        reason=late.reason if late else "",
        data={"window": str(fresh.window_id), "guard_signs": len(matches)},
        **fields,
    )
    _send_receipts(topic, actor)
    return True


@transaction.atomic
def carry_over_request(topic: TopicRequest, *, actor: Actor) -> bool:
    """Move a draft whose window has closed into the one that is open now.

    Returns False if it is there already. Raises WindowClosed if no window is open, or
    NotEditable for anything but a draft.
    """
    window = RequestWindow.objects.accepting().first()
    if window is None:
        raise WindowClosed
    fresh = TopicRequest.objects.select_for_update().get(pk=topic.pk)
    if fresh.status != RequestStatus.DRAFT:
        raise NotEditable(fresh.status)
    if fresh.window_id == window.pk:
        return False
    topic.window = window
    topic.save(update_fields=["window"])
    record(actor, "topicrequest.carried-over", topic, data={"from": str(fresh.window_id)})
    return True


def _next_reference() -> str:
    """Return the year's next reference; call it in the transaction that uses it."""
    # SQLite lets one writer in at a time. On PostgreSQL an advisory lock does the same
    # here: the portal's own database role may not lock the rows of windows.
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [REFERENCE_LOCK])
    prefix = f"TR-{clock.today().year}-"
    given = TopicRequest.objects.filter(reference__startswith=prefix)
    last = max(
        (int((ref or "0").rpartition("-")[2]) for ref in given.values_list("reference", flat=True)),
        default=0,
    )
    return f"{prefix}{last + 1:02d}"


def _send_receipts(topic: TopicRequest, actor: User) -> None:
    number = topic.decisions.count()
    for user_id in {topic.author_id, actor.pk}:
        enqueue(
            kind="partners.receipt",
            unique_key=f"{topic.pk}:{user_id}:{number}",
            recipient_kind="user",
            recipient_id=user_id,
            about=topic,
            context={"request": str(topic.pk)},
        )


@transaction.atomic
def withdraw_request(topic: TopicRequest, *, actor: Actor, reason: str = "") -> bool:
    """Take a request back, from any state before a decision.

    The files of a draft that the office never had are deleted with it. Raises TransitionError,
    and CarriesOthers where another request was merged into it.
    """
    TopicRequest.objects.select_for_update().get(pk=topic.pk)
    if merged_into_it(topic).exists():
        raise CarriesOthers(topic.pk)
    changed = move(topic, RequestStatus.WITHDRAWN, actor=actor, reason=reason)
    if changed and topic.submitted_at is None:
        detach_all(topic, actor=actor)
    return changed


def merged_into_it(topic: TopicRequest) -> QuerySet[TopicRequest]:
    """Return the requests whose fate hangs on this one."""
    return TopicRequest.objects.filter(merged_into=topic, status=RequestStatus.MERGED)


def take_up_request(topic: TopicRequest, *, actor: Actor) -> bool:
    """Begin the review of a submitted request. Raises TransitionError."""
    return move(topic, RequestStatus.UNDER_REVIEW, actor=actor)
