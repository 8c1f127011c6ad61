import json
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from database.models import CriterionKind, TellingWord
from database.selecting import Criterion
from database.services.consents import record_consent
from engagement import audiences
from engagement.audiences import NOT_IN_AUDIENCE, narrowed
from engagement.models import (
    ActivityStatus,
    Exclusion,
    Invitation,
    InvitationStatus,
    Narrowing,
)
from engagement.services import activities, invitations
from engagement.services import narrowing as services
from engagement.services.activities import NotReady
from tests.factories import equality
from tests.factories.accounts import UserFactory
from tests.factories.database import (
    AreaFactory,
    ExperienceFactory,
    contactable_person,
)
from tests.factories.engagement import open_survey, survey_activity
from vef.accounts.models import Role
from vef.audit.models import Entry
from vef.common.actors import SYSTEM
from vef.outbox.delivery import deliver_due
from vef.outbox.models import Message

pytestmark = pytest.mark.django_db

HERE = Criterion(CriterionKind.AREA, "town")
WOMEN = Criterion(CriterionKind.ANSWER, "sex:female")
WHY = "The partner changes its service there only."


@pytest.fixture
def asked(town):
    """The equality questions, with three women, a man and somebody who said nothing."""
    equality.asked()

    def one(**said):
        person = contactable_person()
        equality.ConsentFactory(person=person, purpose="equality")
        return equality.answered(person, **said) if said else person

    return {
        "women": [one(sex="female") for _each in range(3)],
        "others": [one(sex="male"), one()],
    }


def narrow(activity, officer, *criteria, reason=WHY):
    return services.narrow(activity, criteria=criteria or [HERE], reason=reason, actor=officer)


def choose(activity, protector, *criteria, reason="DPIA-9"):
    return services.choose_characteristics(
        activity, criteria=criteria or [WOMEN], reason=reason, actor=protector
    )


def release(activity, officer, manager):
    batch = invitations.prepare_batch(activity=activity, actor=officer)
    invitations.release_batch(batch, actor=manager)
    return batch


# --- By what is known of people ---


def test_everybody_is_asked_until_somebody_narrows_it(activity, officer, town):
    inside, outside = contactable_person(area=town), contactable_person()
    assert {seat.person_id for seat in audiences.preview(activity).eligible} == {
        inside.pk,
        outside.pk,
    }
    assert narrow(activity, officer) is True
    audience = audiences.preview(activity)
    assert [seat.person_id for seat in audience.eligible] == [inside.pk]
    assert [(one.person_id, one.reason) for one in audience.left_out] == [
        (outside.pk, NOT_IN_AUDIENCE)
    ]
    assert audience.groups[0].label == "Not in the audience of this activity"
    # What would be, without keeping it.
    assert len(audiences.preview(activity, criteria=[]).eligible) == 2


def test_whom_the_gate_refuses_is_left_out_for_the_gates_reason(activity, officer, town):
    contactable_person(status="pending")
    narrow(activity, officer)
    assert [one.reason for one in audiences.preview(activity).left_out] == ["not-confirmed"]


def test_narrowing_needs_a_reason_and_what_is_on_offer(activity, officer):
    with pytest.raises(services.ReasonMissing):
        narrow(activity, officer, reason="  ")
    for criterion in (Criterion("area", "elsewhere"), WOMEN):
        with pytest.raises(services.UnknownCriterion):
            narrow(activity, officer, criterion)
    assert not Narrowing.objects.exists()


def test_the_same_twice_changes_nothing_and_none_widens_it_again(activity, officer):
    assert narrow(activity, officer) is True
    assert narrow(activity, officer) is False
    assert services.narrow(activity, criteria=[], reason="", actor=officer) is True
    assert services.narrow(activity, criteria=[], reason="", actor=officer) is False
    activity.refresh_from_db()
    assert activity.narrowed_by == []
    acts = Entry.objects.filter(action__startswith="activity.audience").order_by("id")
    assert [(act.action, act.reason, act.data) for act in acts] == [
        ("activity.audience-narrowed", WHY, {"criteria": ["area:town"]}),
        ("activity.audience-widened", "", {"criteria": []}),
    ]


def test_agreements_to_the_old_plan_lapse(officer, town):
    activity = survey_activity(status=ActivityStatus.AGREED)
    narrow(activity, officer)
    activity.refresh_from_db()
    assert activity.status == ActivityStatus.PLANNED
    assert activity.partner_agreed_at is None
    assert activity.narrowed_by == ["area"]


