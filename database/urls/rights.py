"""The data protection desk: requests, incidents, holds, registers."""

from django.urls import path, re_path

from database.views import complaint, holds, incidents, registers, rights
from database.views import rights_packs as packs

DESK = "office/data-protection/"
ONE = f"{DESK}requests/<uuid:pk>/"
PACK = f"{ONE}copy/"
INCIDENT = f"{DESK}incidents/"
HOLD = f"{DESK}holds/"
PERSON = "office/people/<uuid:pk>/"
LANGUAGE = r"(?P<language>cy|en)/$"

office: list = [
    path(DESK, rights.RightsList.as_view(), name="rights-list"),
    path(f"{DESK}requests/add/", rights.RightsAdd.as_view(), name="rights-add"),
    path(f"{PERSON}request/", rights.PersonRightsAdd.as_view(), name="person-rights-add"),
    path(ONE, rights.RightsDetail.as_view(), name="rights-detail"),
    path(PACK, packs.PackReview.as_view(), name="rights-pack"),
    path(f"{PACK}gather/", packs.PackGather.as_view(), name="rights-pack-gather"),
    path(f"{PACK}make/", packs.PackMake.as_view(), name="rights-pack-make"),
    path(f"{PACK}again/", packs.PackAgain.as_view(), name="rights-pack-again"),
    path(f"{PACK}take/", packs.PackTake.as_view(), name="rights-pack-take"),
    path(f"{PACK}<int:number>/hide/", packs.PackHide.as_view(), name="rights-pack-hide"),
    path(f"{PACK}<int:number>/show/", packs.PackShow.as_view(), name="rights-pack-show"),
    path(f"{ONE}incident/", incidents.IncidentAdd.as_view(), name="rights-incident-add"),
    path(f"{ONE}<slug:step>/", rights.RightsStep.as_view(), name="rights-step"),
    path(INCIDENT, incidents.IncidentList.as_view(), name="incident-list"),
    path(f"{INCIDENT}add/", incidents.IncidentAdd.as_view(), name="incident-add"),
    path(f"{INCIDENT}<uuid:pk>/", incidents.IncidentDetail.as_view(), name="incident-detail"),
    path(
        f"{INCIDENT}<uuid:pk>/<slug:step>/",
        incidents.IncidentStep.as_view(),
        name="incident-step",
    ),
    path(HOLD, holds.HoldList.as_view(), name="hold-list"),
    path(f"{HOLD}<uuid:pk>/lift/", holds.HoldLift.as_view(), name="hold-lift"),
    path(f"{HOLD}<uuid:pk>/review/", holds.HoldReview.as_view(), name="hold-review"),
    path(f"{PERSON}hold/", holds.HoldAdd.as_view(), name="person-hold"),
    path(f"{PERSON}restrict/", holds.Restrict.as_view(), name="person-restrict"),
    path(
        f"{PERSON}lift-restriction/",
        holds.LiftRestriction.as_view(),
        name="person-restriction-lift",
    ),
    path(f"{DESK}processing/", registers.ProcessingRegister.as_view(), name="processing-register"),
    re_path(
        rf"^{DESK}processing/{LANGUAGE}", registers.ProcessingPdf.as_view(), name="processing-pdf"
    ),
    path(f"{DESK}assessments/", registers.ImpactRegister.as_view(), name="impact-register"),
    re_path(rf"^{DESK}assessments/{LANGUAGE}", registers.ImpactPdf.as_view(), name="impact-pdf"),
]
public: list = [
    path("complaint/", complaint.Complaint.as_view(), name="complaint"),
    path("complaint/sent/", complaint.ComplaintSent.as_view(), name="complaint-sent"),
]
