from django.urls import path

from partners.views import assessing, late_codes, nudges, partner, triage, windows
from partners.views import office as staff

app_name = "partners"

office = [
    path("office/requests/", staff.RequestList.as_view(), name="request-list"),
    path("office/requests/<uuid:pk>/", staff.RequestReview.as_view(), name="request-review"),
    path("office/requests/<uuid:pk>/start/", staff.RequestTakeUp.as_view(), name="request-take-up"),
    path("office/requests/<uuid:pk>/decide/", staff.RequestDecide.as_view(), name="request-decide"),
    path(
        "office/requests/<uuid:pk>/assess/",
        assessing.RequestAssess.as_view(),
        name="request-assess",
    ),
    path(
        "office/requests/<uuid:pk>/interest/",
        assessing.RequestInterest.as_view(),
        name="request-interest",
    ),
    path("office/requests/<uuid:pk>/place/", triage.RequestPlace.as_view(), name="request-place"),
    path("office/windows/<uuid:pk>/board/", triage.WindowBoard.as_view(), name="window-board"),
    path("office/windows/", windows.WindowList.as_view(), name="window-list"),
    path("office/windows/new/", windows.WindowCreate.as_view(), name="window-create"),
    path("office/windows/<uuid:pk>/", windows.WindowEdit.as_view(), name="window-edit"),
    path("office/windows/<uuid:pk>/open/", windows.WindowOpen.as_view(), name="window-open"),
    path("office/windows/<uuid:pk>/close/", windows.WindowClose.as_view(), name="window-close"),
    path("office/partners/", windows.OrganisationList.as_view(), name="organisation-list"),
    path(
        "office/partners/<uuid:pk>/",
        windows.OrganisationDetail.as_view(),
        name="organisation-detail",
    ),
    path(
        "office/windows/<uuid:pk>/late-codes/",
        late_codes.LateCodeList.as_view(),
        name="late-code-list",
    ),
    path(
        "office/windows/<uuid:pk>/late-codes/new/",
        late_codes.LateCodeGive.as_view(),
        name="late-code-give",
    ),
    path(
        "office/late-codes/<uuid:pk>/take-back/",
        late_codes.LateCodeTakeBack.as_view(),
        name="late-code-take-back",
    ),
    path("office/partners/<uuid:pk>/nudge/", nudges.NudgePrepare.as_view(), name="nudge-prepare"),
    path("office/nudges/<uuid:pk>/", nudges.NudgeDetail.as_view(), name="nudge-detail"),
    path("office/nudges/<uuid:pk>/release/", nudges.NudgeRelease.as_view(), name="nudge-release"),
]

portal = [
    path("partners/requests/", partner.RequestList.as_view(), name="request-list-portal"),
    path("partners/requests/new/", partner.RequestStart.as_view(), name="request-start"),
    path("partners/requests/<uuid:pk>/", partner.RequestDetail.as_view(), name="request-detail"),
    path("partners/requests/<uuid:pk>/edit/", partner.RequestEdit.as_view(), name="request-edit"),
    path(
        "partners/requests/<uuid:pk>/edit/<slug:step>/",
        partner.RequestStep.as_view(),
        name="request-step",
    ),
    path(
        "partners/requests/<uuid:pk>/check/", partner.RequestCheck.as_view(), name="request-check"
    ),
    path(
        "partners/requests/<uuid:pk>/withdraw/",
        partner.RequestWithdraw.as_view(),
        name="request-withdraw",
    ),
    path(
        "partners/requests/late/",
        late_codes.RequestStartLate.as_view(),
        name="request-start-late",
    ),
    path(
        "partners/requests/<uuid:pk>/late/", late_codes.RequestLate.as_view(), name="request-late"
    ),
]

public: list = []
