"""What allauth sends leaves through the outbox, sealed, in the reader's language."""

import json

import pytest
from django.db import connection
from django.urls import reverse

from tests.accounts.helpers import PASSWORD, give_app, make_user, sign_in
from tests.factories.accounts import UserFactory
from vef.accounts import mail
from vef.accounts.adapter import AccountAdapter
from vef.common.bilingual import in_language
from vef.outbox.models import Message

pytestmark = pytest.mark.django_db


def written(message: Message, language: str):
    with in_language(language):
        return mail.ServiceMail().build(message, language)


def test_a_password_reset_becomes_a_sealed_row_and_nothing_else(client, mailoutbox):
    user = make_user(email="nia@example.org", language="cy")
    client.post(reverse("account_reset_password"), {"email": user.email})
    assert mailoutbox == []
    message = Message.objects.get()
    assert (message.kind, message.recipient_kind) == ("accounts.service", "user")
    assert message.recipient_id == str(user.pk)
    key = json.loads(message.secret)["key"]
    with connection.cursor() as cursor:
        cursor.execute("SELECT secret, context, unique_key FROM outbox_message")
        raw = str(cursor.fetchall())
    assert key not in raw
    assert "nia@example.org" not in raw


@pytest.mark.parametrize("language", ["cy", "en"])
def test_the_reset_letter_is_in_the_readers_language(client, language):
    user = make_user(language=language)
    client.post(reverse("account_reset_password"), {"email": user.email})
    message = Message.objects.get()
    assert mail.ServiceMail().recipient(message).reading == language
    wording = written(message, language)
    key = json.loads(message.secret)["key"]
    assert f"/{language}/account/password/reset/key/" in wording.text
    assert key in wording.text
    assert key in wording.html
    assert key not in wording.subject


def test_the_reset_link_points_to_the_readers_own_front(client, settings):
    settings.PORTAL_BASE_URL = "https://partners.example"
    settings.OFFICE_BASE_URL = "https://office.example"
    for role, front in (("partner", "https://partners"), ("officer", "https://office")):
        Message.objects.all().delete()
        user = make_user(role)
        client.post(
            reverse("account_reset_password"), {"email": user.email}, headers={"host": "localhost"}
        )
        assert f"{front}.example/" in written(Message.objects.get(), "en").text


@pytest.mark.parametrize("prefix", sorted(mail.NOTICES))
def test_every_notice_can_be_written_in_both_languages(prefix, rf):
    user = UserFactory(name="Nia Prysor")
    AccountAdapter().send_mail(prefix, user.email, {"user": user})
    message = Message.objects.get()
    for language in ("cy", "en"):
        wording = written(message, language)
        assert wording.subject
        assert "Nia Prysor" in wording.text
        assert len(wording.text) > 80


def test_a_new_address_gets_a_code_and_the_old_one_is_told(client):
    user = make_user(email="old@example.org", language="cy")
    give_app(user)
    sign_in(client, user)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    Message.objects.all().delete()
    client.post(reverse("account_email"), {"email": "new@example.org", "action_add": "1"})
    message = Message.objects.get()
    secret = json.loads(message.secret)
    assert secret["email"] == "new@example.org"
    recipient = mail.ServiceMail().recipient(message)
    assert (recipient.address, recipient.reading) == ("new@example.org", "cy")
    assert secret["code"] in written(message, "cy").text
    assert secret["code"] not in written(message, "cy").subject

    page = client.get(reverse("account_email_verification_sent"))
    assert page.status_code == 200
    Message.objects.all().delete()
    client.post(reverse("account_email_verification_sent"), {"code": secret["code"]})
    user.refresh_from_db()
    assert user.email == "new@example.org"
    told = [
        mail.ServiceMail().recipient(row).address
        for row in Message.objects.filter(context__template="account/email/email_changed")
    ]
    assert told == ["old@example.org"]


def test_a_deactivated_user_gets_no_service_mail():
    user = UserFactory()
    AccountAdapter().send_mail("account/email/password_changed", user.email, {"user": user})
    message = Message.objects.get()
    assert mail.ServiceMail().gate(message).allowed
    user.is_active = False
    user.save()
    assert mail.ServiceMail().gate(message).reason == "user-inactive"


def test_a_changed_password_is_told_to_its_owner(client):
    user = make_user()
    give_app(user)
    sign_in(client, user)
    Message.objects.all().delete()
    new = "ysgub-eira-7-mynydd-glas"
    client.post(
        reverse("account_change_password"),
        {"oldpassword": PASSWORD, "password1": new, "password2": new},
    )
    assert Message.objects.get().context["template"] == "account/email/password_changed"


def test_mail_for_users_follows_their_address_and_language():
    class Greeting(mail.UserKind):
        name = "tests.greeting"
        template = "account/email/notice"

        def context(self, message):
            return {"subject": "S", "sentence": "Croeso."}

    user = UserFactory(language="cy")
    message = Message(recipient_kind="user", recipient_id=str(user.pk))
    kind = Greeting()
    assert kind.recipient(message).address == user.email
    assert kind.gate(message).allowed
    assert "Croeso." in kind.build(message, "cy").text
    user.is_active = False
    user.save()
    assert kind.gate(message).reason == "user-inactive"
    assert kind.recipient(Message(recipient_id="00000000-0000-0000-0000-000000000000")) is None


def test_every_kind_is_registered():
    from vef.outbox.kinds import kinds

    assert {"accounts.invitation", "accounts.service"} <= set(kinds())
