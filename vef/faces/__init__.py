"""The three faces of one program: office, portal and public.

Each app's ``urls.py`` has lists named ``office``, ``portal`` and ``public``; a
face mounts its own list of every app under that app's one namespace.
"""

from collections.abc import Iterable
from importlib import import_module

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.urls import URLPattern, URLResolver, include, path

APPS = (
    "vef.dashboard",
    "vef.common",
    "vef.outbox",
    "vef.documents",
    "vef.audit",
    "database",
    "partners",
    "engagement",
    "feedback",
)


def app_patterns(faces: Iterable[str]) -> list[URLResolver]:
    """Return one include per app, holding its pages of these faces."""
    found = []
    for name in APPS:
        urls = import_module(f"{name}.urls")
        pages = [page for face in faces for page in getattr(urls, face, [])]
        if pages:
            found.append(path("", include((pages, urls.app_name))))
    return found


def build(*faces: str) -> list[URLPattern | URLResolver]:
    """Return every address of these faces: machine endpoints, then pages in both languages."""
    from vef.common.views import health  # views need the app registry

    pages: list[URLPattern | URLResolver] = [*app_patterns(faces)]
    if {"office", "portal"} & set(faces):
        pages.append(path("account/", include("vef.accounts.urls")))
    if "office" in faces:
        from django.contrib import admin

        pages.append(path("admin/", admin.site.urls))
    if settings.DEMO or settings.TESTING:
        pages.append(path("demo/", include("vef.demo.urls")))
    return [
        path("healthz", health.alive, name="healthz"),
        path("readyz", health.ready, name="readyz"),
        *i18n_patterns(*pages, prefix_default_language=True),
    ]
