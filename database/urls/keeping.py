"""Retention and erasure."""

from django.urls import path

from database.views import keeping

ROOM = "office/keeping/"
ONE = f"{ROOM}lists/<uuid:pk>/"

office: list = [
    path(ROOM, keeping.Keeping.as_view(), name="keeping"),
    path(f"{ROOM}<int:pk>/list/", keeping.KeepingList.as_view(), name="keeping-list"),
    path(ONE, keeping.KeepingRun.as_view(), name="keeping-run"),
    path(f"{ONE}stop/", keeping.KeepingStop.as_view(), name="keeping-run-stop"),
]
public: list = []
