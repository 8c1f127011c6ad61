"""Themes and findings, results packs, partners' answers, outcomes, actions and the report."""

from datetime import date, timedelta

from engagement.models import Activity
from feedback.models import BoardAction, Finding, Theme
from feedback.services import answers, chasers, coding, findings, outcomes, packs, reports
from vef.common.bilingual import LANGUAGES
from vef.demo.load.world import World, deliver_the_past, on
from vef.demo.world.results import ACTIONS, ANSWERS, FINDINGS, OUTCOMES, Reply
from vef.demo.world.surveys import COMMENTS

DELIVERED = {"A1": date(2026, 7, 3), "A3": date(2026, 7, 31), "A4": date(2026, 10, 23)}
TOLD_ON, PUBLISHED_ON = date(2026, 10, 5), date(2026, 10, 12)
TODAY = date(2026, 11, 23)


def load(world: World) -> None:
    for code, day in DELIVERED.items():
        activity = world.activities[code]
        _code(world, activity, day)
        _deliver(world, activity, day)
    for code, (day, author, given) in ANSWERS.items():
        _answer(world, world.activities[code], day, author, given)
    _chase()
    _tell(world, world.activities["A1"])


def _code(world: World, activity: Activity, delivered: date) -> None:
    officer = world.users["huw"]
    shown = {comment.text: comment for comment in COMMENTS}
    with on(delivered - timedelta(days=14), 10):
        for contribution in activity.contributions.all():
            written = coding.own_words(contribution)
            if not written:
                continue
            words = {answer.pk: shown[answer.text].shown for answer in written}
            themes = {
                answer.pk: list(Theme.objects.filter(code__in=shown[answer.text].themes))
                for answer in written
            }
            coding.check_contribution(contribution, words=words, actor=officer)
            contribution.refresh_from_db()
            coding.code_contribution(contribution, themes=themes, actor=officer)
        coding.code_without_words(activity, actor=officer)


def _deliver(world: World, activity: Activity, day: date) -> None:
    officer, manager = world.users["huw"], world.users["ffion"]
    with on(day - timedelta(days=10), 11):
        for kind, text, recommendation, themes in FINDINGS[activity.code]:
            finding: Finding = findings.create_finding(
                activity=activity,
                actor=officer,
                kind=kind,
                text_en=text[0],
                text_cy=text[1],
                recommendation_en=recommendation[0],
                recommendation_cy=recommendation[1],
                themes=Theme.objects.filter(code__in=themes),
            )
            for language in LANGUAGES:
                findings.check_finding(finding, language=language, actor=officer)
        pack = packs.create_pack(activity=activity, actor=officer)
        packs.check_disclosure(pack, actor=officer)
    with on(day - timedelta(days=3), 11):
        packs.approve_pack(pack, actor=manager)
    with on(day, 10):
        packs.deliver_pack(pack, actor=officer)
        deliver_the_past()
    activity.refresh_from_db()


def _answer(
    world: World, activity: Activity, day: date, author: str, given: tuple[Reply, ...]
) -> None:
    user = world.users[author]
    with on(day, 16):
        packs.note_receipt(activity.results_pack, actor=user)
        for row, said in zip(
            activity.results_pack.answers.order_by("finding__number"), given, strict=True
        ):
            answers.answer_finding(
                row,
                status=said.status,
                actor=user,
                reason=said.reason,
                action=said.action,
                owner=said.owner,
                due_on=said.due_on,
            )
            if said.done_on:
                row.refresh_from_db()
                answers.report_progress(row, status="done", actor=user, evidence=said.evidence)
        deliver_the_past()


def _chase() -> None:
    """Run the daily reminders through the autumn, as the worker would have."""
    day = date(2026, 9, 20)
    while day < TODAY:
        with on(day, 8):
            if chasers.chase_partners():
                deliver_the_past()
        day += timedelta(days=1)


def _tell(world: World, activity: Activity) -> None:
    officer, manager = world.users["huw"], world.users["ffion"]
    told_us, changed, after, cannot = OUTCOMES[activity.code]
    with on(TOLD_ON - timedelta(days=3), 10):
        outcome = outcomes.draft_outcome(activity=activity, actor=officer)
        outcomes.update_outcome(
            outcome,
            actor=officer,
            title_en="How non-emergency calls are handled",
            title_cy="Sut mae galwadau difrys yn cael eu trin",
            told_us_en=told_us[0],
            told_us_cy=told_us[1],
            changed_en=changed[0],
            changed_cy=changed[1],
            next_en=after[0],
            next_cy=after[1],
            cannot_change_en=cannot[0],
            cannot_change_cy=cannot[1],
        )
        for language in LANGUAGES:
            outcomes.check_outcome_language(outcome, language=language, actor=officer)
    with on(TOLD_ON, 10):
        outcomes.approve_outcome(outcome, actor=manager)
        outcomes.tell_outcome(outcome, actor=manager)
        deliver_the_past()
    with on(PUBLISHED_ON, 10):
        outcomes.publish_outcome(outcome, actor=officer)
        activity.refresh_from_db()
        outcomes.complete_activity(activity, actor=officer)


def load_board(world: World) -> None:
    for action in ACTIONS:
        with on(action.updated_on or action.raised_on, 12):
            BoardAction.objects.create(
                reference=action.reference,
                raised_on=action.raised_on,
                text_en=action.text[0],
                text_cy=action.text[1],
                owner=action.owner,
                organisation=world.organisations.get(action.organisation),
                due_on=action.due_on,
                revised_due_on=action.revised_due_on,
                revised_because="Agreed by the board." if action.revised_due_on else "",
                update_en=action.update[0],
                update_cy=action.update[1],
                updated_on=action.updated_on,
                status=action.status,
                closed_on=action.updated_on if action.status == "closed" else None,
            )
    common = {
        "title_en": "Victim Engagement Forum update",
        "title_cy": "Diweddariad y Fforwm Ymgysylltu â Dioddefwyr",
        "board_en": "Dyfed-Powys Criminal Justice Board",
        "board_cy": "Bwrdd Cyfiawnder Troseddol Dyfed-Powys",
        "lead_officer": "Ffion Brynderi",
        "timing": "quarterly",
    }
    officer, manager = world.users["huw"], world.users["ffion"]
    with on(date(2026, 10, 14), 10):
        issued = reports.create_report(
            actor=officer,
            meeting_on=date(2026, 10, 22),
            period_from=date(2026, 4, 1),
            period_until=date(2026, 9, 30),
            **common,
        )
        reports.freeze_figures(issued, actor=officer)
        reports.sign_report(
            issued, signed_by="Ffion Brynderi", signed_on=date(2026, 10, 14), actor=officer
        )
        reports.approve_report(
            issued, interest_declared="None.", approved_on=date(2026, 10, 15), actor=manager
        )
        reports.issue_report(issued, actor=manager)
    with on(date(2026, 11, 20), 15):
        reports.create_report(
            actor=officer,
            meeting_on=date(2026, 12, 10),
            period_from=date(2026, 10, 1),
            period_until=date(2026, 12, 10),
            **common,
        )
