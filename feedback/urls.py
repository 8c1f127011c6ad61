from django.urls import path

from feedback.views import actions, coding, findings, indicators, outcomes, packs, partner, reports
from feedback.views import public as open_pages

app_name = "feedback"

office = [
    path("office/findings/", findings.ResultsDesk.as_view(), name="finding-list"),
    path("office/activities/<uuid:pk>/coding/", coding.CodingQueue.as_view(), name="coding"),
    path(
        "office/activities/<uuid:pk>/coding/without-words/",
        coding.CodingWordless.as_view(),
        name="coding-without-words",
    ),
    path(
        "office/contributions/<uuid:pk>/coding/",
        coding.CodingPage.as_view(),
        name="coding-contribution",
    ),
    path(
        "office/contributions/<uuid:pk>/exclude/",
        coding.ContributionExclude.as_view(),
        name="coding-exclude",
    ),
    path(
        "office/activities/<uuid:pk>/findings/",
        findings.FindingsOfActivity.as_view(),
        name="activity-findings",
    ),
    path(
        "office/activities/<uuid:pk>/findings/add/",
        findings.FindingCreate.as_view(),
        name="finding-create",
    ),
    path("office/findings/<uuid:pk>/", findings.FindingEdit.as_view(), name="finding-edit"),
    path(
        "office/findings/<uuid:pk>/<slug:step>/",
        findings.FindingStep.as_view(),
        name="finding-step",
    ),
    path("office/activities/<uuid:pk>/results/", packs.PackCreate.as_view(), name="pack-create"),
    path("office/results/<uuid:pk>/", packs.PackDetail.as_view(), name="pack-detail"),
    path(
        "office/results/<uuid:pk>/pdf/<slug:language>/",
        packs.PackPdf.as_view(),
        name="pack-pdf",
    ),
    path("office/results/<uuid:pk>/<slug:step>/", packs.PackStep.as_view(), name="pack-step"),
    path(
        "office/answers/<uuid:pk>/translation/",
        packs.AnswerTranslate.as_view(),
        name="answer-translate",
    ),
    path("office/what-changed/", indicators.IndicatorPage.as_view(), name="indicators"),
    path("office/outcomes/", outcomes.OutcomeDesk.as_view(), name="outcome-desk"),
    path(
        "office/activities/<uuid:pk>/outcome/",
        outcomes.OutcomeCreate.as_view(),
        name="outcome-create",
    ),
    path("office/outcomes/<uuid:pk>/", outcomes.OutcomeDetail.as_view(), name="outcome-detail"),
    path("office/outcomes/<uuid:pk>/edit/", outcomes.OutcomeEdit.as_view(), name="outcome-edit"),
    path(
        "office/outcomes/<uuid:pk>/<slug:step>/",
        outcomes.OutcomeStep.as_view(),
        name="outcome-step",
    ),
    path("office/actions/", actions.ActionList.as_view(), name="action-list"),
    path("office/actions/add/", actions.ActionCreate.as_view(), name="action-create"),
    path("office/actions/<uuid:pk>/", actions.ActionEdit.as_view(), name="action-edit"),
    path("office/actions/<uuid:pk>/<slug:step>/", actions.ActionStep.as_view(), name="action-step"),
    path("office/reports/", reports.ReportList.as_view(), name="report-list"),
    path("office/reports/add/", reports.ReportCreate.as_view(), name="report-create"),
    path("office/reports/<uuid:pk>/", reports.ReportDetail.as_view(), name="report-detail"),
    path(
        "office/reports/<uuid:pk>/pdf/<slug:language>/",
        reports.ReportPdf.as_view(),
        name="report-pdf",
    ),
    path(
        "office/reports/<uuid:pk>/sections/<int:number>/",
        reports.SectionEdit.as_view(),
        name="report-section",
    ),
    path(
        "office/reports/<uuid:pk>/sections/<int:number>/<slug:language>/",
        reports.SectionCheck.as_view(),
        name="section-check",
    ),
    path("office/reports/<uuid:pk>/<slug:step>/", reports.ReportStep.as_view(), name="report-step"),
]
portal = [
    path("partners/results/", partner.ResultsList.as_view(), name="results-list"),
    path("partners/results/<uuid:pk>/", partner.Results.as_view(), name="results"),
    path(
        "partners/results/<uuid:pk>/received/",
        partner.ResultsReceipt.as_view(),
        name="results-receipt",
    ),
    path(
        "partners/results/<uuid:pk>/pdf/<slug:language>/",
        partner.ResultsPdf.as_view(),
        name="results-pdf",
    ),
    path("partners/answers/<uuid:pk>/", partner.AnswerEdit.as_view(), name="answer-edit"),
    path(
        "partners/answers/<uuid:pk>/progress/",
        partner.AnswerProgress.as_view(),
        name="answer-progress",
    ),
]
public = [
    path("news/", open_pages.OutcomeList.as_view(), name="outcome-list"),
    path("news/<slug:slug>/", open_pages.OutcomePublic.as_view(), name="outcome-public"),
    path("o/<str:token>/", open_pages.OutcomeTold.as_view(), name="outcome-told"),
]
