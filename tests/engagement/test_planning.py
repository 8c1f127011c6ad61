"""What activities promise month by month, and whom they ask on the same theme."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from database.selecting import Criterion
from engagement import planning
from engagement.models import Eligibility
from engagement.services import narrowing
from feedback import planning as feedback_planning
from partners.promised import Figure, first_days
from partners.services import set_theme
from tests.factories.database import (
    AreaFactory,
    CaseStageFactory,
    ExperienceFactory,
    ask_everything,
    contactable_person,
)
from tests.factories.engagement import (
    ActivityFactory,
    BatchFactory,
    EntryFactory,
    InvitationFactory,
    open_survey,
)
from tests.factories.feedback import activity_of, delivered_pack
from tests.factories.partners import AcceptedRequestFactory, ReviewedRequestFactory
from vef.common import clock

pytestmark = pytest.mark.django_db


@pytest.fixture
def firsts():
    return first_days(clock.today())


@pytest.fixture
def three(db):
    """Three people: one lives in the town, one's case goes on."""
    live = CaseStageFactory(code="live", is_finalised=False, name_en="Live", name_cy="Byw")
    town = AreaFactory(code="town", name_en="Penfynnon", name_cy="Penfynnon")
    return [
        contactable_person(area=town),
        contactable_person(),
        contactable_person(stage=live),
    ]


def plan(firsts, first, last, **fields):
    """An activity from the middle of one month to that of another, by their places."""
    middle = timedelta(days=14)
    fields.setdefault("status", "planned")
    return ActivityFactory(
        opens_on=firsts[first] + middle, closes_on=firsts[last] + middle, **fields
    )


def figures(firsts, figure):
    found = planning.in_months(firsts).figures[figure]
    return [found.get(first, 0) for first in firsts]


def test_an_activity_runs_in_every_month_it_touches(firsts):
    plan(firsts, 1, 3)
    plan(firsts, 3, 3, status="agreed")
    plan(firsts, 2, 2, status="draft")
    plan(firsts, 2, 2, status="cancelled")
    assert figures(firsts, Figure.ACTIVITIES) == [0, 1, 1, 2, 0, 0]


def test_it_promises_a_message_to_everybody_who_fits_when_it_opens(firsts, three, officer):
    plan(firsts, 1, 3)
    plan(firsts, 2, 2, eligibility=Eligibility.FINALISED_ONLY)
    here = plan(firsts, 4, 4)
    ask_everything(officer)
    narrowing.narrow(here, criteria=[Criterion("area", "town")], reason="Only there", actor=officer)
    contactable_person(status="paused", paused_until=clock.today())
    assert figures(firsts, Figure.MESSAGES) == [0, 3, 2, 0, 1, 0]
    assert planning.in_months(firsts).people == 3


def test_once_invitations_are_released_only_what_has_not_left_is_promised(firsts, three):
    activity = open_survey()
    assert figures(firsts, Figure.MESSAGES)[0] == 3
    batch = BatchFactory(
        activity=activity,
        status="released",
        released_by=activity.entry.request.author,
        released_at=clock.now(),
    )
    for person, status in zip(three, ("sent", "queued", "withheld"), strict=True):
        InvitationFactory(batch=batch, person=person, status=status)
    assert figures(firsts, Figure.MESSAGES)[0] == 1


def test_answers_fall_due_by_their_deadline_and_by_the_programme(firsts, officer):
    pack = delivered_pack(activity_of(), author=officer)
    EntryFactory(answer_due_on=firsts[2] + timedelta(days=3))
    # Its results are delivered: their own deadline holds.
    type(pack.activity.entry).objects.filter(pk=pack.activity.entry_id).update(
        answer_due_on=firsts[4]
    )
    due = feedback_planning.in_months(firsts).figures[Figure.ANSWERS]
    expected = {pack.answer_due_on.replace(day=1): 1}
    expected[firsts[2]] = expected.get(firsts[2], 0) + 1
    assert dict(due) == expected


def test_the_months_cost_the_same_for_one_activity_and_three(firsts, three, officer):
    ask_everything(officer)

    def add():
        activity = plan(firsts, 1, 1)
        narrowing.narrow(activity, criteria=[Criterion("area", "town")], reason="x", actor=officer)

    def cost():
        with CaptureQueriesContext(connection) as caught:
            planning.in_months(firsts)
        return len(caught)

    add()
    assert cost() == 6
    add()
    add()
    assert cost() == 6


