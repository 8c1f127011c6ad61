import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from database import selecting
from database.models import Area, CriterionKind, Experience, ProfileField, TellingWord
from database.seed import telling as telling_seed
from database.selecting import Criterion, matching
from database.services.consents import record_consent
from database.telling import telling_words
from tests.factories import equality
from tests.factories.database import (
    AreaFactory,
    CaseStageFactory,
    ExperienceFactory,
    PersonFactory,
    RelationshipFactory,
    ask_everything,
)
from vef.common.actors import SYSTEM

pytestmark = pytest.mark.django_db

Kind = CriterionKind


@pytest.fixture
def places():
    """A county with a town in it and an estate in that; a county beside it."""
    county = AreaFactory(code="county", name_en="County", name_cy="Sir", setting="rural")
    town = AreaFactory(
        code="town", name_en="Penfynnon", name_cy="Penfynnon", parent=county, setting="urban"
    )
    estate = AreaFactory(
        code="estate", name_en="Estate", name_cy="Ystad", parent=town, is_hotspot=True
    )
    beside = AreaFactory(code="beside", name_en="Beside", name_cy="Wrth ymyl")
    return {row.code: row for row in (county, town, estate, beside)}


@pytest.fixture
def people(places):
    return {code: PersonFactory(area=area) for code, area in places.items()} | {
        "nowhere": PersonFactory()
    }


def who(people, *criteria):
    found = matching([Criterion(kind, code) for kind, code in criteria])
    return {name for name, person in people.items() if person.pk in found}


def test_without_criteria_it_is_everybody(people):
    assert who(people) == set(people)


@pytest.mark.parametrize(
    ("criteria", "expected"),
    [
        ([(Kind.AREA, "county")], {"county", "town", "estate"}),
        ([(Kind.AREA, "town")], {"town", "estate"}),
        ([(Kind.AREA, "estate"), (Kind.AREA, "beside")], {"estate", "beside"}),
        # An area that says nothing is what the one around it is.
        ([(Kind.SETTING, "rural")], {"county"}),
        ([(Kind.SETTING, "urban")], {"town", "estate"}),
        ([(Kind.HOTSPOT, "yes")], {"estate"}),
        # Of several kinds each must hold.
        ([(Kind.AREA, "county"), (Kind.SETTING, "rural")], {"county"}),
        ([(Kind.AREA, "beside"), (Kind.HOTSPOT, "yes")], set()),
        ([(Kind.AREA, "unknown")], set()),
    ],
)
def test_a_place_takes_in_all_that_lies_in_it(people, criteria, expected):
    assert who(people, *criteria) == expected


def test_each_other_criterion_chooses_by_what_it_says():
    burglary, fraud = ExperienceFactory(), ExperienceFactory(code="fraud", name_en="Fraud")
    people = {
        "both": PersonFactory(reading="cy"),
        "fraud": PersonFactory(relationship=RelationshipFactory()),
        "closed": PersonFactory(stage=CaseStageFactory()),
        "none": PersonFactory(),
    }
    people["both"].experiences.set([burglary, fraud])
    people["fraud"].experiences.set([fraud])
    assert who(people, (Kind.EXPERIENCE, "burglary")) == {"both"}
    assert who(people, (Kind.EXPERIENCE, "burglary"), (Kind.EXPERIENCE, "fraud")) == {
        "both",
        "fraud",
    }
    assert who(people, (Kind.RELATIONSHIP, "direct")) == {"fraud"}
    assert who(people, (Kind.STAGE, "closed")) == {"closed"}
    assert who(people, (Kind.READING, "cy")) == {"both"}
    assert who(people, (Kind.EXPERIENCE, "fraud"), (Kind.READING, "cy")) == {"both"}


@pytest.fixture
def answerers():
    equality.asked()
    return {
        "woman": equality.answered(equality.member(), sex="female", condition="yes"),
        "man": equality.answered(equality.member(), sex="male", condition="yes"),
        "said-nothing": equality.answered(equality.member(), sex="pns"),
        "not-asked": equality.member(),
    }


FEMALE = (Kind.ANSWER, "sex:female")


def test_equality_answers_count_of_those_only_who_agreed_to_their_use(answerers):
    assert who(answerers, FEMALE) == {"woman"}
    assert who(answerers, FEMALE, (Kind.ANSWER, "sex:male")) == {"woman", "man"}
    assert who(answerers, FEMALE, (Kind.ANSWER, "condition:yes")) == {"woman"}
    record_consent(
        answerers["woman"],
        purpose="equality",
        decision="withdrawn",
        language="en",
        method="phone",
        actor=SYSTEM,
    )
    assert who(answerers, FEMALE) == set()


