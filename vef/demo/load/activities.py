"""The programme, its activities, who was invited and what they said."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import cycle, islice
from uuid import UUID

from engagement.audiences.narrowed import Criterion, CriterionKind
from engagement.models import (
    Activity,
    Choice,
    Invitation,
    InvitationStatus,
    Question,
    QuestionKind,
    ReplyChoice,
)
from engagement.services import (
    activities,
    contributions,
    invitations,
    narrowing,
    programme,
    questions,
    replies,
)
from engagement.services.contributions import Said
from vef.common.actors import PersonByLink
from vef.common.bilingual import LANGUAGES, check_language
from vef.common.workdays import working_days_between
from vef.demo.load.world import World, deliver_the_past, on
from vef.demo.world import programme as plans
from vef.demo.world import surveys
from vef.demo.world.programme import Entry, Plan

SURVEYS = {"A1": surveys.A1, "A5": surveys.A5}
# The states an activity passes, in order; a plan says how far it has come.
ROAD = ("draft", "planned", "agreed", "open", "closed", "results-delivered", "completed")
SPRING = {1, 2, 3, 4}
A5_ANSWERS = 9
# The demonstration's today is a week later: nothing is planned in its future.
LATEST_PLAN = date(2026, 11, 13)


def load_spring(world: World) -> None:
    with on(date(2026, 3, 24)):
        programme.create_programme(
            name_en="Programme 2026 to 2027",
            name_cy="Rhaglen 2026 i 2027",
            starts_on=date(2026, 4, 1),
            ends_on=date(2027, 3, 31),
            actor=world.users["huw"],
        )
    entries = [entry for entry in plans.ENTRIES if entry.number in SPRING]
    _add_entries(
        world,
        entries,
        date(2026, 3, 25),
        ("The first four topics.", "Y pedwar pwnc cyntaf."),
    )
    for entry in entries:
        for plan in entry.activities:
            _walk(world, entry, plan)


def load_autumn(world: World) -> None:
    entries = [entry for entry in plans.ENTRIES if entry.number not in SPRING]
    _add_entries(
        world,
        entries,
        date(2026, 10, 26),
        ("Three topics from the autumn window.", "Tri phwnc o gyfnod yr hydref."),
    )
    for entry in entries:
        for plan in entry.activities:
            _walk(world, entry, plan)


def _add_entries(world: World, entries: list[Entry], day: date, note: tuple[str, str]) -> None:
    officer, manager = world.users["huw"], world.users["ffion"]
    for entry in entries:
        with on(day, 10, entry.number):
            row = programme.add_entry(
                request=world.topics[entry.topic],
                actor=officer,
                title_en=entry.title[0],
                title_cy=entry.title[1],
                objective_en=entry.objective[0],
                objective_cy=entry.objective[1],
                fieldwork_from=entry.fieldwork[0],
                fieldwork_until=entry.fieldwork[1],
                results_due_on=entry.results_due_on,
                answer_due_on=entry.answer_due_on,
            )
            for language in LANGUAGES:
                check_language(row, language, actor=manager)
    with on(day + timedelta(days=3), 15):
        row.refresh_from_db()
        programme.publish_programme(
            row.programme, change_note_en=note[0], change_note_cy=note[1], actor=manager
        )


def _walk(world: World, entry: Entry, plan: Plan) -> None:
    """Take an activity along its road as far as its plan says."""
    far = ROAD.index(plan.until)
    planned_on = min(plan.opens_on - timedelta(days=30), LATEST_PLAN)
    activity = _draft(world, entry, plan, planned_on)
    world.activities[plan.code] = activity
    officer, manager = world.users["huw"], world.users["ffion"]
    if plan.areas:
        with on(planned_on, 10, 30):
            narrowing.narrow(
                activity,
                criteria=[Criterion(CriterionKind.AREA, code) for code in plan.areas],
                reason=plan.narrowed_because,
                actor=officer,
            )
    if far >= ROAD.index("planned"):
        with on(planned_on, 11):
            for language in LANGUAGES:
                activities.check_activity_language(activity, language, actor=officer)
            activity.refresh_from_db()
            activities.plan_activity(activity, actor=officer)
    if far >= ROAD.index("agreed"):
        with on(planned_on + timedelta(days=7), 14):
            activities.agree_for_partner(activity, actor=_lead(world, entry))
            activities.agree_for_office(activity, actor=manager)
    if far >= ROAD.index("open"):
        with on(plan.opens_on, 9):
            activity.refresh_from_db()
            activities.open_activity(activity, actor=officer)
        _invite(world, activity, plan)
        _answer(world, activity, plan)
    if far >= ROAD.index("closed"):
        with on(plan.closes_on + timedelta(days=1), 0, 10):
            activities.close_activity(activity, actor=officer)
            deliver_the_past()
    activity.refresh_from_db()


def _lead(world: World, entry: Entry):  # type: ignore[no-untyped-def]
    organisation = world.topics[entry.topic].organisation
    return organisation.memberships.get(user__role="partner-lead").user


def _draft(world: World, entry: Entry, plan: Plan, day: date) -> Activity:
    with on(day, 10):
        activity = activities.create_activity(
            entry=world.topics[entry.topic].entry,
            method=world.methods[plan.method],
            actor=world.users["huw"],
            code=plan.code,
            title_en=plan.title[0],
            title_cy=plan.title[1],
            what_it_involves_en=plan.involves[0],
            what_it_involves_cy=plan.involves[1],
            what_happens_next_en=plan.next[0],
            what_happens_next_cy=plan.next[1],
            content_note_en=plan.content_note[0],
            content_note_cy=plan.content_note[1],
            minutes=plan.minutes,
            eligibility=plan.eligibility,
            anonymity=plan.anonymity,
            theme=world.experiences.get(plan.theme),
            opens_on=plan.opens_on,
            closes_on=plan.closes_on,
            # So that the deadline falls on the day the programme promises.
            answer_within_days=working_days_between(entry.results_due_on, entry.answer_due_on),
            dpia_reference="DPIA-2026-01",
            rules_version="1",
        )
        survey = SURVEYS.get(plan.code, ())
        # Text to read before the first question is number 0.
        first = 0 if survey and survey[0][0] == QuestionKind.INFO else 1
        for number, (kind, en, cy, choices, most) in enumerate(survey, first):
            question = Question.objects.create(
                activity=activity,
                number=number,
                kind=kind,
                text_en=en,
                text_cy=cy,
                max_choices=most,
            )
            for order, (code, label_en, label_cy) in enumerate(choices):
                Choice.objects.create(
                    question=question, code=code, label_en=label_en, label_cy=label_cy, order=order
                )
        if plan.asks_outcomes:
            questions.ask_indicators(activity, actor=world.users["huw"])
    return activity


def _invite(world: World, activity: Activity, plan: Plan) -> None:
    with on(plan.opens_on, 10):
        batch = invitations.prepare_batch(activity=activity, actor=world.users["huw"])
    with on(plan.opens_on, 14):
        invitations.release_batch(batch, actor=world.users["ffion"])
        invitations.queue_all_released()
        deliver_the_past()


def _answer(world: World, activity: Activity, plan: Plan) -> None:
    invited = list(
        Invitation.objects.filter(activity=activity, status=InvitationStatus.SENT)
        .select_related("person")
        .order_by("person__reference")
    )
    if plan.code == "A1":
        _answer_a1(activity, invited, plan)
    elif plan.code == "A5":
        _answer_a5(activity, invited, plan)
    else:
        for number, invitation in enumerate(invited[:14]):
            with on(plan.opens_on + timedelta(days=1 + number % 10), 12):
                replies.reply(invitation, ReplyChoice.TAKING_PART, actor=_by_link(invitation))


def _by_link(invitation: Invitation) -> PersonByLink:
    return PersonByLink(str(invitation.person_id))


def _answer_a1(activity: Activity, invited: list[Invitation], plan: Plan) -> None:
    questions = {question.number: question for question in activity.questions.all()}
    said = list(_a1_answers(questions))
    for number, invitation in enumerate(invited[: surveys.A1_NAMED]):
        comment = surveys.COMMENTS[number] if number < len(surveys.COMMENTS) else None
        answers = dict(said[number])
        if comment:
            answers[questions[comment.question].pk] = Said(text=comment.text)
        with on(plan.opens_on + timedelta(days=1 + number), 19):
            replies.reply(invitation, ReplyChoice.TAKING_PART, actor=_by_link(invitation))
            contributions.submit_named(
                invitation,
                answers,
                language=comment.language if comment else "cy" if number == 14 else "en",
                nonce=f"demo-{number}",
                actor=_by_link(invitation),
            )
    for number, answers in enumerate(said[surveys.A1_NAMED :]):
        with on(plan.opens_on + timedelta(days=12), 20):
            contributions.submit_anonymous(activity, answers, nonce=f"demo-shared-{number}")
    for invitation in invited[surveys.A1_NAMED : surveys.A1_NAMED + 6]:
        with on(plan.opens_on + timedelta(days=3), 18):
            replies.reply(invitation, ReplyChoice.NOT_THIS_TIME, actor=_by_link(invitation))


def _a1_answers(questions: dict[int, Question]) -> Iterator[dict[UUID, Said]]:
    """Yield 27 people's answers whose counts are those of the world's table."""
    people = surveys.A1_NAMED + surveys.A1_ANONYMOUS
    columns = {
        # Turned by a different step each, so that the questions are not answered in step.
        number: list(islice(cycle(_spread(counts)), number * 5, number * 5 + people))
        for number, counts in surveys.A1_COUNTS.items()
    }
    for person in range(people):
        answers = {
            questions[number].pk: Said(codes=(column[person],))
            for number, column in columns.items()
        }
        matters = tuple(islice(cycle(surveys.A1_MATTERS), person % 7, person % 7 + 3))
        answers[questions[5].pk] = Said(codes=matters)
        yield answers


def _spread(counts: dict[str, int]) -> list[str]:
    return [code for code, number in counts.items() for _ in range(number)]


def _answer_a5(activity: Activity, invited: list[Invitation], plan: Plan) -> None:
    questions = list(activity.questions.prefetch_related("choices"))
    for number, invitation in enumerate(invited[:A5_ANSWERS]):
        answers = {
            question.pk: Said(codes=(_pick(question, number),))
            for question in questions
            if question.kind in {QuestionKind.SINGLE, QuestionKind.SCALE, QuestionKind.MULTI}
        }
        with on(plan.opens_on + timedelta(days=2 + number), 17):
            replies.reply(invitation, ReplyChoice.TAKING_PART, actor=_by_link(invitation))
            contributions.submit_named(
                invitation,
                answers,
                language="en",
                nonce=f"demo-a5-{number}",
                actor=_by_link(invitation),
            )


def _pick(question: Question, number: int) -> str:
    codes = [choice.code for choice in question.choices.all()]
    return codes[number % len(codes)]
