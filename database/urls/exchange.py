"""Spreadsheets in and out."""

from django.urls import path

from database.views import exchange

IN = "office/people/imports/"
OUT = "office/people/exports/"

office: list = [
    path(IN, exchange.ImportList.as_view(), name="import-list"),
    path(f"{IN}add/", exchange.ImportAdd.as_view(), name="import-add"),
    path(f"{IN}<uuid:pk>/", exchange.ImportDetail.as_view(), name="import-detail"),
    path(f"{IN}<uuid:pk>/columns/", exchange.ImportColumns.as_view(), name="import-columns"),
    path(f"{IN}<uuid:pk>/do/<slug:step>/", exchange.ImportStep.as_view(), name="import-step"),
    path(OUT, exchange.ExportList.as_view(), name="export-list"),
    path(f"{OUT}add/", exchange.ExportAdd.as_view(), name="export-add"),
    path(f"{OUT}<uuid:pk>/", exchange.ExportDetail.as_view(), name="export-detail"),
    path(f"{OUT}<uuid:pk>/approve/", exchange.ExportApprove.as_view(), name="export-approve"),
    path(f"{OUT}<uuid:pk>/refuse/", exchange.ExportRefuse.as_view(), name="export-refuse"),
    path(f"{OUT}<uuid:pk>/take/", exchange.ExportTake.as_view(), name="export-take"),
]
public: list = []
