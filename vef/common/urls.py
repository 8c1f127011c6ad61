from django.urls import path

from vef.common.views import public as pages

app_name = "common"

# The layout's own files and the statements belong to every face.
_everywhere = [
    path("accent.css", pages.accent, name="accent"),
    path("logo", pages.logo, name="logo"),
    path("privacy/", pages.Privacy.as_view(), name="privacy"),
    path(
        "accessibility/",
        pages.PublicPage.as_view(template_name="common/accessibility.html"),
        name="accessibility",
    ),
    path(
        "cookies/",
        pages.PublicPage.as_view(template_name="common/cookies.html"),
        name="cookies",
    ),
]

office = _everywhere
portal = _everywhere
public = [
    path("", pages.Home.as_view(), name="home"),
    *_everywhere,
    path("leave/", pages.leave, name="exit"),
    path(
        "leave/help/",
        pages.PublicPage.as_view(template_name="common/exit_help.html"),
        name="exit-help",
    ),
]
