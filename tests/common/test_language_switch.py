"""The language switch stays on the page and keeps what was typed."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

TYPED = {
    "title": "much too long to be a title",
    "colour": "blue",
    "kinds": ["b"],
    "when_day": "31",
    "when_month": "2",
    "when_year": "2027",
    "note": "line one\nline <two>",
    "secret": "hunter2",
}


def test_plain_page_links_to_the_same_page_with_its_query(client: Client, db: None) -> None:
    page = client.get("/en/privacy/?from=mail&x=%C5%B5").content.decode()
    assert 'href="/cy/privacy/?from=mail&amp;x=%C5%B5"' in page
    assert 'lang="cy" hreflang="cy">Cymraeg' in page


def test_form_page_switches_by_sending_the_form(client: Client, try_pages: list) -> None:
    page = client.get("/en/try/?back=1").content.decode()
    assert 'formaction="/cy/try/?back=1"' in page
    assert 'form="main-form"' in page
    assert "formnovalidate" in page
    assert 'id="main-form"' in page


@pytest.mark.parametrize("address", ["/cy/try/", "/cy/own/"])
def test_switching_keeps_what_was_typed_and_saves_nothing(
    client: Client, try_pages: list, address: str
) -> None:
    response = client.post(address, TYPED | {"_switch": "1"})
    page = response.content.decode()
    assert response.status_code == 200
    assert try_pages == []
    assert '<html lang="cy"' in page
    assert 'value="much too long to be a title"' in page
    assert 'id="id_colour_1" name="colour" type="radio" value="blue" checked' in page
    assert 'value="b" checked' in page
    for name, value in (("day", "31"), ("month", "2"), ("year", "2027")):
        assert f'name="when_{name}"' in page
        assert f'value="{value}"' in page
    assert "line one\nline &lt;two&gt;" in page


def test_switching_complains_about_nothing(client: Client, try_pages: list) -> None:
    page = client.post("/cy/try/", TYPED | {"_switch": "1"}).content.decode()
    assert "govuk-error-summary" not in page
    assert "govuk-error-message" not in page
    # The control: the same words sent for real are refused, twice over.
    refused = client.post("/cy/try/", TYPED).content.decode()
    assert refused.count("govuk-error-message") == 2
    assert "govuk-error-summary" in refused


def test_switching_never_gives_back_passwords_or_files(client: Client, try_pages: list) -> None:
    paper = SimpleUploadedFile("private-name.txt", b"private words")
    page = client.post("/cy/try/", TYPED | {"_switch": "1", "paper": paper}).content.decode()
    assert "hunter2" not in page
    assert "private-name" not in page
    assert "private words" not in page


def test_switching_opens_no_closed_door(client: Client, try_pages: list) -> None:
    assert client.post("/cy/closed/", TYPED | {"_switch": "1"}).status_code == 403
    assert try_pages == []


def test_sending_for_real_still_saves(client: Client, try_pages: list) -> None:
    sent = TYPED | {"title": "Short", "when_day": "28"}
    assert client.post("/cy/try/", sent).status_code == 302
    assert [row["title"] for row in try_pages] == ["Short"]


def test_front_door_follows_the_browsers_language(client: Client, db: None) -> None:
    welsh = client.get("/", headers={"Accept-Language": "cy,en;q=0.5"})
    english = client.get("/", headers={"Accept-Language": "en-GB,cy;q=0.5"})
    assert (welsh.url, english.url) == ("/cy/", "/en/")
