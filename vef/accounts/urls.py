"""Signing in and everything about one's own account, mounted at ``account/``."""

from django.urls import include, path

from vef.accounts.views import invited, office, profile

pages = [
    path("you/", profile.ProfileView.as_view(), name="profile"),
    path("invitation/<str:token>/", invited.InvitationView.as_view(), name="invitation"),
    path("invite/", office.InviteView.as_view(), name="invite"),
    path("invite/<uuid:pk>/again/", office.SendAgainView.as_view(), name="invitation-send-again"),
    path("invite/<uuid:pk>/take-back/", office.TakeBackView.as_view(), name="invitation-take-back"),
    path(
        "users/<uuid:pk>/second-factor/",
        office.SecondFactorResetView.as_view(),
        name="second-factor-reset",
    ),
]

urlpatterns = [
    path("", include((pages, "accounts"))),
    path("", include("allauth.urls")),
]
