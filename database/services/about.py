"""The optional answers somebody gives about themselves, written into their record."""

from collections.abc import Mapping
from typing import Any

from django.db import models

from database.models import (
    Adjustment,
    Area,
    CaseStage,
    Experience,
    Person,
    ProfileField,
    Relationship,
)
from vef.audit.services import record
from vef.common import clock
from vef.common.actors import Actor

Code = ProfileField.Code
# Which list each answer is chosen from, and where the choice is written.
ONE_OF: dict[str, tuple[type[models.Model], str]] = {
    Code.RELATIONSHIP: (Relationship, "relationship"),
    Code.STAGE: (CaseStage, "stage"),
    Code.AREA: (Area, "area"),
}
SOME_OF: dict[str, tuple[type[models.Model], str]] = {
    Code.EXPERIENCES: (Experience, "experiences"),
    Code.ADJUSTMENTS: (Adjustment, "adjustments"),
}
PLAIN = {Code.WELSH_SKILLS: "welsh_skills", Code.COMPLAINT: "has_complaint"}


def write_about(person: Person, about: Mapping[str, Any], *, actor: Actor) -> None:
    """Write optional answers, by ProfileField code, into somebody's record.

    Choices are codes of their lists; one that is not on its list any more is left out.
    What is not in ``about`` stays as it is. Audited with the names of the fields.
    """
    fields = []
    for code, (model, name) in ONE_OF.items():
        found = model._default_manager.filter(code=about[code]).first() if code in about else None
        if found is not None:
            setattr(person, name, found)
            fields.append(name)
    for code, name in PLAIN.items():
        if code in about:
            setattr(person, name, about[code])
            fields.append(name)
    if "stage" in fields:
        # A stage is true of a day: the day they said so.
        person.stage_as_at = clock.today()
        fields.append("stage_as_at")
    if fields:
        person.save(update_fields=fields)
    for code, (model, name) in SOME_OF.items():
        if code in about:
            getattr(person, name).set(model._default_manager.filter(code__in=about[code]))
            fields.append(name)
    if fields:
        record(actor, "person.edited", person, data={"fields": sorted(fields)})