# --- The same theme ---


@pytest.fixture
def theme(db):
    return ExperienceFactory()


def on(theme, days, length=7, **fields):
    """An activity on the theme that opens so many days from now."""
    fields.setdefault("status", "planned")
    opens = clock.today() + timedelta(days=days)
    return ActivityFactory(
        theme=theme, opens_on=opens, closes_on=opens + timedelta(days=length), **fields
    )


def codes(found):
    return [clash.code for clash in found]


def test_what_is_planned_runs_or_ended_lately_on_the_theme_clashes(theme, settings):
    settings.THEME_REST_DAYS = 30
    coming, lately = on(theme, 60), on(theme, -35, status="completed")
    on(theme, -60, status="completed")
    on(theme, 5, status="draft")
    on(theme, 5, status="cancelled")
    on(ExperienceFactory(code="fraud", name_en="Fraud"), 5)
    assert codes(planning.clashes("burglary", clock.today())) == [lately.code, coming.code]


def test_it_says_how_many_of_the_same_people_above_the_floor(theme, settings):
    settings.SMALL_NUMBER_FLOOR = 5
    asked = on(theme, -20, status="completed")
    on(theme, 20)
    batch = BatchFactory(activity=asked)
    for _each in range(6):
        InvitationFactory(batch=batch)
    for _each in range(5):
        contactable_person()
    found = planning.clashes("burglary", clock.today())
    assert [str(clash.same) for clash in found] == ["5", "10"]


def test_few_of_the_same_people_are_fewer_than_the_floor(theme, three):
    on(theme, 5)
    assert str(planning.clashes("burglary", clock.today())[0].same) == "fewer than 10"


def test_a_plan_clashes_with_others_near_its_own_dates(theme, settings):
    settings.THEME_REST_DAYS = 30
    mine, near = on(theme, 50), on(theme, 20)
    on(theme, 120)
    assert codes(planning.clashes_of(mine, clock.today())) == [near.code]
    mine.theme = None
    assert planning.clashes_of(mine, clock.today()) == []


def test_of_two_plans_only_those_who_fit_both_are_the_same_people(theme, three, officer, settings):
    settings.SMALL_NUMBER_FLOOR = 2
    mine, _other = on(theme, 5), on(theme, 10)
    ask_everything(officer)
    for _each in range(4):
        contactable_person(area=three[0].area)
    narrowing.narrow(mine, criteria=[Criterion("area", "town")], reason="x", actor=officer)
    mine.refresh_from_db()
    assert str(planning.clashes_of(mine, clock.today())[0].same) == "5"


def test_the_plan_warns_and_stops_nothing(theme, officer, client_of):
    mine, other = on(theme, 5, status="draft"), on(theme, 10)
    page = client_of(officer).get(reverse("engagement:activity-detail", args=[mine.pk]))
    assert "on the same painful theme" in page.content.decode()
    assert other.code in page.content.decode()
    client_of(officer).post(reverse("engagement:activity-plan", args=[mine.pk]))
    mine.refresh_from_db()
    assert mine.status == "planned"


def test_a_plan_begins_with_the_theme_the_office_saw_in_the_request(theme, officer, client_of):
    topic = ReviewedRequestFactory()
    set_theme(topic, theme="burglary", actor=officer)
    entry = EntryFactory(request=topic)
    page = client_of(officer).get(reverse("engagement:activity-create", args=[entry.pk]))
    assert page.context["form"].initial["theme"] == theme.pk
    other = EntryFactory(request=AcceptedRequestFactory())
    page = client_of(officer).get(reverse("engagement:activity-create", args=[other.pk]))
    assert page.context["form"].initial["theme"] is None


def test_clashes_cost_the_same_for_one_and_three(theme, three):
    def cost():
        with CaptureQueriesContext(connection) as caught:
            planning.clashes("burglary", clock.today())
        return len(caught)

    on(theme, 5)
    assert cost() == 6
    on(theme, 6)
    on(theme, 7)
    assert cost() == 6
