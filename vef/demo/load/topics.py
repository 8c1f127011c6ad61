"""Windows, requests and decisions."""

from datetime import date, timedelta
from typing import Any

from partners.models import Avenue, Criterion, Outcome
from partners.services import (
    assessing,
    comments,
    decisions,
    late_codes,
    letters,
    notices,
    nudges,
    promised,
    requests,
    windows,
)
from vef.demo.load.world import World, deliver_the_past, on
from vef.demo.world.requests import TOPICS, Topic


def load_spring(world: World) -> None:
    _window(world, 1, closed_on=date(2026, 3, 14))


def load_autumn(world: World) -> None:
    _window(world, 2, closed_on=date(2026, 10, 17))
    # As of the autumn: two at a time, which November fills.
    with on(date(2026, 10, 20)):
        promised.state_capacity(
            activities=2,
            messages_each=1,
            reason="Two officers, and each activity needs one of them.",
            actor=world.users["ffion"],
        )


def load_winter(world: World) -> None:
    _window(world, 3, closed_on=None)
    # Much the same people are asked on this theme in January (P6).
    with on(date(2026, 11, 19), 10):
        promised.set_theme(world.topics["TR-2026-12"], theme="assault", actor=world.users["huw"])
    # A question about the newest request, its answer, and a question that still waits.
    _comment(world, "huw", (date(2026, 11, 19), 11), "Which ages do you mean by young people?")
    _drafts(world)
    _comment(world, "iestyn", (date(2026, 11, 20), 13), "Pobl ifanc rhwng 10 a 17 oed.")
    _comment(
        world,
        "huw",
        (date(2026, 11, 20), 14),
        "Diolch. We ask much the same people in March (P6): could yours wait until May?",
    )


def _comment(world: World, who: str, at: tuple[date, int], words: str) -> None:
    with on(*at):
        comments.add_comment(world.topics["TR-2026-12"], actor=world.users[who], text=words)
        deliver_the_past()


def _drafts(world: World) -> None:
    """A draft in the open window, and leave for one partner to be late in the last."""
    owen = world.users["owen"]
    with on(date(2026, 11, 19), 15):
        draft = requests.start_request(
            organisation=owen.membership.organisation, actor=owen, window=world.windows[3]
        )
        # No Welsh title yet: partners may write in one language.
        requests.save_request(
            draft,
            actor=owen,
            answers={
                "title_en": "What helps people decide to accept support",
                "problem": "About half of those referred to us say no at the first call.",
            },
        )
    with on(date(2026, 11, 20), 11):
        late_codes.give_late_code(
            organisation=world.organisations["dpp"],
            window=world.windows[2],
            expires_on=date(2026, 12, 4),
            reason="Their board met the day after the window closed.",
            actor=world.users["huw"],
        )
    with on(date(2026, 11, 20), 12):
        nudges.prepare_nudge(
            organisation=world.organisations["npw"],
            window=world.windows[3],
            letter_cy=nudges.draft_nudge(world.windows[3], "cy"),
            letter_en=nudges.draft_nudge(world.windows[3], "en"),
            actor=world.users["huw"],
        )


def _window(world: World, number: int, *, closed_on: date | None) -> None:
    window, staff = world.windows[number], world.users["huw"]
    with on(window.opens_on, 9):
        windows.open_window(window, actor=staff)
        deliver_the_past()
    mine = [topic for topic in TOPICS if topic.window == number]
    for topic in mine:
        _submit(world, topic)
    if closed_on:
        for days in notices.DAYS_BEFORE.values():
            with on(window.closes_on - timedelta(days=days), 9):
                notices.tell_partners(window)
                deliver_the_past()
        with on(closed_on, 0, 5):
            windows.close_window(window, actor=staff)
        with on(closed_on, 9):
            notices.tell_partners(window)
            deliver_the_past()
    for order, topic in enumerate(mine):
        if topic.decided_on:
            _decide(world, topic, topic.decided_on, order)


def _submit(world: World, topic: Topic) -> None:
    author = world.users[topic.author]
    with on(topic.submitted_on, 14):
        row = requests.start_request(
            organisation=author.membership.organisation,
            actor=author,
            window=world.windows[topic.window],
        )
        requests.save_request(
            row,
            actor=author,
            answers={
                "title_en": topic.title_en,
                "title_cy": topic.title_cy,
                "problem": topic.problem,
                "objectives": topic.objectives,
                "outputs": topic.outputs,
                "decision_to_inform": topic.decision_to_inform,
                "audience": "Everybody on the database.",
                "methods_wished": "Whatever the office advises.",
                "officers": "The lead officer for this work will attend and act.",
                "promises_feedback": True,
                "feedback_by": date(topic.submitted_on.year + 1, 3, 31),
            },
        )
        row.refresh_from_db()
        requests.submit_request(row, actor=author, not_a_case_because=topic.not_a_case_because)
        deliver_the_past()
    row.refresh_from_db()
    if row.reference != topic.reference:
        raise ValueError(f"{topic.reference} came out as {row.reference}")
    world.topics[topic.reference] = row


def _decide(world: World, topic: Topic, day: date, order: int) -> None:
    row, officer, manager = world.topics[topic.reference], world.users["huw"], world.users["ffion"]
    avenues = list(Avenue.objects.filter(code__in=topic.avenues))
    scores = {
        code: topic.scores.get(code, (1, "Of some weight."))
        for code in Criterion.objects.filter(is_active=True).values_list("code", flat=True)
    }
    words: dict[str, Any] = {
        f"letter_{language}": letters.draft_letter(
            topic.outcome, topic.reason_code, avenues, language, conditions=topic.conditions
        )
        for language in ("en", "cy")
    }
    with on(day, 9, order):
        requests.take_up_request(row, actor=officer)
    weighed = {code: (score, note or "Of some weight.") for code, (score, note) in scores.items()}
    for hour, assessor in ((9, officer), (10, manager)):
        with on(day, hour, order + 1):
            assessing.finish_assessment(row, actor=assessor, scores=weighed)
    with on(day, 11, order):
        decisions.decide_request(
            row,
            actor=manager,
            outcome=Outcome(topic.outcome),
            reason=topic.reason,
            scores=scores,
            reason_code=topic.reason_code,
            avenues=avenues,
            conditions=topic.conditions,
            interest_declared="",
            **words,
        )
        deliver_the_past()
    row.refresh_from_db()
