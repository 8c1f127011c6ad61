from email import message_from_bytes, policy

import pytest
from django.template import engines

from tests.outbox.kinds import PlainKind
from vef.common.models import HostBody
from vef.outbox.kinds import Recipient
from vef.outbox.models import Message
from vef.outbox.rendering import BadAddress, compose, envelope_address, render_wording

pytestmark = pytest.mark.django_db


def written(kind: PlainKind, reading: str, address: str = "reader@example.org"):
    message = Message(kind=kind.name)
    raw = compose(kind, message, Recipient(address, reading)).as_bytes()
    return message, message_from_bytes(raw, policy=policy.default)


def parts(mail) -> list[str]:
    return [part.get_content_type() for part in mail.walk()]


@pytest.mark.parametrize(
    ("reading", "subject", "languages"),
    [
        ("cy", "Neges", "cy"),
        ("en", "Message", "en"),
        ("both", "Neges / Message", "cy, en"),
        ("unknown", "Neges / Message", "cy, en"),
    ],
)
def test_mail_is_in_the_readers_language_or_in_both_welsh_first(
    plain_kind, reading, subject, languages
):
    _message, mail = written(plain_kind, reading)
    assert mail["Subject"] == subject
    assert mail["Content-Language"] == languages
    text = mail.get_body(("plain",)).get_content()
    html = mail.get_body(("html",)).get_content()
    for language, words in (("cy", "Bore da, Tŷ Gŵyr."), ("en", "Good morning.")):
        expected = language in languages
        assert (words in text) is expected
        assert (f'<div lang="{language}">' in html) is expected
    if languages == "cy, en":
        assert text.index("Bore da") < text.index("Good morning")
        assert html.index("Bore da") < html.index("Good morning")
        assert text.startswith("This message is also in English, below.")
    assert f'<html lang="{languages[:2]}">' in html


def test_mail_says_it_is_automatic_and_recognisable_and_has_nothing_hidden(plain_kind):
    HostBody.objects.create(
        name_en="Office of the Police and Crime Commissioner",
        name_cy="Swyddfa Comisiynydd yr Heddlu a Throseddu",
        short_name_en="OPCC",
        short_name_cy="SCHTh",
        neutral_name_en="Siân's Team, Engagement",
        neutral_name_cy="Tîm Ŵyn",
    )
    message, mail = written(plain_kind, "unknown")
    assert mail["Message-ID"] == f"<{message.pk}@example.org>"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["X-Auto-Response-Suppress"] == "All"
    assert mail["From"].addresses[0].display_name == "Tîm Ŵyn / Siân's Team, Engagement"
    assert len(mail["To"].addresses) == 1
    assert mail["Cc"] is None
    assert mail["Bcc"] is None
    assert mail["List-Unsubscribe"] is None
    assert parts(mail) == ["multipart/alternative", "text/plain", "text/html"]
    assert "<img" not in mail.as_string()
    for word in ("Police", "Crime", "Heddlu", "victim"):
        assert word not in str(mail["From"]) + str(mail["Subject"])


def test_one_click_unsubscribe_is_in_the_headers_where_the_kind_gives_it(plain_kind):
    plain_kind.unsubscribe = "https://forum.example.org/en/stop/abc/"
    _message, mail = written(plain_kind, "en")
    assert mail["List-Unsubscribe"] == "<https://forum.example.org/en/stop/abc/>"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_a_line_break_never_makes_a_header(plain_kind):
    plain_kind.subject = {"cy": "Neges", "en": "Hello\r\nBcc: other@example.org"}
    with pytest.raises(ValueError, match="linefeed"):
        written(plain_kind, "en")


@pytest.mark.parametrize(
    "address",
    [
        "",
        "nobody",
        "@example.org",
        "a@",
        "a@example.org\r\nBcc: b@example.org",
        "a@example.org, b@example.org",
        "Siân <a@example.org>",
        "siân@example.org",
        "a b@example.org",
        "a@exa\x00mple.org",
        "a@" + "x" * 80 + ".org",
    ],
)
def test_an_address_that_can_not_stand_on_an_envelope_is_refused(address):
    with pytest.raises(BadAddress):
        envelope_address(address)


def test_a_welsh_domain_is_written_in_ascii():
    assert envelope_address("a@tŷ.cymru") == "a@xn--t-foa.cymru"


def test_wording_comes_from_three_templates_with_text_as_it_is_and_html_escaped(settings):
    settings.TEMPLATES = [
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "OPTIONS": {
                "loaders": [
                    (
                        "django.template.loaders.locmem.Loader",
                        {
                            "t/x.subject.txt": "\n  {{ name }}\n",
                            "t/x.txt": "{{ name }}\n\n{% if no %}{% endif %}\n\n\n{{ language }}",
                            "t/x.html": "<p>{{ name }}</p>",
                        },
                    )
                ]
            },
        }
    ]
    assert engines
    wording = render_wording("t/x", {"name": "Tŷ <b>\nBcc: x"}, language="cy")
    assert wording.subject == "Tŷ <b> Bcc: x"
    assert wording.text == "Tŷ <b>\nBcc: x\n\ncy"
    assert wording.html == "<p>Tŷ &lt;b&gt;\nBcc: x</p>"
