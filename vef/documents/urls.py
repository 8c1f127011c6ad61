from django.urls import path

from vef.documents import views

app_name = "documents"

office: list = [
    path("office/documents/<uuid:pk>/", views.DocumentDownload.as_view(), name="download"),
]
portal: list = []
public: list = [
    path("documents/<slug:kind>/", views.GovernancePage.as_view(), name="governance"),
    path(
        "documents/<slug:kind>/<str:version>/",
        views.GovernancePage.as_view(),
        name="governance-version",
    ),
]
