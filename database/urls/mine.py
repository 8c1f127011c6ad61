"""What somebody may do by their own link, and stopping."""

from django.urls import path

from database.views import mine, own_link, seeing, stop

ONE = "office/people/<uuid:pk>/"
MINE = "m/<str:token>/"
STOP = "i/<str:token>/stop/"

office: list = [
    path("office/people/by-link/", own_link.ChangeList.as_view(), name="change-list"),
    path(f"{ONE}own-page/", own_link.OwnLinkSend.as_view(), name="own-link-send"),
    path(f"{ONE}code/", own_link.CodeMake.as_view(), name="own-code-make"),
    path(f"{ONE}stops/add/", own_link.StopAdd.as_view(), name="contact-stop-add"),
    path(f"{ONE}stops/<uuid:stop_pk>/lift/", own_link.StopLift.as_view(), name="contact-stop-lift"),
    path(
        f"{ONE}by-link/<uuid:change_pk>/<slug:step>/",
        own_link.ChangeDecide.as_view(),
        name="change-decide",
    ),
]
public: list = [
    path("m/", seeing.Find.as_view(), name="mine-find"),
    path("m/sent/", seeing.Found.as_view(), name="mine-found"),
    path("m/address/<slug:what>/", seeing.Proved.as_view(), name="mine-proved"),
    path("m/address/<str:token>/confirm/", seeing.Prove.as_view(), name="mine-prove"),
    path(MINE, mine.MyPage.as_view(), name="mine"),
    path(f"{MINE}details/", mine.Details.as_view(), name="mine-details"),
    path(f"{MINE}language/", mine.Language.as_view(), name="mine-language"),
    path(f"{MINE}ways/", mine.Channels.as_view(), name="mine-channels"),
    path(f"{MINE}times/", mine.Times.as_view(), name="mine-times"),
    path(f"{MINE}pause/", mine.Rest.as_view(), name="mine-pause"),
    path(f"{MINE}resume/", mine.Resume.as_view(), name="mine-resume"),
    path(f"{MINE}leave/", mine.Leave.as_view(), name="mine-leave"),
    path(f"{MINE}back/", mine.Back.as_view(), name="mine-back"),
    path(f"{MINE}see/", seeing.See.as_view(), name="mine-see"),
    path(f"{MINE}ask/<slug:what>/", mine.Ask.as_view(), name="mine-ask"),
    path(f"{MINE}done/<slug:what>/", mine.Done.as_view(), name="mine-done"),
    path("i/stopped/", stop.Stopped.as_view(), name="stopped"),
    path(STOP, stop.StopPage.as_view(), name="stop"),
    path(f"{STOP}done/<slug:what>/", stop.StopDone.as_view(), name="stop-done"),
    path(f"{STOP}undo/", stop.StopUndo.as_view(), name="stop-undo"),
]
