"""Every model with a way to a person: who walks them all forgets none."""

from collections.abc import Iterable

from django.apps import apps
from django.db import models

from database.models import Person

# Tables that know somebody by an id in a column of their own, without a foreign key.
BY_ID = {"audit.Entry", "admin.LogEntry", "common.Link", "outbox.Message"}
BY_ID |= {"database.Erasure", "database.RetentionRun", "database.Suppression"}


def about_people(known: Iterable[type[models.Model]] | None = None) -> set[str]:
    """Return the labels of all models from whose rows foreign keys lead to a person.

    However many steps it takes; ``known`` are the models to look at, all by default.
    """
    everything = set(apps.get_models() if known is None else known)
    found = {Person}
    while more := {model for model in everything - found if _leads_to(model, found)}:
        found |= more
    labels = {model._meta.label for model in found if not _is_for_tests(model)}
    return labels | (BY_ID if known is None else set())


def _leads_to(model: type[models.Model], targets: set[type[models.Model]]) -> bool:
    columns = [*model._meta.concrete_fields, *model._meta.local_many_to_many]
    return any(column.related_model in targets for column in columns if column.is_relation)


def _is_for_tests(model: type[models.Model]) -> bool:
    return model.__module__.startswith("tests.") and model._meta.app_label != "stranger"
