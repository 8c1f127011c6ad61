"""Programmes, activities and what follows from them, valid and dull."""

from datetime import date, timedelta
from typing import Any

import factory

from engagement.models import (
    Activity,
    ActivityStatus,
    Anonymity,
    Answer,
    Choice,
    Contribution,
    Eligibility,
    Helpline,
    Invitation,
    InvitationBatch,
    Method,
    Programme,
    ProgrammeEntry,
    ProgrammeStatus,
    Question,
    QuestionKind,
)
from engagement.services.activities import check_activity_language
from tests.factories.accounts import UserFactory
from tests.factories.database import contactable_person
from tests.factories.partners import AcceptedRequestFactory
from vef.accounts.models import Role
from vef.common import clock
from vef.common.actors import SYSTEM
from vef.common.bilingual import LANGUAGES

BEFORE = {ActivityStatus.DRAFT, ActivityStatus.PLANNED, ActivityStatus.CANCELLED}


class ProgrammeFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Programme

    name_en = "Programme 2026"
    name_cy = "Rhaglen 2026"
    starts_on = date(2026, 1, 1)
    ends_on = date(2026, 12, 31)
    status = ProgrammeStatus.PUBLISHED


class EntryFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ProgrammeEntry

    programme = factory.SubFactory(ProgrammeFactory)
    request = factory.SubFactory(AcceptedRequestFactory)
    number = factory.Sequence(lambda n: n + 1)
    title_en = "Non-emergency calls"
    title_cy = "Galwadau difrys"
    objective_en = "Would the new way give a better service?"
    objective_cy = "A fyddai'r ffordd newydd yn rhoi gwell gwasanaeth?"


class MethodFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Method
        django_get_or_create = ("code",)

    code = "survey"
    name_en = "Online survey"
    name_cy = "Arolwg ar-lein"


class ActivityFactory(factory.django.DjangoModelFactory):
    """An activity in draft, complete in both languages; give ``status`` for a later one."""

    class Meta:
        model = Activity
        skip_postgeneration_save = True

    entry = factory.SubFactory(EntryFactory)
    code = factory.Sequence(lambda n: f"A{n + 1}")
    method = factory.SubFactory(MethodFactory)
    title_en = "How calls are answered"
    title_cy = "Sut mae galwadau'n cael eu hateb"
    what_it_involves_en = "You watch two short videos and answer some questions."
    what_it_involves_cy = "Byddwch yn gwylio dau fideo byr ac yn ateb ychydig o gwestiynau."
    what_happens_next_en = "We read everything together and tell those who can change it."
    what_happens_next_cy = (
        "Byddwn yn darllen y cyfan gyda'i gilydd ac yn dweud wrth y rhai perthnasol."
    )
    minutes = 10
    eligibility = Eligibility.ANY
    anonymity = Anonymity.NAMED
    opens_on = factory.LazyFunction(lambda: clock.today() - timedelta(days=7))
    closes_on = factory.LazyFunction(lambda: clock.today() + timedelta(days=21))
    dpia_reference = "DPIA-7"
    rules_version = "2"
    partner_agreed_at = factory.LazyAttribute(
        lambda row: None if row.status in BEFORE else clock.now()
    )
    office_agreed_at = factory.LazyAttribute(
        lambda row: None if row.status in BEFORE else clock.now()
    )
    shared_slug = factory.LazyAttributeSequence(
        lambda row, n: None if row.anonymity == Anonymity.NAMED else f"s{n:011d}"
    )
    status = ActivityStatus.DRAFT


class QuestionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Question
        skip_postgeneration_save = True

    activity = factory.SubFactory(ActivityFactory)
    number = factory.Sequence(lambda n: n + 1)
    kind = QuestionKind.SINGLE
    text_en = "Have you made a call in the last two years?"
    text_cy = "Ydych chi wedi ffonio yn ystod y ddwy flynedd ddiwethaf?"

    @factory.post_generation
    def choices(self, create: bool, extracted: Any, **kwargs: Any) -> None:
        """``choices=[(code, cy, en), …]``; yes and no where choices are offered."""
        if not create or not self.offers_choices:
            return
        offered = extracted or [("yes", "Ydw", "Yes"), ("no", "Nac ydw", "No")]
        for order, (code, label_cy, label_en) in enumerate(offered, start=1):
            Choice.objects.create(
                question=self, code=code, label_cy=label_cy, label_en=label_en, order=order
            )


def survey_activity(*, checked: bool = True, **fields: Any) -> Activity:
    """An activity with one question of each kind, checked in both languages unless told not to."""
    activity = ActivityFactory(**fields)
    for number, kind in enumerate(
        [
            QuestionKind.INFO,
            QuestionKind.SINGLE,
            QuestionKind.MULTI,
            QuestionKind.SCALE,
            QuestionKind.TEXT,
        ]
    ):
        QuestionFactory(
            activity=activity,
            number=number,
            kind=kind,
            max_choices=1 if kind == QuestionKind.MULTI else None,
        )
    if checked:
        for language in LANGUAGES:
            check_activity_language(activity, language, actor=SYSTEM)
        activity.refresh_from_db()
    return activity


def open_survey(**fields: Any) -> Activity:
    return survey_activity(status=ActivityStatus.OPEN, **fields)


class BatchFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = InvitationBatch

    activity = factory.SubFactory(ActivityFactory, status=ActivityStatus.OPEN)
    prepared_by = factory.SubFactory(UserFactory, role=Role.OFFICER)


class InvitationFactory(factory.django.DjangoModelFactory):
    """Somebody reachable, asked to an open activity; ``sent`` unless told otherwise."""

    class Meta:
        model = Invitation

    batch = factory.SubFactory(BatchFactory)
    activity = factory.SelfAttribute("batch.activity")
    person = factory.LazyFunction(contactable_person)
    status = Invitation.Status.SENT
    sent_at = factory.LazyAttribute(
        lambda row: clock.now() if row.status == Invitation.Status.SENT else None
    )


class ContributionFactory(factory.django.DjangoModelFactory):
    """A finished contribution by name."""

    class Meta:
        model = Contribution

    invitation = factory.SubFactory(InvitationFactory)
    activity = factory.LazyAttribute(lambda row: row.invitation.activity)
    is_anonymous = False
    language = "en"
    received_at = factory.LazyFunction(clock.now)


class AnswerFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Answer

    contribution = factory.SubFactory(ContributionFactory)
    question = factory.SubFactory(QuestionFactory)
    codes = factory.LazyFunction(lambda: ["yes"])


class HelplineFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Helpline

    name_en = "Somebody to talk to"
    name_cy = "Rhywun i siarad ag ef"
    number = "0800 000 000"
    verified_on = date(2026, 11, 1)
