"""Records beside the person: notes, supporters, evidence, duplicates, optional fields."""

from django.urls import path

from database.views import definition

office: list = []
public: list = [
    path("who-this-is-for/", definition.WhoThisIsFor.as_view(), name="who-this-is-for"),
]
