"""Rows of a topic's thread, as far along it as a test wants."""

from datetime import timedelta
from typing import Any

from database.models import Person, PersonStatus
from engagement.models import (
    Activity,
    ActivityStatus,
    Contribution,
    Exclusion,
    Invitation,
    InvitationBatch,
    Method,
    Programme,
    ProgrammeEntry,
)
from feedback.models import BoardAction, Finding, Outcome, PartnerAnswer, Report, ResultsPack
from partners.models import TopicRequest
from tests.factories.accounts import UserFactory, partner_user
from tests.factories.partners import AcceptedRequestFactory
from vef.accounts.models import Role, User
from vef.common import clock


def days(count: int) -> Any:
    return clock.today() + timedelta(days=count)


def accepted(**fields: Any) -> TopicRequest:
    return AcceptedRequestFactory(**fields)


def entry_for(request: TopicRequest, **fields: Any) -> ProgrammeEntry:
    programme, _ = Programme.objects.get_or_create(
        name_en="Programme 2026/27",
        defaults={
            "name_cy": "Rhaglen 2026/27",
            "starts_on": days(-100),
            "ends_on": days(200),
        },
    )
    number = ProgrammeEntry.objects.count() + 1
    return ProgrammeEntry.objects.create(
        programme=programme,
        request=request,
        number=number,
        **{"title_en": "Calls", "title_cy": "Galwadau", **fields},
    )


def activity_for(request: TopicRequest, status: str = "planned", **fields: Any) -> Activity:
    method, _ = Method.objects.get_or_create(
        code="survey", defaults={"name_en": "Online survey", "name_cy": "Arolwg ar-lein"}
    )
    entry = getattr(request, "entry", None) or entry_for(request)
    if status not in {"draft", "planned", "cancelled"}:
        fields = {
            "partner_agreed_by": request.author,
            "partner_agreed_at": clock.now(),
            "office_agreed_by": UserFactory(name="Huw Agreed"),
            "office_agreed_at": clock.now(),
            "opens_on": days(-20),
            "closes_on": days(10) if status == ActivityStatus.OPEN else days(-1),
            **fields,
        }
    if status not in {"draft", "planned", "cancelled", "agreed"}:
        fields = {"dpia_reference": "DPIA-1", "rules_version": "1", **fields}
    return Activity.objects.create(
        entry=entry,
        method=method,
        status=status,
        **{
            "code": f"A{Activity.objects.count() + 1}",
            "title_en": "Calls survey",
            "title_cy": "Arolwg galwadau",
            **fields,
        },
    )


def invited(activity: Activity, number: int, *, answers: int = 0) -> InvitationBatch:
    """Release a batch to so many people, of whom some answered by name."""
    batch = InvitationBatch.objects.create(
        activity=activity,
        status="released",
        prepared_by=UserFactory(name="Huw Prepared"),
        released_by=UserFactory(name="Ffion Released", role=Role.MANAGER),
        released_at=clock.now(),
    )
    for n in range(number):
        person = Person.objects.create(
            reference=f"P{Person.objects.count():06}",
            status=PersonStatus.ACTIVE,
            name="Mair Penfynnon",
            email=f"mair{n}@example.com",
        )
        invitation = Invitation.objects.create(
            batch=batch,
            activity=activity,
            person=person,
            status="sent",
            sent_at=clock.now(),
            reply="taking-part" if n < answers else "none",
        )
        if n < answers:
            Contribution.objects.create(
                activity=activity,
                invitation=invitation,
                is_anonymous=False,
                language="cy",
                received_at=clock.now(),
            )
    left = Person.objects.create(reference=f"X{Person.objects.count():06}", name="Left Out")
    Exclusion.objects.create(batch=batch, person=left, reason_code="withdrawn")
    return batch


def delivered(activity: Activity, *, due: int = 20, findings: int = 2) -> ResultsPack:
    pack = ResultsPack.objects.create(
        activity=activity,
        status="delivered",
        written_by=UserFactory(name="Huw Wrote"),
        checked_by=UserFactory(name="Sioned Checked"),
        approved_by=UserFactory(name="Ffion Approved", role=Role.MANAGER),
        delivered_at=clock.now(),
        answer_due_on=days(due),
    )
    for number in range(1, findings + 1):
        finding = Finding.objects.create(
            activity=activity, number=number, text_en="People wait.", text_cy="Mae pobl yn aros."
        )
        PartnerAnswer.objects.create(pack=pack, finding=finding)
    return pack


def answer_all(pack: ResultsPack, by: User) -> None:
    pack.answers.update(
        status="accepted",
        action_en="A new script",
        owner="Head of calls",
        due_on=days(30),
        answered_by=by,
        answered_at=clock.now(),
    )
    ResultsPack.objects.filter(pk=pack.pk).update(status="answered")


def outcome_for(activity: Activity, status: str = "published") -> Outcome:
    return Outcome.objects.create(
        activity=activity,
        slug=f"calls-{activity.code.lower()}",
        status=status,
        title_en="Calls",
        title_cy="Galwadau",
        written_by=UserFactory(name="Huw Told"),
        approved_by=UserFactory(name="Ffion Told", role=Role.MANAGER),
        told_at=clock.now(),
        published_at=clock.now() if status == "published" else None,
    )


def report_over(activity: Activity, status: str = "issued", **fields: Any) -> Report:
    given = {
        "title_en": "Report to the board",
        "title_cy": "Adroddiad i'r bwrdd",
        "board_en": "Example Board",
        "board_cy": "Bwrdd Enghreifftiol",
        "lead_officer": "Lead",
        "meeting_on": days(5),
        "period_from": days(-60),
        "period_until": days(0),
        "timing": "Quarter 3",
        "issued_at": clock.now(),
        **fields,
    }
    return Report.objects.create(
        status=status,
        written_by=UserFactory(),
        approved_by=UserFactory(role=Role.MANAGER),
        **given,
    )


def action_for(activity: Activity, **fields: Any) -> BoardAction:
    return BoardAction.objects.create(
        activity=activity,
        **{
            "reference": f"B{BoardAction.objects.count() + 1}",
            "raised_on": days(-30),
            "text_en": "Do it.",
            "text_cy": "Gwnewch hynny.",
            "owner": "Owner",
            "due_on": days(-1),
            **fields,
        },
    )


def whole_thread(**fields: Any) -> TopicRequest:
    """Return a topic that has gone all the way."""
    request = accepted(**fields)
    activity = activity_for(request, "completed")
    invited(activity, 12, answers=3)
    pack = delivered(activity)
    answer_all(pack, request.author)
    outcome_for(activity)
    report_over(activity)
    action_for(activity, status="closed", closed_on=days(0))
    return request


def colleague_of(request: TopicRequest, **fields: Any) -> User:
    return partner_user(request.organisation, **fields)
