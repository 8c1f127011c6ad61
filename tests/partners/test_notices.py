"""Notices of a window: each once to each partner user, on London's wall clock, and only if true."""

from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from threading import Barrier
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from partners import services
from partners.models import Organisation, RequestWindow, WindowStatus
from partners.services import notices
from partners.tasks import turn_request_windows
from tests.factories.accounts import partner_user
from tests.factories.partners import (
    OrganisationFactory,
    RequestWindowFactory,
    TopicRequestFactory,
)
from vef.accounts.models import User
from vef.common import clock
from vef.outbox.delivery import deliver_due
from vef.outbox.kinds import kind_of
from vef.outbox.models import Message


def london(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=clock.LONDON)


@contextmanager
def on(text: str) -> Iterator[None]:
    with clock.held_at(london(text)):
        yield


def run(first: str, last: str, *, step: timedelta = timedelta(hours=3)) -> None:
    """Let the scheduler tick from one moment to another."""
    moment, end = (london(text).astimezone(clock.UTC) for text in (first, last))
    while moment <= end:
        with clock.held_at(moment):
            turn_request_windows()
        moment += step


def told(user: User) -> list[tuple[str, str]]:
    """Say which notices a user was sent, and when by the clock on the wall."""
    rows = Message.objects.filter(recipient_id=str(user.pk), context__has_key="notice")
    return [
        (
            row.context["notice"],
            row.created_at.astimezone(clock.LONDON).strftime("%d %b %H:%M"),
        )
        for row in rows.order_by("created_at")
    ]


@pytest.fixture
def user(db: None) -> User:
    with on("2026-01-05 10:00"):
        return partner_user(OrganisationFactory(), language="en", name="Bethan Rhydlas")


def winter(**dates: date) -> RequestWindow:
    return RequestWindowFactory(
        **{"opens_on": date(2026, 11, 16), "closes_on": date(2027, 1, 15), **dates}
    )


def test_five_notices_each_once_at_nine_in_the_morning(user: User) -> None:
    winter()
    run("2026-11-15 12:00", "2027-02-20 12:00")
    assert told(user) == [
        ("opened", "16 Nov 09:00"),
        ("t-14", "01 Jan 09:00"),
        ("t-3", "12 Jan 09:00"),
        ("t-1", "14 Jan 09:00"),
        ("closed", "16 Jan 09:00"),
    ]


@pytest.mark.parametrize(
    ("opens", "closes"),
    [
        # Each notice falls once on the Sunday on which the clocks change.
        *((date(2026, 9, 1), date(2026, 10, 25) + timedelta(days=days)) for days in (14, 3, 1, -1)),
        *((date(2026, 2, 1), date(2026, 3, 29) + timedelta(days=days)) for days in (14, 3, 1, -1)),
        (date(2026, 10, 25), date(2026, 11, 30)),
        (date(2026, 3, 29), date(2026, 4, 30)),
    ],
)
@pytest.mark.parametrize("hour", [0, 1, 9])
def test_the_hour_is_the_one_on_the_wall_when_the_clocks_change(
    user: User, settings: Any, opens: date, closes: date, hour: int
) -> None:
    settings.WINDOW_NOTICE_HOUR = hour
    winter(opens_on=opens, closes_on=closes)
    for sunday in (date(2026, 3, 29), date(2026, 10, 25)):
        run(f"{sunday - timedelta(days=1)} 22:00", f"{sunday} 11:00", step=timedelta(hours=1))
    sundays = [when for _notice, when in told(user) if when.startswith(("29 Mar", "25 Oct"))]
    # One o'clock does not come on that Sunday in March; two does.
    expected = 2 if hour == 1 and opens < date(2026, 5, 1) else hour
    assert len(sundays) == 1
    assert sundays[0].endswith(f"{expected:02d}:00")


def test_windows_turn_at_midnight_on_the_wall_whatever_the_clocks_do(user: User) -> None:
    window = winter(opens_on=date(2026, 10, 25), closes_on=date(2027, 3, 28))
    for moment, status in [
        ("2026-10-24 23:59", "planned"),
        ("2026-10-25 00:00", "open"),
        ("2027-03-28 23:59", "open"),
        ("2027-03-29 00:00", "closed"),
    ]:
        with on(moment):
            turn_request_windows()
        window.refresh_from_db()
        assert window.status == status, moment