def test_nobody_matches_a_characteristic_that_is_not_asked_any_more(answerers):
    assert who(answerers, FEMALE) == {"woman"}
    ProfileField.objects.filter(code=ProfileField.Code.EQUALITY).update(is_on=False)
    assert who(answerers, FEMALE) == set()
    assert selecting.offered_answers() == []


def test_one_person_is_asked_about_alone(answerers, people):
    woman, man = answerers["woman"].pk, answerers["man"].pk
    assert matching([Criterion(*FEMALE)], person_id=woman) == {woman}
    assert matching([Criterion(*FEMALE)], person_id=man) == set()
    town = people["town"].pk
    assert matching([Criterion(Kind.AREA, "county")], person_id=town) == {town}


def queries(criteria):
    with CaptureQueriesContext(connection) as caught:
        matching([Criterion(kind, code) for kind, code in criteria])
    return len(caught)


def test_one_person_and_three_hundred_cost_the_same_queries(places):
    equality.asked()
    everything = [
        (Kind.AREA, "county"),
        (Kind.EXPERIENCE, "burglary"),
        (Kind.READING, "cy"),
        FEMALE,
    ]
    burglary = ExperienceFactory()

    def add(number):
        for _each in range(number):
            person = equality.member(area=places["town"], reading="cy")
            person.experiences.add(burglary)
            equality.answered(person, sex="female")

    add(1)
    assert queries(everything) == 8
    add(299)
    assert queries(everything) == 8
    assert len(matching([Criterion(kind, code) for kind, code in everything])) == 300


# --- What is on offer ---


def test_only_what_is_asked_of_people_is_on_offer(officer, places):
    ExperienceFactory()
    ExperienceFactory(code="pns", name_en="Prefer not to say")
    assert set(selecting.offered()) == {Kind.READING}
    ask_everything(officer)
    offered = selecting.offered()
    assert {Kind.AREA, Kind.SETTING, Kind.HOTSPOT, Kind.EXPERIENCE} <= set(offered)
    assert [(one.criterion.code, one.depth) for one in offered[Kind.AREA]] == [
        ("beside", 0),
        ("county", 0),
        ("town", 1),
        ("estate", 2),
    ]
    assert [one.criterion.code for one in offered[Kind.EXPERIENCE]] == ["burglary"]


def test_every_criterion_on_offer_has_its_words_in_both_languages(officer, places):
    ExperienceFactory()
    equality.asked()
    ask_everything(officer)
    chosen = [one.criterion for rows in selecting.offered().values() for one in rows]
    chosen += [one.criterion for _q, rows in selecting.offered_answers() for one in rows]
    labels = selecting.labels(chosen)
    assert len(chosen) > 20
    assert all(labels[one]["cy"] and labels[one]["en"] for one in chosen)


# --- What gives a criterion away ---


def words(kind, code):
    one = Criterion(kind, code)
    return {telling.word for telling in telling_words([one])[one]}


def test_a_criterion_is_told_by_its_names_in_both_languages_and_by_words_like_them(places):
    Experience.objects.create(
        code="stalking",
        name_en="Stalking, or being followed (online too)",
        name_cy="Stelcio neu gael eich dilyn",
    )
    TellingWord.objects.create(kind="experience", code="stalking", language="en", word="stalker")
    found = words(Kind.EXPERIENCE, "stalking")
    assert {"Stalking", "being followed", "Stelcio", "gael eich dilyn", "stalker"} <= found
    assert not any("online" in word for word in found)


def test_a_county_is_told_by_the_towns_in_it(places):
    assert words(Kind.AREA, "county") == {"County", "Sir", "Penfynnon", "Estate", "Ystad"}
    assert words(Kind.AREA, "estate") == {"Estate", "Ystad"}
    assert Area.objects.count() == 4


def test_an_answer_is_told_by_the_words_of_its_question():
    equality.asked()
    telling_seed.seed()
    assert "disabled" in words(Kind.ANSWER, "condition:yes")
    assert {"Female", "women"} <= words(Kind.ANSWER, "sex:female")


def test_an_answer_that_says_nothing_without_its_question_is_no_word():
    equality.asked()
    assert words(Kind.ANSWER, "condition:yes") == set()
    assert words(Kind.ANSWER, "english-level:very-well") == set()
    assert "Other" not in words(Kind.ANSWER, "main-language:other")


def test_words_an_office_took_away_do_not_come_back():
    assert telling_seed.seed() > 100
    TellingWord.objects.get(code="burglary", word="break-in").delete()
    assert telling_seed.seed() == 0
    assert not TellingWord.objects.filter(word="break-in").exists()
