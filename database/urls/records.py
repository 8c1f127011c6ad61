"""Records beside the person: notes, supporters, evidence, duplicates, optional fields."""

from django.urls import path

from database.views import definition, fields

office: list = [
    path("office/people/fields/", fields.FieldList.as_view(), name="field-list"),
    path("office/people/fields/<slug:code>/", fields.FieldChange.as_view(), name="field-change"),
]
public: list = [
    path("who-this-is-for/", definition.WhoThisIsFor.as_view(), name="who-this-is-for"),
]