@pytest.mark.parametrize(
    ("dead_from", "back", "expected"),
    [
        # Dead over a notice: it comes late, once, and says how many days are left then.
        ("2026-12-31 12:00", "2027-01-03 12:00", ("t-14", "03 Jan 12:00")),
        # Dead over two: only the later one.
        ("2027-01-11 12:00", "2027-01-14 12:00", ("t-1", "14 Jan 12:00")),
        # Dead over the last ones and the end: that it closed, and nothing of days left.
        ("2027-01-13 12:00", "2027-01-16 12:00", ("closed", "16 Jan 12:00")),
    ],
)
def test_a_scheduler_dead_for_three_days_sends_one_notice_that_is_true(
    user: User, dead_from: str, back: str, expected: tuple[str, str]
) -> None:
    winter()
    run("2026-12-31 12:00", dead_from)
    before = len(told(user))
    run(back, back)
    assert told(user)[before:] == [expected]
    run(back, "2027-02-01 12:00")
    names = Counter(notice for notice, _when in told(user))
    assert set(names.values()) == {1}


def test_a_window_that_opened_while_nobody_looked_is_told_once(user: User) -> None:
    winter()
    run("2026-11-19 12:00", "2026-11-21 12:00")
    assert told(user) == [("opened", "19 Nov 12:00")]


def test_what_became_untrue_in_the_queue_does_not_leave(user: User) -> None:
    winter()
    run("2026-12-31 09:00", "2027-01-01 09:00")
    message = Message.objects.get(context__notice="t-14")
    kind = kind_of(message)
    with on("2027-01-05 12:00"):
        assert kind.gate(message).allowed
        with translation.override("en"):
            assert "10 days left" in kind.build(message, "en").subject
    # A newer one has come; the window has closed.
    with on("2027-01-12 09:00"):
        turn_request_windows()
        newer = Message.objects.get(context__notice="t-3")
        assert kind.gate(message).reason == "notice-untrue"
        assert kind.gate(newer).allowed
    with on("2027-01-16 00:00"):
        turn_request_windows()
        assert kind.gate(newer).reason == "notice-untrue"
        assert str(kind.explain("notice-untrue"))


def test_somebody_who_joins_later_gets_what_comes_after(user: User) -> None:
    winter()
    run("2026-12-31 09:00", "2027-01-01 09:00")
    with on("2027-01-05 10:00"):
        late = partner_user(user.membership.organisation)
    run("2027-01-05 12:00", "2027-01-16 09:00")
    assert [notice for notice, _when in told(late)] == ["t-3", "t-1", "closed"]


def test_an_organisation_that_closes_hears_no_more(user: User) -> None:
    winter()
    run("2026-12-31 09:00", "2027-01-01 09:00")
    message = Message.objects.get(context__notice="t-14")
    Organisation.objects.update(is_active=False)
    with on("2027-01-01 09:05"):
        assert kind_of(message).gate(message).reason == "organisation-closed"
        assert str(kind_of(message).explain("organisation-closed"))
    run("2027-01-02 09:00", "2027-01-20 09:00")
    assert len(told(user)) == 2


def test_a_closing_date_that_moves_is_news_of_its_own(user: User) -> None:
    window = winter()
    run("2026-12-31 09:00", "2027-01-03 12:00")
    RequestWindow.objects.update(closes_on=date(2027, 1, 29))
    message = Message.objects.get(context__notice="t-14")
    with on("2027-01-03 12:05"):
        assert kind_of(message).gate(message).reason == "notice-untrue"
    run("2027-01-03 15:00", "2027-02-01 12:00")
    assert told(user)[1:] == [
        ("t-14", "01 Jan 09:00"),
        ("t-14", "15 Jan 09:00"),
        ("t-3", "26 Jan 09:00"),
        ("t-1", "28 Jan 09:00"),
        ("closed", "30 Jan 09:00"),
    ]
    assert Message.objects.filter(about_id=str(window.pk)).count() == 6


