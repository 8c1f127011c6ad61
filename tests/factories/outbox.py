"""Messages, valid and dull."""

import uuid

import factory

from vef.outbox.models import Message


class MessageFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Message

    kind = "test.plain"
    unique_key = factory.Sequence(lambda n: f"test.plain:{n}")
    recipient_kind = "person"
    recipient_id = factory.LazyFunction(lambda: str(uuid.uuid4()))
