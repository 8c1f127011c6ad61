"""Windows, requests and decisions."""

from contextlib import AbstractContextManager
from datetime import date, timedelta
from typing import Any

from partners.models import Avenue, Criterion, Decision, Outcome, RegisterEntry
from partners.services import (
    approving,
    assessing,
    attachments,
    comments,
    decisions,
    late_codes,
    letters,
    notices,
    nudges,
    promised,
    requests,
    superseding,
    windows,
)
from vef.demo.load.world import World, deliver_the_past, on
from vef.demo.world.requests import TOPICS, Topic
from vef.documents.sniffing import check_file


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
    _replace_a_decision(world)
    for topic in TOPICS:
        if topic.letter_waits:
            _decide(world, topic, topic.decided_on or date(2026, 11, 20), 0, hour=15)


def _replace_a_decision(world: World) -> None:
    """What was unsafe as framed was designed again with its partner: it waits for the spring."""
    row, manager = world.topics["TR-2026-10"], world.users["ffion"]
    spring = world.windows[4]
    standing = superseding.standing_decision(row)
    if standing is None:
        raise ValueError(f"{row.reference} is not decided")
    words = {
        f"letter_{language}": letters.draft_letter(
            Outcome.DEFERRED, language=language, window_name=getattr(spring, f"name_{language}")
        )
        for language in ("en", "cy")
    }
    with on(date(2026, 11, 20), 15):
        decision = superseding.supersede_decision(
            row,
            actor=manager,
            standing=standing,
            because="We have redesigned it with them: recovery and not the event, for training.",
            outcome=Outcome.DEFERRED,
            reason="Safe as it is framed now, and there is no room for it before March.",
            interest_declared="",
            deferred_to=spring,
            alone_because="",
            **words,
        )
    _approve(world, decision, on(date(2026, 11, 20), 15, 30))
    row.refresh_from_db()


def _approve(world: World, decision: Decision, at: AbstractContextManager[object]) -> None:
    """Ffion decides, so Huw reads the letter and sends it."""
    with at:
        approving.approve_letter(decision.letters.get(), actor=world.users["huw"])
        deliver_the_past()


def _comment(world: World, who: str, at: tuple[date, int], words: str) -> None:
    with on(*at):
        comments.add_comment(world.topics["TR-2026-12"], actor=world.users[who], text=words)
        deliver_the_past()


def _drafts(world: World) -> None:
    """A draft in the open window, and leave for one partner to be late in the last."""
    owen = world.users["owen"]
    with on(date(2026, 11, 19), 15):
        draft = requests.start_request(
            organisation=owen.membership.organisation,
            actor=owen,
            window=world.windows[3],
            based_on=world.topics["TR-2026-04"],
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
        if not topic.late_because:
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
    for topic in mine:
        if topic.late_because:
            with on(topic.submitted_on, 10):
                code = late_codes.give_late_code(
                    organisation=world.users[topic.author].membership.organisation,
                    window=window,
                    expires_on=topic.submitted_on + timedelta(days=7),
                    reason=topic.late_because,
                    actor=staff,
                )
            _submit(world, topic, late_code=code)
    for order, topic in enumerate(mine):
        if topic.decided_on and not topic.letter_waits:
            _decide(world, topic, topic.decided_on, order)


def _submit(world: World, topic: Topic, *, late_code: str = "") -> None:
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
                "register_entries": tuple(RegisterEntry.objects.filter(code__in=topic.ticks)),
                "audience": "Everybody on the database.",
                "methods_wished": "Whatever the office advises.",
                "officers": "The lead officer for this work will attend and act.",
                "promises_feedback": True,
                "feedback_by": date(topic.submitted_on.year + 1, 3, 31),
            },
        )
        row.refresh_from_db()
        if topic.file:
            title, words = topic.file
            file = check_file(words.encode(), "file.txt")
            attachments.add_attachment(row, actor=author, file=file, title=title)
        requests.submit_request(
            row,
            actor=author,
            not_a_case_because=topic.not_a_case_because,
            late_code=late_code,
        )
        deliver_the_past()
    row.refresh_from_db()
    if row.reference != topic.reference:
        raise ValueError(f"{topic.reference} came out as {row.reference}")
    world.topics[topic.reference] = row


def _decide(world: World, topic: Topic, day: date, order: int, *, hour: int = 9) -> None:
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
    with on(day, hour, order):
        requests.take_up_request(row, actor=officer)
    weighed = {code: (score, note or "Of some weight.") for code, (score, note) in scores.items()}
    for later, assessor in enumerate((officer, manager)):
        with on(day, hour + later, order + 1):
            assessing.finish_assessment(row, actor=assessor, scores=weighed)
    with on(day, hour + 2, order):
        decision = decisions.decide_request(
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
        if topic.advice:
            title, reason, text = topic.advice
            file = check_file(text.encode(), "file.txt")
            attachments.add_to_decision(
                decision, actor=manager, file=file, title=title, reason=reason
            )
    if not topic.letter_waits:
        _approve(world, decision, on(day, hour + 3, order))
    row.refresh_from_db()