def test_a_closing_date_that_comes_nearer_is_told_at_once(user: User) -> None:
    winter()
    run("2026-12-31 09:00", "2027-01-05 12:00")
    RequestWindow.objects.update(closes_on=date(2027, 1, 7))
    run("2027-01-05 12:15", "2027-01-05 18:00")
    assert told(user)[2:] == [("t-3", "05 Jan 12:15")]


def test_a_window_opened_late_by_hand_is_told_once(user: User, officer: User) -> None:
    window = winter()
    with on("2027-01-13 14:00"):
        services.open_window(window, actor=officer)
    run("2027-01-13 14:15", "2027-01-14 08:15")
    assert told(user) == [("opened", "13 Jan 14:00")]
    run("2027-01-14 08:15", "2027-01-14 12:15")
    assert [notice for notice, _when in told(user)] == ["opened", "t-1"]


def test_a_window_closed_early_by_hand_is_told_at_once(user: User, officer: User) -> None:
    window = winter()
    run("2026-11-16 09:00", "2026-11-16 09:00")
    window.refresh_from_db()
    with on("2026-12-01 14:00"):
        services.close_window(window, actor=officer, reason="Enough requests have come.")
    assert told(user)[1:] == [("closed", "01 Dec 14:00")]


def test_windows_closed_long_ago_are_not_told_of(user: User) -> None:
    winter(opens_on=date(2026, 2, 2), closes_on=date(2026, 3, 13), status=WindowStatus.CLOSED)
    with on("2026-11-23 12:00"):
        assert services.send_notices() == 0
        assert notices.tell_partners(RequestWindow.objects.get()) == 0


def build(message: Message, language: str) -> Any:
    with translation.override(language):
        return kind_of(message).build(message, language)


def test_drafts_are_named_by_their_day_and_never_by_their_title(user: User) -> None:
    organisation = user.membership.organisation
    window = winter()
    with on("2026-11-16 09:00"):
        turn_request_windows()
    with on("2026-12-03 10:00"):
        draft = TopicRequestFactory(
            window=window, organisation=organisation, author=user, title_en="Mr Pockington's case"
        )
        TopicRequestFactory(window=window)
    run("2027-01-12 09:00", "2027-01-12 09:00")
    with on("2027-01-12 09:00"):
        words = build(Message.objects.get(context__notice="t-3", recipient_id=str(user.pk)), "en")
    assert words.subject == "3 days left to ask for a topic"
    assert "1 draft in this window that has not been submitted" in words.text
    assert "3 December 2026" in words.text
    assert words.text.count(f"/en/partners/requests/{draft.pk}/edit/") == 1
    assert words.text.count("/edit/") == words.html.count("</a>") == 1
    assert "Pockington" not in words.text + words.html
    run("2027-01-16 09:00", "2027-01-16 09:00")
    with on("2027-01-16 09:00"):
        message = Message.objects.get(context__notice="closed", recipient_id=str(user.pk))
        words = build(message, "en")
        assert "What was written is kept." in words.text
        assert f"/cy/partners/requests/{draft.pk}/edit/" in build(message, "cy").html
    draft.refresh_from_db()
    assert draft.status == "draft"


def test_every_notice_is_whole_in_both_languages(user: User) -> None:
    winter()
    RequestWindowFactory(opens_on=date(2027, 3, 1), closes_on=date(2027, 4, 9))
    run("2026-11-16 00:00", "2026-11-16 09:00")
    run("2027-01-01 00:00", "2027-01-16 12:00")
    for message in Message.objects.filter(context__has_key="notice"):
        with clock.held_at(message.created_at):
            for language in ("cy", "en"):
                words = build(message, language)
                assert words.subject
                assert f"/{language}/partners/" in words.text
                assert f"/{language}/partners/" in words.html
                assert "{" not in words.text + words.html + words.subject
    last = Message.objects.get(context__notice="closed")
    with on("2027-01-16 10:00"):
        assert "1 March 2027" in build(last, "en").text


