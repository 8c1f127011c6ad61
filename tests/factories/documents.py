"""Files that belong to another row."""

import hashlib
from typing import Any

import factory
from django.core.files.base import ContentFile

from tests.factories.accounts import UserFactory
from vef.accounts.models import Role
from vef.documents.models import Attachment
from vef.documents.sniffing import FileKind


class AttachmentFactory(factory.django.DjangoModelFactory):
    """A text file of an organisation's request, or of any row: ``about=``."""

    class Meta:
        model = Attachment

    class Params:
        about: Any = None
        content = b"A leaflet."

    about_type = factory.LazyAttribute(lambda row: row.about._meta.label_lower)
    about_id = factory.LazyAttribute(lambda row: str(row.about.pk))
    title = "Our leaflet"
    kind = FileKind.TEXT
    size = factory.LazyAttribute(lambda row: len(row.content))
    digest = factory.LazyAttribute(lambda row: hashlib.sha256(row.content).hexdigest())
    file = factory.LazyAttribute(lambda row: ContentFile(row.content, name="file"))
    added_by = factory.SubFactory(UserFactory, role=Role.PARTNER)
