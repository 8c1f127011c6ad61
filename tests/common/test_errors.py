"""Error pages: kind, in the reader's language, with the way out where people may be."""

import logging

import pytest
from django.db import connection
from django.test import Client

from tests.factories.accounts import UserFactory
from vef.accounts.models import Role, User

EXIT = 'class="vef-exit__button"'
CASES = [
    ("/{}/nowhere/", 404),
    ("/{}/closed/", 403),
    ("/{}/i/gone/", 410),
    ("/{}/too-many/", 429),
]


@pytest.mark.parametrize(("address", "status"), CASES)
@pytest.mark.parametrize("language", ["cy", "en"])
def test_page_has_language_heading_and_switch(
    client: Client, try_pages: list, address: str, status: int, language: str
) -> None:
    response = client.get(address.format(language))
    page = response.content.decode()
    other = "en" if language == "cy" else "cy"
    assert response.status_code == status
    assert f'<html lang="{language}"' in page
    assert page.count("<h1") == 1
    assert f'href="{address.format(other)}"' in page
    assert EXIT in page
    assert "noindex" in response["X-Robots-Tag"]


def test_exit_comes_first_in_tab_order(client: Client, try_pages: list) -> None:
    page = client.get("/en/i/gone/").content.decode()
    body = page[page.index("<body") :]
    assert body.index(EXIT) < body.index('href="#main-content"') < body.index("<header")
    assert 'rel="nofollow noreferrer noopener"' in body


def test_address_without_a_language_is_answered_in_both_welsh_first(
    client: Client, try_pages: list
) -> None:
    page = client.get("/nowhere").content.decode()
    assert page.index('<div lang="cy">') < page.index('<div lang="en">')
    assert page.count("<h1") == 1
    assert 'href="/cy/"' in page
    assert 'href="/en/"' in page


@pytest.mark.parametrize("address", ["/en/i/gone/", "/cy/i/gone/"])
def test_dead_links_look_alike_and_say_where_to_turn(
    client: Client, try_pages: list, address: str
) -> None:
    from vef.common.models import HostBody

    HostBody.objects.create(
        name_en="Body",
        name_cy="Corff",
        neutral_name_en="Team",
        neutral_name_cy="Tîm",
        contact_name="Huw Trefelin",
        contact_email="help@example.org",
        contact_phone="01267 000000",
    )
    page = client.get(address).content.decode()
    assert "help@example.org" in page
    for word in ("expired", "revoked", "unknown link", "police", "crime", "victim"):
        assert word not in page.lower()


@pytest.mark.parametrize(
    ("role", "look"), [(Role.OFFICER, "vef-office"), (Role.PARTNER, "vef-portal")]
)
def test_signed_in_readers_stay_in_their_house(client_of, try_pages, role: str, look: str) -> None:
    page = client_of(UserFactory(role=role)).get("/en/office/closed/").content.decode()
    assert f'class="vef {look}"' in page


def test_bad_host_is_a_kind_400(client: Client, try_pages: list) -> None:
    response = client.get("/en/privacy/", headers={"Host": "evil.example"})
    assert response.status_code == 400
    assert "<h1" in response.content.decode()


@pytest.fixture
def quiet_client() -> Client:
    return Client(raise_request_exception=False)


@pytest.mark.parametrize(
    ("address", "language", "way_out"),
    [
        ("/en/i/broken/", "en", True),
        ("/cy/i/broken/", "cy", True),
        ("/en/office/broken/", "en", False),
    ],
)
def test_fault_page_asks_nothing_of_the_database(
    quiet_client: Client, try_pages: list, caplog, address: str, language: str, way_out: bool
) -> None:
    caplog.set_level(logging.CRITICAL, "django.request")

    def refuse(*args: object) -> None:
        raise AssertionError("the page about a fault asked the database")

    with connection.execute_wrapper(refuse):
        response = quiet_client.get(address)
    page = response.content.decode()
    assert response.status_code == 500
    assert f'<html lang="{language}"' in page
    assert (EXIT in page) is way_out
    assert "a fault on purpose" not in page
    assert "Traceback" not in page
    assert "no-store" in response["Cache-Control"]


def test_fault_without_a_language_is_told_in_both(
    quiet_client: Client, try_pages: list, caplog
) -> None:
    caplog.set_level(logging.CRITICAL, "django.request")
    page = quiet_client.get("/broken").content.decode()
    assert page.index('<div lang="cy">') < page.index('<div lang="en">')


def test_error_page_of_the_office_shows_no_menu_to_strangers(
    client: Client, try_pages: list, officer: User
) -> None:
    page = client.get("/en/office/nowhere/").content.decode()
    assert "vef-nav" not in page
    assert officer.name not in page
