"""Who is missing: who is counted, as what, and what may be said beside the census."""

import pytest

from database.missing import report
from database.missing.counting import count
from database.models import ConsentMethod, Decision, PersonStatus, Purpose
from database.services import releases
from database.services.consents import record_consent
from tests.database.missing import forum
from tests.factories.database import AreaFactory, ConsentFactory, PersonFactory
from tests.factories.engagement import ContributionFactory, InvitationFactory
from tests.factories.equality import answered, member
from vef.common import clock
from vef.common.actors import SYSTEM

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("questions")]


def counted(name, group="members"):
    return next(
        one for one in count() if one.characteristic.name == name and one.population.code == group
    )


# --- Counting ----------------------------------------------------------------------


def test_not_asked_and_prefer_not_to_say_are_rows_of_their_own():
    forum(3, 2, declined=4, silent=5)
    tally = counted("sex").tally
    assert dict(tally.counts) == {"female": 3, "male": 2}
    assert (tally.not_said, tally.not_asked, tally.everybody) == (4, 5, 14)


def test_disabled_is_who_has_a_condition_that_makes_daily_life_harder():
    answered(member(), condition="yes", condition_effect="a-lot")
    answered(member(), condition="yes", condition_effect="a-little")
    answered(member(), condition="yes", condition_effect="not-at-all")
    answered(member(), condition="no")
    # Half an answer says neither, and a refusal of the second half is one.
    answered(member(), condition="yes")
    answered(member(), condition="yes", condition_effect="pns")
    tally = counted("disability").tally
    assert dict(tally.counts) == {"disabled": 2, "not-disabled": 2}
    assert (tally.not_said, tally.not_asked) == (1, 1)


def test_speakers_of_welsh_against_everybody_else_who_answered():
    from database.services.equality import record_equality
    from tests.factories.equality import question

    for codes in (["understand", "speak"], ["understand"], ["none"]):
        record_equality(
            member(),
            answers={question("welsh").pk: codes},
            language="cy",
            method="phone",
            actor=SYSTEM,
        )
    assert dict(counted("speaks_welsh").tally.counts) == {"aged 3+": 1, "other": 2}


def test_a_neighbourhood_counts_to_its_area(census):
    hood = AreaFactory(code="borth", name_en="Borth", name_cy="Y Borth", parent=census[0])
    abroad = AreaFactory(code="else", name_en="Else", name_cy="Arall")
    for area in (census[0], hood, abroad, None):
        PersonFactory(area=area)
    tally = counted("area").tally
    assert dict(tally.counts) == {"W06000008": 2, "W06000023": 0, "other": 1}
    assert tally.not_asked == 1


def test_those_who_left_or_are_restricted_or_took_back_their_yes_are_not_counted():
    answered(member(), sex="female")
    answered(member(is_restricted=True), sex="female")
    answered(member(status=PersonStatus.PENDING), sex="female")
    tired = answered(member(), sex="female")
    record_consent(
        tired,
        purpose=Purpose.EQUALITY,
        decision=Decision.WITHDRAWN,
        language="en",
        method=ConsentMethod.PHONE,
        actor=SYSTEM,
    )
    tally = counted("sex").tally
    assert (tally.answered, tally.not_asked) == (1, 1)


def test_a_yes_by_link_that_is_not_confirmed_does_not_count_yet():
    person = member(agreed=False)
    ConsentFactory(person=person, purpose=Purpose.EQUALITY, is_provisional=True)
    from database.models import EqualityAnswer
    from tests.factories.equality import question

    EqualityAnswer.objects.create(
        person=person,
        question=question("sex"),
        answer='{"codes": ["female"]}',
        language="en",
        method="link",
    )
    assert counted("sex").tally.answered == 0
    ConsentFactory(person=person, purpose=Purpose.EQUALITY, method="phone", at=clock.now())
    assert counted("sex").tally.answered == 1


def test_invited_and_those_who_took_part_come_from_engagement():
    people = forum(3, 0)
    InvitationFactory(person=people[0], status="sent", sent_at=clock.now())
    InvitationFactory(person=people[1], status="withheld")
    told = InvitationFactory(person=people[2], status="sent", sent_at=clock.now())
    ContributionFactory(invitation=told)
    gone = PersonFactory(status=PersonStatus.WITHDRAWN, withdrawn_at=clock.now())
    InvitationFactory(person=gone, status="sent", sent_at=clock.now())
    assert counted("sex", "invited").tally.everybody == 2
    assert counted("sex", "took-part").tally.everybody == 1
    (note,) = report.notes(releases.counted_now(), "en")
    assert "anonymously" in note


@pytest.mark.parametrize("number", [1, 3, 300])
def test_counting_asks_the_same_for_one_and_for_three_hundred(
    number, census, django_assert_num_queries
):
    first = answered(member(area=census[0]), sex="female", religion="none")
    InvitationFactory(person=first, status="sent", sent_at=clock.now())
    for _ in range(number - 1):
        PersonFactory(area=census[0])
    with django_assert_num_queries(12):
        releases.counted_now()


# --- Comparing ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("shown", "answered_number", "percent", "verdict"),
    [
        (25, 29, 51.1, ""),
        (15, 30, 51.1, "alike"),
        (5, 30, 51.1, "fewer"),
        (25, 30, 51.1, "more"),
        # Where hardly anybody is to be expected, nothing can be said.
        (0, 100, 0.5, "unclear"),
        # Hidden: nine at most.
        (None, 100, 51.1, "fewer"),
        (None, 30, 18.0, "unclear"),
        (None, 9, 51.1, ""),
        (None, None, 51.1, ""),
    ],
)
def test_no_claim_under_thirty_and_none_that_chance_would_make(
    shown, answered_number, percent, verdict
):
    assert report.compare(shown, answered_number, percent) == verdict
