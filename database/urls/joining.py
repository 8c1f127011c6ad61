"""Joining: the public pages, and the office's joining codes."""

from django.urls import path, re_path

from database.views import join_requests, joining, source_codes

ONE = "office/people/<uuid:pk>/join"

office: list = [
    path("office/joining/", join_requests.JoinRequestList.as_view(), name="join-request-list"),
    path(f"{ONE}/confirm/", join_requests.JoinRequestConfirm.as_view(), name="person-join-confirm"),
    path(f"{ONE}/close/", join_requests.JoinRequestClose.as_view(), name="person-join-close"),
    path("office/joining/codes/", source_codes.SourceCodeList.as_view(), name="source-code-list"),
    path(
        "office/joining/codes/add/",
        source_codes.SourceCodeCreate.as_view(),
        name="source-code-create",
    ),
    path(
        "office/joining/codes/<int:pk>/print/",
        source_codes.SourceCodePrint.as_view(),
        name="source-code-print",
    ),
    re_path(
        r"^office/joining/codes/(?P<pk>\d+)/(?P<word>on|off)/$",
        source_codes.SourceCodeSwitch.as_view(),
        name="source-code-switch",
    ),
]
public: list = [
    path("join/", joining.JoinPage.as_view(), name="join"),
    path("join/helping/", joining.JoinPage.as_view(helping=True), name="join-helping"),
    path("join/sent/", joining.JoinSent.as_view(), name="join-sent"),
    path("join/done/<slug:what>/", joining.JoinDone.as_view(), name="join-done"),
    path("join/confirm/<str:token>/", joining.JoinConfirm.as_view(), name="join-confirm"),
    # After the pages with names of their own; a code never spells a word (source_codes).
    path("join/<slug:code>/", joining.JoinPage.as_view(), name="join-by-code"),
    path(
        "join/<slug:code>/helping/",
        joining.JoinPage.as_view(helping=True),
        name="join-by-code-helping",
    ),
]
