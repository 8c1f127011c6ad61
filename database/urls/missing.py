"""Who is missing: equality answers, reference figures, campaigns."""

from django.urls import path

from database.views import asks, campaigns, missing

ONE = "office/campaigns/<uuid:pk>/"
FIGURES = "office/missing/<uuid:pk>/"

office: list = [
    path("office/missing/", missing.Missing.as_view(), name="missing"),
    path("office/missing/prepare/", missing.MissingPrepare.as_view(), name="missing-prepare"),
    path(FIGURES, missing.MissingSign.as_view(), name="missing-sign"),
    path(f"{FIGURES}refuse/", missing.MissingRefuse.as_view(), name="missing-refuse"),
    path("office/campaigns/", campaigns.CampaignList.as_view(), name="campaign-list"),
    path("office/campaigns/new/", campaigns.CampaignCreate.as_view(), name="campaign-create"),
    path(ONE, campaigns.CampaignDetail.as_view(), name="campaign-detail"),
    path(f"{ONE}release/", campaigns.CampaignRelease.as_view(), name="campaign-release"),
    path(f"{ONE}close/", campaigns.CampaignClose.as_view(), name="campaign-close"),
    path(
        "office/people/<uuid:pk>/equality/",
        campaigns.EqualityRecord.as_view(),
        name="equality-record",
    ),
]
public: list = [
    path("a/done/<slug:what>/", asks.AskDone.as_view(), name="ask-done"),
    path("a/<str:token>/", asks.AskPage.as_view(), name="ask"),
]