@pytest.mark.parametrize("number", [1, 3])
def test_a_quiet_tick_asks_as_little_for_many(user: User, number: int) -> None:
    for _more in range(number - 1):
        with on("2026-01-05 10:00"):
            partner_user(OrganisationFactory())
    winter()
    run("2026-11-16 09:00", "2026-11-16 09:00")
    with on("2026-11-16 10:00"), CaptureQueriesContext(connection) as queries:
        assert services.send_notices() == 0
    # The windows, who was told, who is to be; and a savepoint about them.
    assert len(queries) == 5


@pytest.mark.django_db(transaction=True)
def test_the_outbox_takes_them_to_their_readers(mail_server: Any) -> None:
    with on("2026-01-05 10:00"):
        welsh = partner_user(OrganisationFactory(), language="cy")
        english = partner_user(OrganisationFactory(), language="en")
    winter(status=WindowStatus.OPEN)
    with on("2027-01-12 09:00"):
        turn_request_windows()
        deliver_due()
    (to_welsh,), (to_english,) = mail_server.to(welsh.email), mail_server.to(english.email)
    assert to_english["Subject"] == "3 days left to ask for a topic"
    assert "/cy/partners/" in to_welsh.get_body(("plain",)).get_content()


# --- Several schedulers at once -------------------------------------------------------------


def five_at_once(monkeypatch: pytest.MonkeyPatch, moment: str) -> None:
    """Let five schedulers look before any of them writes, each on its own connection."""
    barrier = Barrier(5, timeout=20)
    readers: Callable[[datetime], list[Any]] = notices.readers

    def all_have_looked(joined_by: datetime) -> list[Any]:
        found = readers(joined_by)
        barrier.wait()
        return found

    monkeypatch.setattr(notices, "readers", all_have_looked)

    def scheduler(_number: int) -> int:
        try:
            with on(moment):
                return services.send_notices()
        finally:
            connection.close()

    with ThreadPoolExecutor(5) as pool:
        list(pool.map(scheduler, range(5)))


def copies() -> Counter[str]:
    return Counter(Message.objects.values_list("recipient_id", flat=True))


def opened_with_readers() -> list[User]:
    with on("2026-01-05 10:00"):
        users = [partner_user(OrganisationFactory()) for _number in range(6)]
    winter(status=WindowStatus.OPEN)
    return users


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
def test_five_schedulers_at_once_tell_each_reader_once(monkeypatch: pytest.MonkeyPatch) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("several writers need PostgreSQL")
    users = opened_with_readers()
    five_at_once(monkeypatch, "2027-01-12 09:00")
    assert copies() == {str(user.pk): 1 for user in users}


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
def test_without_the_unique_key_five_schedulers_tell_each_reader_five_times(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The control: it is the key that holds, and the test above would see it fail."""
    if connection.vendor != "postgresql":
        pytest.skip("several writers need PostgreSQL")
    users = opened_with_readers()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conname FROM pg_constraint WHERE conrelid = 'outbox_message'::regclass"
            " AND contype = 'u'"
        )
        (name,) = (row[0] for row in cursor.fetchall())
        cursor.execute(f'ALTER TABLE outbox_message DROP CONSTRAINT "{name}"')
    try:
        five_at_once(monkeypatch, "2027-01-12 09:00")
        assert copies() == {str(user.pk): 5 for user in users}
    finally:
        Message.objects.all().delete()
        with connection.cursor() as cursor:
            cursor.execute(
                f'ALTER TABLE outbox_message ADD CONSTRAINT "{name}" UNIQUE (unique_key)'
            )


def test_two_schedulers_one_after_the_other_change_nothing(user: User) -> None:
    winter(status=WindowStatus.OPEN)
    with on("2027-01-12 09:00"):
        assert services.send_notices() == 1
        assert services.send_notices() == 0
        # Also for one that looked before: the key holds.
        window = RequestWindow.objects.get()
        key = notices._key(window, notices.Notice.THREE_DAYS, user.pk)
        notices.enqueue(
            kind="partners.window-closing",
            unique_key=key,
            recipient_kind="user",
            recipient_id=user.pk,
        )
    assert Message.objects.count() == 1
