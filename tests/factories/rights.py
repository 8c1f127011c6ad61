"""Requests about data, incidents and holds, valid and dull."""

from datetime import timedelta

import factory

from database.models import (
    AccessPack,
    ImpactAssessment,
    ImpactRisk,
    Incident,
    LegalHold,
    ProcessingRecord,
    RightsRequest,
)
from tests.factories.accounts import UserFactory
from tests.factories.database import PersonFactory
from vef.accounts.models import Role
from vef.common import clock


class RightsRequestFactory(factory.django.DjangoModelFactory):
    """A request for a copy, just written down by the data protection lead."""

    class Meta:
        model = RightsRequest

    reference = factory.Sequence(lambda n: f"DP-25-{n + 1:02d}")
    kind = RightsRequest.Kind.ACCESS
    person = factory.SubFactory(PersonFactory)
    method = "phone"
    language = "en"
    due_on = factory.LazyFunction(lambda: clock.today() + timedelta(days=30))
    recorded_by = factory.SubFactory(UserFactory, role=Role.DATA_PROTECTION)


class WorkedRequestFactory(RightsRequestFactory):
    """Being worked on, by somebody who made sure who asks."""

    status = "working"
    identity_method = "in-person"
    identity_confirmed_at = factory.LazyFunction(clock.now)
    handled_by = factory.SelfAttribute("recorded_by")


class AccessPackFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = AccessPack

    request = factory.SubFactory(WorkedRequestFactory)
    person = factory.SelfAttribute("request.person")
    lines = (
        '[{"cy": {"section": "Cyswllt", "label": "Enw", "value": "Mair"},'
        ' "en": {"section": "Contact", "label": "Name", "value": "Mair"}, "hidden_because": ""},'
        ' {"cy": {"section": "Nodiadau", "label": "Nodyn", "value": "Ffoniodd ei chwaer"},'
        ' "en": {"section": "Notes", "label": "Note", "value": "Her sister rang"},'
        ' "hidden_because": ""}]'
    )
    gathered_by = factory.SelfAttribute("request.recorded_by")


class IncidentFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Incident

    reference = factory.Sequence(lambda n: f"INC-25-{n + 1:02d}")
    title = "A list was seen"
    happened = "Somebody read a list over a shoulder."
    known_at = factory.LazyFunction(clock.now)
    recorded_by = factory.SubFactory(UserFactory, role=Role.DATA_PROTECTION)


class LegalHoldFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = LegalHold

    person = factory.SubFactory(PersonFactory)
    reason = "A claim is being heard."
    review_on = factory.LazyFunction(lambda: clock.today() + timedelta(days=90))
    set_by = factory.SubFactory(UserFactory, role=Role.DATA_PROTECTION)


class ProcessingRecordFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ProcessingRecord
        django_get_or_create = ("code",)

    code = "membership"
    purpose_en, purpose_cy = "To invite people.", "Gwahodd pobl."
    people_en, people_cy = "Members", "Aelodau"
    data_en, data_cy = "Names", "Enwau"
    recipients_en, recipients_cy = "Nobody", "Neb"
    retention_en, retention_cy = "Two years", "Dwy flynedd"
    security_en, security_cy = "Encrypted", "Wedi'i amgryptio"
    lawful_basis_en, lawful_basis_cy = "Public task", "Tasg gyhoeddus"


class ImpactAssessmentFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ImpactAssessment
        django_get_or_create = ("reference",)

    reference = "DPIA-25-01"
    title_en, title_cy = "The forum", "Y fforwm"
    summary_en, summary_cy = "A database.", "Cronfa ddata."


class ImpactRiskFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ImpactRisk

    assessment = factory.SubFactory(ImpactAssessmentFactory)
    risk_en, risk_cy = "A letter is seen.", "Gwelir llythyr."
    likelihood, severity, level = "possible", "severe", "high"
    measure_en, measure_cy = "Neutral letters.", "Llythyrau niwtral."
    effect, residual = "reduced", "low"
