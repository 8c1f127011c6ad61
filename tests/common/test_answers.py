"""What every answer carries: nothing is kept, nothing is listed, nothing else is allowed."""

import pytest
from django.http import HttpResponse, StreamingHttpResponse
from django.test import Client

from tests.factories.accounts import UserFactory
from vef.accounts.models import Role, User
from vef.common.context import request_id
from vef.common.middleware import RequestContextMiddleware
from vef.common.models import HostBody


@pytest.mark.parametrize(
    "address", ["/en/", "/cy/privacy/", "/nowhere", "/en/office/", "/healthz", "/en/account/login/"]
)
def test_dynamic_answers_are_never_stored(client: Client, db: None, address: str) -> None:
    response = client.get(address)
    assert "no-store" in response["Cache-Control"]
    assert "ETag" not in response
    assert response["Cross-Origin-Resource-Policy"] == "same-origin"
    assert response["X-Frame-Options"] == "DENY"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "geolocation=()" in response["Permissions-Policy"]
    policy = response["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy


def test_only_published_pages_may_be_listed(client: Client, officer: User, client_of) -> None:
    for address in ("/en/", "/cy/privacy/", "/en/cookies/"):
        assert "X-Robots-Tag" not in client.get(address)
    for address in ("/en/nowhere/", "/en/account/login/", "/en/leave/help/"):
        assert "noindex" in client.get(address)["X-Robots-Tag"]
    assert "noindex" in client_of(officer).get("/en/admin/")["X-Robots-Tag"]


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"])
def test_other_methods_are_refused(client: Client, db: None, method: str) -> None:
    response = client.generic(method, "/en/")
    assert response.status_code == 405
    assert response["Allow"] == "GET, HEAD, POST"


def test_head_answers_like_get_without_words(client: Client, db: None) -> None:
    response = client.head("/en/privacy/")
    assert response.status_code == 200
    assert response.content == b""


def test_request_id_ends_with_the_request(client: Client, db: None, monkeypatch) -> None:
    seen = []
    monkeypatch.setattr(
        "vef.common.context_processors.face_of",
        lambda request: seen.append(request_id()) or "person",
    )
    response = client.get("/en/privacy/", headers={"X-Request-ID": "chosen-by-a-stranger"})
    client.get("/en/privacy/")
    assert len(set(seen)) == 2
    assert all(len(one) == 32 for one in seen)
    assert request_id() == ""
    assert not any(one in str(response.headers) for one in seen)


def test_sign_out_and_leaving_empty_the_browser(client_of, officer: User) -> None:
    client = client_of(officer)
    assert client.get("/en/leave/")["Clear-Site-Data"] == '"cache"'
    assert "Clear-Site-Data" not in client.get("/en/privacy/")
    assert client.post("/en/account/logout/")["Clear-Site-Data"] == '"cache"'


def test_accent_is_a_stylesheet_that_may_be_kept(client: Client, db: None) -> None:
    HostBody.objects.create(
        name_en="B", name_cy="C", neutral_name_en="T", neutral_name_cy="T", accent="#5b3a78"
    )
    response = client.get("/en/accent.css")
    assert response["Content-Type"].startswith("text/css")
    assert response.content.decode() == ":root { --vef-accent: #5b3a78; }\n"
    assert "public" in response["Cache-Control"]
    page = client.get("/en/privacy/").content.decode()
    assert "/en/accent.css?" in page
    assert "style=" not in page


def test_a_colour_smuggled_past_the_form_never_reaches_the_stylesheet(
    client: Client, db: None
) -> None:
    from django.core.exceptions import ValidationError

    HostBody.objects.create(name_en="B", neutral_name_en="T", accent="red;}")
    with pytest.raises(ValidationError):
        client.get("/en/accent.css")


def test_host_body_is_read_once_a_page(client: Client, db: None) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    HostBody.objects.create(name_en="B", name_cy="C", neutral_name_en="T", neutral_name_cy="T")
    with CaptureQueriesContext(
        connection,
    ) as queries:
        client.get("/en/cookies/")
    assert sum("common_hostbody" in query["sql"] for query in queries) == 1


@pytest.mark.parametrize("address", ["/{}/", "/{}/privacy/", "/{}/cookies/", "/{}/accessibility/"])
def test_public_pages_say_nothing_in_title_or_address(
    client: Client, db: None, address: str
) -> None:
    HostBody.objects.create(
        name_en="Office of the Police and Crime Commissioner",
        name_cy="Swyddfa Comisiynydd yr Heddlu a Throseddu",
        neutral_name_en="Engagement Team",
        neutral_name_cy="Tîm Ymgysylltu",
    )
    for language in ("cy", "en"):
        page = client.get(address.format(language)).content.decode()
        title = page.split("<title>")[1].split("</title>")[0].lower()
        for word in ("police", "crime", "victim", "heddlu", "trosedd", "dioddefwr"):
            assert word not in title
        assert page.count("<h1") == 1
        assert "vef-exit__button" in page


def test_menu_holds_only_what_this_user_may_open(client_of, officer: User, db: None) -> None:
    administrator = UserFactory(role=Role.ADMINISTRATOR)
    theirs = client_of(administrator).get("/en/office/nowhere/").content.decode()
    ours = client_of(officer).get("/en/office/nowhere/").content.decode()
    people = 'href="/en/office/people/"'
    assert people in ours
    assert people not in theirs
    assert "/en/office/" not in (
        client_of(UserFactory(role=Role.PARTNER)).get("/en/partners/nowhere/").content.decode()
    )


@pytest.mark.parametrize("make", [HttpResponse, lambda body: StreamingHttpResponse([body])])
def test_only_the_head_is_sent_to_whom_asks_for_it(rf, make) -> None:
    # The test client drops bodies by itself, so the layer is asked directly.
    answer = RequestContextMiddleware(lambda _request: make(b"Croeso"))
    sent = answer(rf.head("/en/"))
    assert b"".join(sent) == b""
    assert b"".join(answer(rf.get("/en/"))) == b"Croeso"
