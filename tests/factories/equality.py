"""Equality answers, published figures and campaigns, valid and dull."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import factory

from database.models import (
    Campaign,
    CampaignAsk,
    Decision,
    EqualityQuestion,
    FigureRelease,
    Person,
    ProfileField,
    Purpose,
    ReferenceFigure,
)
from database.seed import equality as equality_seed
from database.seed import fields as fields_seed
from database.services.equality import record_equality
from database.services.releases import digest_of
from tests.factories.accounts import UserFactory
from tests.factories.database import ConsentFactory, ConsentWordingFactory, PersonFactory
from vef.common import clock
from vef.common.actors import SYSTEM


class ReferenceFigureFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ReferenceFigure

    area_code = "W06000008"
    area_name_en = "Ceredigion"
    area_name_cy = "Ceredigion"
    characteristic = "sex"
    category = "female"
    value = Decimal(50)
    unit = "percent"
    year = 2021
    source = "Example table"
    status = "verified"


def asked() -> None:
    """Seed the questions and switch them on; a wording for their consent is in use."""
    equality_seed.seed()
    fields_seed.seed()
    ProfileField.objects.filter(code=ProfileField.Code.EQUALITY).update(
        is_on=True, reason="To see who is missing.", since=clock.today()
    )
    ConsentWordingFactory(purpose=Purpose.EQUALITY)


def question(code: str) -> EqualityQuestion:
    return EqualityQuestion.objects.get(code=code, is_active=True)


def member(*, agreed: bool = True, **fields: Any) -> Person:
    """Somebody on the database, who agreed to the use of their equality answers."""
    person = PersonFactory(**fields)
    if agreed:
        ConsentFactory(person=person, purpose=Purpose.EQUALITY, decision=Decision.GIVEN)
    return person


def answered(person: Person, **said: str) -> Person:
    """Let somebody answer: the question's code, with _ for -, to one answer's code."""
    record_equality(
        person,
        answers={question(name.replace("_", "-")).pk: [code] for name, code in said.items()},
        language="en",
        method="phone",
        actor=SYSTEM,
    )
    return person


class CampaignFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Campaign

    kind = Campaign.Kind.EQUALITY
    title = "About you"
    reason_en = "To see whom we do not hear from."
    reason_cy = "Er mwyn gweld pwy nad ydym yn clywed ganddynt."
    closes_on = factory.LazyFunction(lambda: clock.today() + timedelta(days=14))
    prepared_by = factory.SubFactory(UserFactory)


class FigureReleaseFactory(factory.django.DjangoModelFactory):
    """Figures that wait for a second person; without a table, so near to nobody's."""

    class Meta:
        model = FigureRelease

    made_by = factory.SubFactory(UserFactory)
    tables = factory.LazyFunction(list)
    digest = factory.LazyAttribute(lambda row: digest_of(row.tables))


class CampaignAskFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = CampaignAsk

    campaign = factory.SubFactory(CampaignFactory)
    person = factory.SubFactory(PersonFactory)
