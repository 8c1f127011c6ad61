from django.urls import path

from engagement.views import (
    activities,
    audience,
    batches,
    partner,
    person,
    programme,
    questions,
)

app_name = "engagement"

office = [
    path("office/programme/", programme.ProgrammeList.as_view(), name="programme"),
    path("office/programme/new/", programme.ProgrammeCreate.as_view(), name="programme-create"),
    path(
        "office/programme/<uuid:pk>/publish/",
        programme.ProgrammePublish.as_view(),
        name="programme-publish",
    ),
    path(
        "office/programme/add/<uuid:request_pk>/",
        programme.EntryCreate.as_view(),
        name="entry-create",
    ),
    path("office/entries/<uuid:pk>/", programme.EntryDetail.as_view(), name="entry-detail"),
    path("office/entries/<uuid:pk>/edit/", programme.EntryEdit.as_view(), name="entry-edit"),
    path(
        "office/entries/<uuid:pk>/check/<slug:language>/",
        programme.EntryCheck.as_view(),
        name="entry-check",
    ),
    path(
        "office/entries/<uuid:pk>/activity/",
        activities.ActivityCreate.as_view(),
        name="activity-create",
    ),
    path(
        "office/activities/<uuid:pk>/",
        activities.ActivityDetail.as_view(),
        name="activity-detail",
    ),
    path(
        "office/activities/<uuid:pk>/edit/",
        activities.ActivityEdit.as_view(),
        name="activity-edit",
    ),
    path(
        "office/activities/<uuid:pk>/check/<slug:language>/",
        activities.ActivityCheck.as_view(),
        name="activity-check",
    ),
    path(
        "office/activities/<uuid:pk>/plan/",
        activities.ActivityPlan.as_view(),
        name="activity-plan",
    ),
    path(
        "office/activities/<uuid:pk>/redraft/",
        activities.ActivityRedraft.as_view(),
        name="activity-redraft",
    ),
    path(
        "office/activities/<uuid:pk>/agree/",
        activities.ActivityOfficeAgree.as_view(),
        name="activity-office-agree",
    ),
    path(
        "office/activities/<uuid:pk>/open/",
        activities.ActivityOpen.as_view(),
        name="activity-open",
    ),
    path(
        "office/activities/<uuid:pk>/close/",
        activities.ActivityClose.as_view(),
        name="activity-close",
    ),
    path(
        "office/activities/<uuid:pk>/cancel/",
        activities.ActivityCancel.as_view(),
        name="activity-cancel",
    ),
    path(
        "office/activities/<uuid:pk>/audience/",
        audience.AudienceEdit.as_view(),
        name="activity-audience",
    ),
    path(
        "office/activities/<uuid:pk>/audience/characteristics/",
        audience.AudienceCharacteristics.as_view(),
        name="activity-characteristics",
    ),
    path(
        "office/activities/<uuid:pk>/audience/characteristics/approve/",
        audience.AudienceApprove.as_view(),
        name="activity-characteristics-approve",
    ),
    path(
        "office/activities/<uuid:pk>/audience/words/",
        audience.AudienceWords.as_view(),
        name="activity-audience-words",
    ),
    path(
        "office/activities/<uuid:activity_pk>/questions/new/",
        questions.QuestionCreate.as_view(),
        name="question-create",
    ),
    path(
        "office/activities/<uuid:activity_pk>/questions/outcomes/",
        questions.IndicatorsAsk.as_view(),
        name="indicators-ask",
    ),
    path("office/questions/<uuid:pk>/", questions.QuestionEdit.as_view(), name="question-edit"),
    path("office/questions/<uuid:pk>/up/", questions.QuestionUp.as_view(), name="question-up"),
    path(
        "office/questions/<uuid:pk>/remove/",
        questions.QuestionRemove.as_view(),
        name="question-remove",
    ),
    path(
        "office/activities/<uuid:pk>/invite/",
        batches.BatchPrepare.as_view(),
        name="batch-prepare",
    ),
    path("office/batches/<uuid:pk>/", batches.BatchDetail.as_view(), name="batch-detail"),
    path("office/batches/<uuid:pk>/release/", batches.BatchRelease.as_view(), name="batch-release"),
    path("office/batches/<uuid:pk>/cancel/", batches.BatchCancel.as_view(), name="batch-cancel"),
]

portal = [
    path("partners/programme/", partner.ProgrammePortal.as_view(), name="programme-portal"),
    path(
        "partners/activities/<uuid:pk>/",
        partner.ActivityAgree.as_view(),
        name="activity-agree",
    ),
]

public = [
    path("i/<str:token>/", person.InvitationPage.as_view(), name="invitation"),
    path("i/<str:token>/how/", person.HowPage.as_view(), name="invitation-how"),
    path("i/<str:token>/questions/", person.SurveyPage.as_view(), name="survey"),
    path("i/<str:token>/thanks/<slug:what>/", person.ThanksPage.as_view(), name="thanks"),
    path("s/<slug:slug>/", person.SharedSurvey.as_view(), name="shared-survey"),
    path("s/<slug:slug>/thanks/", person.SharedThanks.as_view(), name="shared-thanks"),
]
