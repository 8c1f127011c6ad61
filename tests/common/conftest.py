import copy
from collections.abc import Iterator

import pytest
from django.conf import settings as project
from django.test import Client

from tests.common import pages

TEMPLATE = """{% extends "layouts/portal.html" %}
{% block title %}Try{% endblock %}
{% block content %}<h1>Try</h1>
{% include "components/form.html" with form=form submit="Send" %}{% endblock %}
"""


@pytest.fixture
def try_pages(settings, db: None) -> Iterator[list[dict]]:
    """Serve the pages of ``tests.common.pages``; gives the list of what they saved."""
    templates = copy.deepcopy(project.TEMPLATES)
    templates[0]["APP_DIRS"] = False
    templates[0]["OPTIONS"]["loaders"] = [
        ("django.template.loaders.locmem.Loader", {"try.html": TEMPLATE}),
        "django.template.loaders.filesystem.Loader",
        "django.template.loaders.app_directories.Loader",
    ]
    settings.TEMPLATES = templates
    settings.ROOT_URLCONF = "tests.common.pages"
    pages.SAVED.clear()
    yield pages.SAVED
    pages.SAVED.clear()


@pytest.fixture
def strict_client() -> Client:
    """A client that is checked for cross-site requests, as browsers are."""
    return Client(enforce_csrf_checks=True)
