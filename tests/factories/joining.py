"""Requests to join and joining codes, valid and dull."""

from typing import Any

import factory

from database.joining import Said
from database.models import JoinRequest, Purpose, SourceCode
from tests.factories.database import ConsentWordingFactory

AGREED = (Purpose.DATABASE, Purpose.EMAIL)


class SourceCodeFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = SourceCode

    code = factory.Sequence(lambda n: f"bcd{n:03d}")
    label = factory.Sequence(lambda n: f"Service {n}")
    kind = SourceCode.Kind.SERVICE


def said(**more: Any) -> Said:
    """Agrees to the database and to email, which is safe."""
    more.setdefault("purposes", [str(purpose) for purpose in AGREED])
    return Said(**{"safe": ["email"], "reading": "en"} | more)


class JoinRequestFactory(factory.django.DjangoModelFactory):
    """What somebody typed, not taken in yet."""

    class Meta:
        model = JoinRequest

    class Params:
        said = factory.LazyFunction(said)

    name = "Robin Thornleighby"
    email = factory.Sequence(lambda n: f"robin{n}@example.com")
    language = "en"
    choices = factory.LazyAttribute(lambda row: row.said.to_text())
    wordings = factory.LazyAttribute(
        lambda row: [ConsentWordingFactory(purpose=one).pk for one in row.said.purposes]
    )