def test_the_reason_goes_with_the_invitations(activity, officer, town):
    contactable_person(area=town)
    narrow(activity, officer)
    assert invitations.prepare_batch(activity=activity, actor=officer).audience_reason == WHY


@pytest.mark.parametrize("state", ["prepared", "released", "cancelled after release"])
def test_it_is_frozen_once_invitations_are_prepared(
    state, activity, officer, manager, protector, town
):
    contactable_person(area=town)
    batch = invitations.prepare_batch(activity=activity, actor=officer)
    if state != "prepared":
        invitations.release_batch(batch, actor=manager)
    if state.startswith("cancelled"):
        invitations.cancel_batch(batch, actor=manager, reason="Too soon")
    with pytest.raises(services.AudienceFrozen):
        narrow(activity, officer)
    with pytest.raises(services.AudienceFrozen):
        services.choose_characteristics(activity, criteria=[], reason="", actor=protector)


def test_a_batch_that_was_cancelled_unreleased_freezes_nothing(activity, officer, town):
    contactable_person(area=town)
    batch = invitations.prepare_batch(activity=activity, actor=officer)
    invitations.cancel_batch(batch, actor=officer, reason="Not everybody")
    assert narrow(activity, officer) is True


@pytest.mark.parametrize("status", sorted(services.OVER))
def test_an_activity_that_is_over_stays_as_it_was(status, officer, town):
    activity = survey_activity(status=status)
    with pytest.raises(services.AudienceFrozen):
        narrow(activity, officer)


# --- At sending ---


@pytest.mark.parametrize("moves", [True, False])
def test_whoever_moved_away_since_is_not_asked(
    moves, activity, officer, manager, town, mail_server
):
    person = contactable_person(area=town)
    narrow(activity, officer)
    release(activity, officer, manager)
    if moves:
        person.area = AreaFactory(code="far", name_en="Far", name_cy="Pell")
        person.save()
    deliver_due()
    invitation = Invitation.objects.get()
    if moves:
        assert (invitation.status, invitation.reason_code) == (
            InvitationStatus.WITHHELD,
            NOT_IN_AUDIENCE,
        )
        assert Message.objects.get().reason_code == NOT_IN_AUDIENCE
    else:
        assert invitation.status == InvitationStatus.SENT


# --- By what people answered ---


def test_a_characteristic_needs_a_second_person(activity, manager, protector, asked):
    choose(activity, protector)
    with pytest.raises(NotReady) as error:
        invitations.prepare_batch(activity=activity, actor=manager)
    assert error.value.codes == {"audience-approval"}
    with pytest.raises(services.SamePerson):
        services.approve_characteristics(activity, actor=protector)
    row = services.approve_characteristics(activity, actor=manager)
    assert row.approved_by == manager
    with pytest.raises(services.NothingToSay):
        services.approve_characteristics(activity, actor=manager)
    # Chosen anew, it is approved anew.
    choose(activity, protector, Criterion(CriterionKind.ANSWER, "sex:male"))
    assert Narrowing.objects.get().waits_for_approval


def test_the_database_wants_another_person_too(activity, protector, asked):
    choose(activity, protector)
    row = Narrowing.objects.get()
    for field in ("approved_by", "safe_by"):
        with pytest.raises(IntegrityError), transaction.atomic():
            Narrowing.objects.filter(pk=row.pk).update(**{field: protector, "safe_because": "x"})


def test_a_characteristic_needs_a_reason_and_a_question_that_is_asked(activity, protector, town):
    with pytest.raises(services.UnknownCriterion):
        choose(activity, protector)
    equality.asked()
    with pytest.raises(services.ReasonMissing):
        choose(activity, protector, reason="")
    with pytest.raises(services.UnknownCriterion):
        choose(activity, protector, HERE)


def test_beside_a_characteristic_only_those_with_the_right_change_the_rest(
    activity, officer, protector, asked
):
    choose(activity, protector)
    with pytest.raises(services.CharacteristicsSet):
        narrow(activity, officer)
    assert narrow(activity, protector) is True
    assert {str(one) for one in narrowed.criteria_of(Narrowing.objects.get())} == {
        "area:town",
        "answer:sex:female",
    }
    choose(activity, protector, Criterion(CriterionKind.ANSWER, "sex:male"))
    services.choose_characteristics(activity, criteria=[], reason="", actor=protector)
    row = Narrowing.objects.get()
    assert [str(one) for one in narrowed.criteria_of(row)] == ["area:town"]
    assert row.reason == WHY
    assert not row.has_characteristics
    assert narrow(activity, officer, HERE, reason="Another") is True


