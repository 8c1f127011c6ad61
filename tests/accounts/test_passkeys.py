"""Passkeys in a real browser: set one up, sign in with it alone, and as the second step."""

import pytest
from django.urls import reverse

from tests.accounts.helpers import PASSWORD, make_user

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def page(chromium):
    context = chromium.new_context()
    page = context.new_page()
    page.complaints = []
    page.on("console", lambda said: said.type == "error" and page.complaints.append(said.text))
    session = context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )
    yield page
    context.close()


def enter_password(page, url, user):
    page.goto(url + reverse("account_login"))
    page.fill("input[name=login]", user.email)
    page.fill("input[name=password]", PASSWORD)
    page.click("#main-form button[type=submit]")


def sign_out(page, url):
    page.goto(url + reverse("account_logout"))
    page.click("main form button")


def test_a_passkey_is_set_up_and_opens_the_door(page, live_server):
    # Passkeys belong to a name, never to a number.
    url = live_server.url.replace("127.0.0.1", "localhost")
    user = make_user()
    enter_password(page, url, user)
    page.wait_for_url(f"**{reverse('mfa_index')}")
    page.click(f"main a[href='{reverse('mfa_add_webauthn')}']")
    page.check("input[name=passwordless]")
    page.click("#mfa_webauthn_add")
    page.wait_for_url(f"**{reverse('mfa_view_recovery_codes')}")
    assert page.locator(".vef-codes li").count() == 10

    sign_out(page, url)
    page.click("#passkey_login")
    page.wait_for_url(lambda now: reverse("account_login") not in now)
    page.goto(url + reverse("accounts:profile"))
    assert page.input_value("input[name=name]") == user.name

    sign_out(page, url)
    enter_password(page, url, user)
    page.wait_for_url(f"**{reverse('mfa_authenticate')}")
    page.click("#mfa_webauthn_authenticate")
    page.wait_for_url(lambda now: reverse("mfa_authenticate") not in now)
    page.goto(url + reverse("accounts:profile"))
    assert page.input_value("input[name=name]") == user.name
    assert not [text for text in page.complaints if "Content Security" in text]


def test_a_refused_passkey_is_explained_on_the_page(page, live_server):
    url = live_server.url.replace("127.0.0.1", "localhost")
    page.goto(url + reverse("account_login"))
    assert page.is_hidden("#passkey-problem")
    page.evaluate("document.dispatchEvent(new CustomEvent('allauth.error', {cancelable: true}))")
    assert page.is_visible("#passkey-problem")
