"""A form that stood open too long loses nothing; one from elsewhere gets nothing."""

import re

import pytest
from django.test import Client

from vef.accounts.models import User

OURS = {"Sec-Fetch-Site": "same-origin"}
THEIRS = [
    {},
    {"Sec-Fetch-Site": "cross-site", "Origin": "http://testserver"},
    {"Sec-Fetch-Site": "same-site"},
    {"Sec-Fetch-Site": "none"},
    {"Origin": "https://elsewhere.example"},
    {"Origin": "null"},
    {"Origin": "http://testserver.elsewhere.example"},
]
TYPED = {"title": "Słowa\n<b>", "colour": "blue", "kinds": ["a", "b"], "note": "\nfirst & last"}


def test_words_come_back_and_can_be_sent_again(strict_client: Client, try_pages: list) -> None:
    response = strict_client.post("/en/try/", TYPED, headers=OURS)
    page = response.content.decode()
    assert response.status_code == 403
    assert try_pages == []
    assert "Nothing you wrote is lost" in page
    assert "Słowa\n&lt;b&gt;</textarea>" in page
    # A textarea swallows its first line break, so one more is written.
    assert '<textarea name="note" hidden>\n\nfirst &amp; last</textarea>' in page
    assert page.count('name="kinds"') == 2
    token = re.search(r'id="main-form".*?csrfmiddlewaretoken" value="(\w+)"', page, re.DOTALL)[1]
    again = strict_client.post(
        "/en/try/", TYPED | {"title": "Short", "csrfmiddlewaretoken": token}, headers=OURS
    )
    assert again.status_code == 302
    assert try_pages[0]["kinds"] == ["a", "b"]


def test_same_origin_header_is_enough_for_an_older_browser(
    strict_client: Client, try_pages: list
) -> None:
    response = strict_client.post("/en/try/", TYPED, headers={"Origin": "http://testserver"})
    assert "first &amp; last" in response.content.decode()


@pytest.mark.parametrize("headers", THEIRS)
def test_forms_from_elsewhere_are_not_written_back(
    strict_client: Client, try_pages: list, headers: dict[str, str]
) -> None:
    response = strict_client.post("/en/try/", TYPED, headers=headers)
    assert response.status_code == 403
    assert "first" not in response.content.decode()
    assert try_pages == []


@pytest.mark.parametrize(
    "name",
    ["password", "password1", "old_password", "secret", "code", "form-code", "otp", "code_word"],
)
def test_secrets_are_never_written_back(strict_client: Client, try_pages: list, name: str) -> None:
    response = strict_client.post("/en/try/", TYPED | {name: "hunter2"}, headers=OURS)
    page = response.content.decode()
    assert response.status_code == 403
    assert "hunter2" not in page
    assert "Passwords and codes are never kept" in page
    # The page is drawn again with the rest, and nothing is done before it is complete.
    fields = dict(re.findall(r'<textarea name="(\w+)" hidden>\n(.*?)</textarea>', page, re.DOTALL))
    assert fields["_switch"] == "1"
    assert "Słowa" in fields["title"]
    token = re.search(r'id="main-form".*?csrfmiddlewaretoken" value="(\w+)"', page, re.DOTALL)[1]
    again = strict_client.post(
        "/en/try/", TYPED | {"_switch": "1", "csrfmiddlewaretoken": token}, headers=OURS
    )
    assert "first &amp; last" in again.content.decode()
    assert try_pages == []


def test_a_form_with_a_secret_starts_again_where_its_page_keeps_nothing(
    strict_client: Client, db: None
) -> None:
    response = strict_client.post("/en/demo/sign-in/", {"password": "hunter2"}, headers=OURS)
    page = response.content.decode()
    assert "hunter2" not in page
    assert "Please start again" in page


def test_a_change_of_language_stays_one(strict_client: Client, try_pages: list) -> None:
    page = strict_client.post("/en/try/", TYPED | {"_switch": "1"}, headers=OURS)
    assert '<textarea name="_switch" hidden>' in page.content.decode()


def test_the_words_go_to_the_very_address_they_were_for(
    strict_client: Client, try_pages: list
) -> None:
    page = strict_client.post("/en/try/?outcome=declined&a=%22", TYPED, headers=OURS)
    assert 'action="/en/try/?outcome=declined&amp;a=%22"' in page.content.decode()


def test_who_is_signed_in_loses_nothing_on_account_pages(
    strict_client: Client, try_pages: list, officer: User
) -> None:
    strict_client.force_login(officer)
    page = strict_client.post("/en/account/try/", {"title": "Words"}, headers=OURS)
    assert '<textarea name="title" hidden>\nWords</textarea>' in page.content.decode()


@pytest.mark.parametrize("name", ["postcode", "reason_code", "keywords"])
def test_words_that_only_sound_secret_are_kept(
    strict_client: Client, try_pages: list, name: str
) -> None:
    response = strict_client.post("/en/try/", TYPED | {name: "SA31 1AA"}, headers=OURS)
    assert "SA31 1AA" in response.content.decode()


def test_sign_in_pages_start_again(strict_client: Client, try_pages: list) -> None:
    response = strict_client.post("/en/account/try/", {"login": "x@example.org"}, headers=OURS)
    assert "x@example.org" not in response.content.decode()


def test_an_immense_form_is_not_written_back(strict_client: Client, try_pages: list) -> None:
    response = strict_client.post("/en/try/", {"note": "x" * 600_000}, headers=OURS)
    assert len(response.content) < 50_000


def test_the_page_about_it_is_not_kept(strict_client: Client, try_pages: list) -> None:
    assert "no-store" in strict_client.post("/en/try/", TYPED, headers=OURS)["Cache-Control"]
