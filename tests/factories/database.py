"""People on the database, valid and dull."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import factory

from database.models import (
    Adjustment,
    Area,
    CaseStage,
    Consent,
    ConsentEvidence,
    ConsentMethod,
    ConsentWording,
    Decision,
    DefinitionQuote,
    Experience,
    Family,
    FamilyMember,
    Note,
    Person,
    PersonStatus,
    ProfileField,
    Purpose,
    Relationship,
    SafeContact,
    Safety,
    Supporter,
    VictimDefinition,
)
from database.seed import fields
from database.services import profile
from tests.factories.accounts import UserFactory
from vef.accounts.models import User
from vef.common import clock


class AreaFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Area
        django_get_or_create = ("code",)

    code = "ceredigion"
    name_en = "Ceredigion"
    name_cy = "Ceredigion"


class ExperienceFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Experience
        django_get_or_create = ("code",)

    code = "burglary"
    name_en = "Burglary"
    name_cy = "Byrgleriaeth"


class RelationshipFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Relationship
        django_get_or_create = ("code",)

    code = "direct"
    name_en = "It happened to me"
    name_cy = "Fe ddigwyddodd i mi"


class AdjustmentFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Adjustment
        django_get_or_create = ("code",)

    code = "bsl"
    name_en = "British Sign Language"
    name_cy = "Iaith Arwyddion Prydain"


class CaseStageFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = CaseStage
        django_get_or_create = ("code",)

    code = "closed"
    name_en = "Closed some time ago"
    name_cy = "Wedi dod i ben ers tro"
    is_finalised = True


class ConsentWordingFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ConsentWording
        django_get_or_create = ("purpose", "version")

    purpose = Purpose.DATABASE
    version = 1
    text_en = "I agree."
    text_cy = "Rwy'n cytuno."
    in_use_from = date(2020, 1, 1)


def _unless_erased(pattern: str) -> Callable[[Any, int], str]:
    """Nothing that identifies is left of somebody erased."""
    return lambda row, n: "" if row.status == PersonStatus.ERASED else pattern.format(n)


class PersonFactory(factory.django.DjangoModelFactory):
    """Somebody active; nothing else is known, so the gate refuses them."""

    class Meta:
        model = Person

    reference = factory.Sequence(lambda n: f"VP-{n + 1:04d}")
    status = PersonStatus.ACTIVE
    name = factory.LazyAttributeSequence(_unless_erased("Mair Penfynnon {}"))
    email = factory.LazyAttributeSequence(_unless_erased("member{}@example.com"))
    reading = "en"


class ConsentFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Consent

    person = factory.SubFactory(PersonFactory)
    purpose = Purpose.DATABASE
    decision = Decision.GIVEN
    wording = factory.SubFactory(ConsentWordingFactory, purpose=factory.SelfAttribute("..purpose"))
    language = "en"
    method = ConsentMethod.WEB


class NoteFactory(factory.django.DjangoModelFactory):
    """A note for everybody who sees people."""

    class Meta:
        model = Note

    person = factory.SubFactory(PersonFactory)
    text = "Rings on Tuesdays"
    written_by = factory.SubFactory(UserFactory)


class EvidenceFactory(factory.django.DjangoModelFactory):
    """A small PDF that proves nothing yet."""

    class Meta:
        model = ConsentEvidence

    person = factory.SubFactory(PersonFactory)
    file_name = "form.pdf"
    media_type = "application/pdf"
    size = 8
    content = b"%PDF-1.7"
    added_by = factory.SubFactory(UserFactory)


class SupporterFactory(factory.django.DjangoModelFactory):
    """A support worker nobody has agreed to yet."""

    class Meta:
        model = Supporter

    person = factory.SubFactory(PersonFactory)
    kind = Supporter.Kind.SUPPORT_WORKER
    name = "Owen Saltmarshe"


class FamilyFactory(factory.django.DjangoModelFactory):
    """A family nobody belongs to yet."""

    class Meta:
        model = Family

    reference = factory.Sequence(lambda n: f"FA-{n:04d}")


class FamilyMemberFactory(factory.django.DjangoModelFactory):
    """Somebody who belongs to a family and has agreed to nothing yet."""

    class Meta:
        model = FamilyMember

    family = factory.SubFactory(FamilyFactory)
    person = factory.SubFactory(PersonFactory)


class VictimDefinitionFactory(factory.django.DjangoModelFactory):
    """A meaning that has been in use for a while."""

    class Meta:
        model = VictimDefinition
        django_get_or_create = ("version",)

    version = 1
    text_en = "Somebody harmed by a crime."
    text_cy = "Rhywun a gafodd niwed oherwydd trosedd."
    source_en = "A Code"
    source_cy = "Cod"
    in_use_from = date(2020, 1, 1)


class DefinitionQuoteFactory(factory.django.DjangoModelFactory):
    """A place nobody has read yet."""

    class Meta:
        model = DefinitionQuote

    code = factory.Sequence(lambda n: f"place-{n}")
    name_en = "A leaflet"
    name_cy = "Taflen"


class SafeContactFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = SafeContact

    person = factory.SubFactory(PersonFactory)
    version = 1
    email = Safety.SAFE


def contactable_person(
    *, consent_at: datetime | None = None, safe: dict | None = None, **fields: object
) -> Person:
    """Somebody the gate lets through by email: active, agreed, safe, case finished."""
    fields.setdefault("stage", CaseStageFactory())
    person = PersonFactory(**fields)
    given = consent_at or clock.now() - timedelta(days=30)
    for purpose in (Purpose.DATABASE, Purpose.EMAIL):
        ConsentFactory(person=person, purpose=purpose, at=given)
    SafeContactFactory(person=person, **(safe or {}))
    return person


def ask_everything(actor: User) -> None:
    """Switch every optional question on."""
    fields.seed()
    for row in ProfileField.objects.all():
        profile.switch_on(row, reason="Updated impact assessment", actor=actor)
