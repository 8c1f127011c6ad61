"""Every column says how sensitive it is, how long it stays and whether it may be logged."""

from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db import models

from vef.privacy import register
from vef.privacy.register import Kind

# A column with one of these names holds something about somebody.
TELLTALE = {"email", "phone", "postal_address", "signed_by", "lead_officer"}


def columns() -> list[tuple[type[models.Model], models.Field, register.FieldEntry]]:
    return [
        (model, model._meta.get_field(entry.name), entry)
        for model in register.covered_models()
        if model._meta.label in register.REGISTER
        for entry in register.entries(model)
    ]


def test_every_model_is_in_the_register():
    assert register.missing() == []


def test_a_model_nobody_described_is_noticed(monkeypatch):
    fewer = {name: held for name, held in register.REGISTER.items() if name != "database.Person"}
    monkeypatch.setattr(register, "REGISTER", fewer)
    assert register.missing() == ["database.Person"]


def test_nothing_is_described_that_does_not_exist():
    for label, held in register.REGISTER.items():
        model = apps.get_model(label)
        names = {column.name for column in model._meta.get_fields()}
        assert set(held.fields) <= names, label
        assert held.why


def test_every_column_has_an_entry():
    found = columns()
    assert len(found) > 300
    for _model, _column, entry in found:
        assert entry.kind in Kind
        assert entry.keep


def test_what_is_sealed_is_personal_and_never_logged():
    sealed = [(model, entry) for model, column, entry in columns() if register.is_sealed(column)]
    assert len(sealed) >= 8
    for model, entry in sealed:
        assert entry.kind in {Kind.PERSONAL, Kind.SPECIAL}, (model, entry)
        assert not entry.loggable


def test_what_is_personal_is_never_logged():
    for model, column, entry in columns():
        if entry.kind in {Kind.PERSONAL, Kind.SPECIAL}:
            assert not entry.loggable or column.primary_key, (model, entry)


def test_columns_about_somebody_are_called_personal():
    for model, column, entry in columns():
        if column.name in TELLTALE and model._meta.label != "database.SafeContact":
            assert entry.kind in {Kind.PERSONAL, Kind.SPECIAL}, (model, entry)


def test_words_of_people_are_sealed():
    """The control of the rest: in the tables of people no text lies open."""
    open_text = {
        f"{model._meta.label}.{column.name}"
        for model, column, entry in columns()
        if entry.kind in {Kind.PERSONAL, Kind.SPECIAL}
        and model._meta.app_label in {"database", "engagement"}
        and isinstance(column, models.TextField)
        and not register.is_sealed(column)
    }
    # Staff's own words about a row, which the page asks to keep free of names.
    assert open_text <= {
        "engagement.Contribution.excluded_because",
        "database.RightsRequest.outcome",
        "database.LegalHold.reason",
        "database.LegalHold.lifted_because",
    }


def test_the_document_prints_the_register():
    text = (Path(settings.BASE_DIR) / "docs" / "data-protection.md").read_text(encoding="utf-8")
    assert register.as_markdown() in text, "run manage.py data_register --write"