def test_too_few_are_never_asked_by_a_characteristic(
    activity, manager, officer, protector, asked, settings
):
    choose(activity, protector)
    services.approve_characteristics(activity, actor=manager)
    with pytest.raises(services.TooFew):
        invitations.prepare_batch(activity=activity, actor=officer)
    assert not Invitation.objects.exists()
    settings.SMALL_NUMBER_FLOOR = 3
    batch = invitations.prepare_batch(activity=activity, actor=officer)
    # One was cancelled meanwhile: what is left is too few.
    first = batch.invitations.first()
    invitations.cancel_invitation(first, actor=officer, reason="contact-stopped")
    with pytest.raises(services.TooFew):
        invitations.release_batch(batch, actor=manager)


def test_few_may_be_asked_by_where_they_live(activity, officer, town):
    """The control of the floor: it holds for characteristics."""
    contactable_person(area=town)
    narrow(activity, officer)
    assert invitations.prepare_batch(activity=activity, actor=officer).invitations.count() == 1


@pytest.mark.parametrize("withdraws", [True, False])
def test_whoever_takes_their_equality_consent_back_is_not_asked(
    withdraws, activity, officer, manager, protector, asked, settings, mail_server
):
    settings.SMALL_NUMBER_FLOOR = 3
    choose(activity, protector)
    services.approve_characteristics(activity, actor=manager)
    release(activity, officer, manager)
    one = asked["women"][0]
    if withdraws:
        record_consent(
            one,
            purpose="equality",
            decision="withdrawn",
            language="en",
            method="phone",
            actor=SYSTEM,
        )
    deliver_due()
    states = dict(Invitation.objects.values_list("person", "status"))
    assert states.pop(one.pk) == ("withheld" if withdraws else "sent")
    assert set(states.values()) == {"sent"}
    assert set(states) == {person.pk for person in asked["women"][1:]}


def test_neither_the_log_nor_the_left_out_tell_what_anybody_answered(
    activity, officer, manager, protector, asked, settings
):
    settings.SMALL_NUMBER_FLOOR = 3
    choose(activity, protector)
    services.approve_characteristics(activity, actor=manager)
    release(activity, officer, manager)
    log = json.dumps(
        list(
            Entry.objects.filter(
                action__regex="^(activity|audience|invitation-batch|invitationbatch)"
            ).values("action", "data", "reason", "target_id", "target_type")
        ),
        default=str,
    )
    assert '"questions": ["sex"]' in log
    assert "female" not in log
    assert "invited" not in log
    for person in [*asked["women"], *asked["others"]]:
        assert str(person.pk) not in log
        assert person.reference not in log
    assert not Exclusion.objects.exists()


# --- What may be seen ---


@pytest.mark.parametrize(
    ("role", "plain", "by_characteristic"),
    [
        (Role.OFFICER, "3", "fewer than 10"),
        (Role.MANAGER, "3", "fewer than 10"),
        (Role.DATA_PROTECTION, "3", "3"),
        (Role.ADMINISTRATOR, "fewer than 10", "fewer than 10"),
        (Role.PARTNER_LEAD, "fewer than 10", "fewer than 10"),
    ],
)
def test_a_number_is_shown_as_its_reader_may_see_it(role, plain, by_characteristic):
    user = UserFactory(role=role)
    assert narrowed.shown(3, user, by_characteristic=False) == plain
    assert narrowed.shown(3, user, by_characteristic=True) == by_characteristic
    assert narrowed.shown(23, UserFactory(role=Role.ADMINISTRATOR), by_characteristic=False) == "20"


def test_a_preview_costs_the_same_for_one_and_for_three_hundred(activity, officer, protector, town):
    equality.asked()
    narrow(activity, officer)
    choose(activity, protector)

    def add(number):
        for _each in range(number):
            person = contactable_person(area=town)
            equality.ConsentFactory(person=person, purpose="equality")
            equality.answered(person, sex="female")

    def cost():
        with CaptureQueriesContext(connection) as caught:
            audience = audiences.preview(activity)
        return len(caught), len(audience.eligible)

    add(1)
    assert cost() == (15, 1)
    add(299)
    assert cost() == (15, 300)


# --- Words ---


def telling(activity):
    return [(found.language, found.words) for found in services.telling_words(activity)]


