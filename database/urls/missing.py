"""Who is missing: equality answers, reference figures, campaigns."""

from django.urls import path

from database.views import missing

office: list = [
    path("office/missing/", missing.Missing.as_view(), name="missing"),
    path("office/missing/release/", missing.MissingRelease.as_view(), name="missing-release"),
]
public: list = []