@pytest.fixture
def by_experience(officer, town):
    """An activity that asks those who were burgled, and says so in both languages."""
    ExperienceFactory()
    activity = survey_activity(
        status=ActivityStatus.DRAFT,
        title_en="After a burglary",
        title_cy="Ar ôl byrgleriaeth",
        what_it_involves_cy="Byddwn yn siarad am fyrgleriaeth.",
    )
    narrow(activity, officer, Criterion("experience", "burglary"))
    return activity


def test_words_that_name_the_criterion_are_found_in_both_languages(by_experience):
    assert telling(by_experience) == [
        ("cy", "byrgleriaeth"),
        ("cy", "fyrgleriaeth"),
        ("en", "burglary"),
    ]
    assert "audience-words" in {gap.code for gap in activities.readiness(by_experience)}


def test_words_of_questions_and_answers_count_too(by_experience):
    activities.edit_activity(
        by_experience,
        actor=SYSTEM,
        title_en="Calls",
        title_cy="Galwadau",
        what_it_involves_cy="Ateb.",
    )
    assert telling(by_experience) == []
    choice = by_experience.questions.filter(choices__isnull=False).first().choices.first()
    choice.label_cy = "Cefais fyrgleriaeth"
    choice.save()
    assert telling(by_experience) == [("cy", "fyrgleriaeth")]


def test_they_block_until_they_are_changed(town, officer):
    person = contactable_person()
    person.experiences.set([ExperienceFactory()])
    activity = open_survey(title_en="After a burglary")
    narrow(activity, officer, Criterion("experience", "burglary"))
    with pytest.raises(NotReady) as error:
        invitations.prepare_batch(activity=activity, actor=officer)
    assert error.value.codes == {"audience-words"}
    activity.title_en = "Your views"
    activity.save()
    assert invitations.prepare_batch(activity=activity, actor=officer)


def test_a_second_person_may_say_why_they_are_safe(by_experience, officer, manager):
    words = ["byrgleriaeth", "fyrgleriaeth", "burglary"]
    say = {"words": words, "reason": "The title names the service of all callers."}
    with pytest.raises(services.SamePerson):
        services.call_words_safe(by_experience, actor=officer, **say)
    with pytest.raises(services.ReasonMissing):
        services.call_words_safe(by_experience, actor=manager, words=words, reason=" ")
    with pytest.raises(services.WordsChanged):
        services.call_words_safe(by_experience, actor=manager, words=words[:2], reason="x")
    services.call_words_safe(by_experience, actor=manager, **say)
    assert telling(by_experience) == []
    with pytest.raises(services.NothingToSay):
        services.call_words_safe(by_experience, actor=manager, **say)
    entry = Entry.objects.get(action="activity.telling-words-safe")
    assert (entry.data, entry.reason) == ({"words": 3}, say["reason"])


def test_words_that_come_later_block_again(by_experience, manager):
    words = ["byrgleriaeth", "fyrgleriaeth", "burglary"]
    services.call_words_safe(by_experience, words=words, reason="All know it.", actor=manager)
    TellingWord.objects.create(kind="experience", code="burglary", language="en", word="videos")
    assert telling(by_experience) == [("en", "videos")]


def test_another_narrowing_is_read_anew(by_experience, officer, manager):
    words = ["byrgleriaeth", "fyrgleriaeth", "burglary"]
    services.call_words_safe(by_experience, words=words, reason="All know it.", actor=manager)
    narrow(by_experience, officer, Criterion("experience", "burglary"), HERE)
    assert len(telling(by_experience)) == 3
    assert Narrowing.objects.get().safe_by is None


def test_with_everybody_asked_no_word_tells_anything(by_experience, officer):
    services.narrow(by_experience, criteria=[], reason="", actor=officer)
    assert telling(by_experience) == []
    assert "audience-words" not in {gap.code for gap in activities.readiness(by_experience)}


def test_the_invitation_itself_says_nothing_of_the_criterion(by_experience, town):
    """Mail stays neutral whatever the audience: its words are the same for every activity."""
    from engagement.emails import invitation_wording

    by_experience.closes_on = by_experience.opens_on + timedelta(days=5)
    for language in ("cy", "en"):
        mail = invitation_wording(by_experience, language, token="x")
        for text in (mail.subject, mail.text, mail.html):
            assert "burgl" not in text.casefold()
            assert "byrgl" not in text.casefold()
            assert by_experience.title_en not in text
            assert town.name_en not in text
