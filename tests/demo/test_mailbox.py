import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from tests.factories.outbox import MessageFactory
from tests.outbox.kinds import PlainKind
from tests.outbox.mailserver import free_port
from vef.common.clock import UTC
from vef.demo import mailbox
from vef.demo.safe_html import safe_html
from vef.outbox import kinds
from vef.outbox.delivery import deliver_due

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def box(settings, tmp_path):
    settings.VAR_DIR = tmp_path
    settings.DEMO = True
    return tmp_path / "mailbox"


@pytest.fixture
def running(settings, box):
    """The real command, in its own process, with its files in this test's folder."""
    settings.SMTP_PORT, settings.SMTP_TLS = free_port(), "none"
    environment = {
        **os.environ,
        "VEF_ENV_FILE": ".env.embedded",
        "DJANGO_SETTINGS_MODULE": "vef.settings",
        "VEF_DEMO": "true",
        "VEF_SMTP_PORT": str(settings.SMTP_PORT),
        "VEF_VAR_DIR": str(settings.VAR_DIR),
    }
    command = [sys.executable, "manage.py", "demo_mailbox"]
    process = subprocess.Popen(command, cwd=ROOT, env=environment)
    for _ in range(300):
        try:
            socket.create_connection(("127.0.0.1", settings.SMTP_PORT), 1).close()
            break
        except OSError:
            time.sleep(0.1)
    yield process
    process.send_signal(signal.SIGTERM)
    assert process.wait(10) == 0


MAIL = (
    b"From: Team <team@example.org>\r\nTo: reader@example.org\r\nSubject: Hello\r\n"
    b"Content-Type: text/plain; charset=utf-8\r\n\r\n"
    b"Open https://forum.example.org/en/i/abc/?x=1&y=2 now\r\n"
)


@pytest.mark.django_db
def test_what_the_outbox_sends_is_read_on_the_page_links_and_all(running, client, box):
    kind = PlainKind()
    kind.reading = "unknown"
    kinds.register(kind)
    MessageFactory()
    try:
        assert deliver_due() == {"sent": 1}
    finally:
        kinds.forget(kind.name)
    assert box.stat().st_mode & 0o777 == 0o700
    (name,) = mailbox.names()
    listing = client.get("/en/demo/mailbox/").content.decode()
    assert "reader@example.org" in listing
    assert f"/en/demo/mailbox/{name}/" in listing
    page = client.get(f"/cy/demo/mailbox/{name}/").content.decode()
    assert "Bore da, Tŷ Gŵyr." in page
    assert '<div lang="cy">' in page
    assert "List-Unsubscribe" not in page
    assert "Auto-Submitted" in page
    assert "<iframe" not in page


@pytest.mark.django_db
def test_links_in_the_text_can_be_followed(client, box):
    name = mailbox.keep(MAIL)
    page = client.get(f"/en/demo/mailbox/{name}/").content.decode()
    assert 'href="https://forum.example.org/en/i/abc/?x=1&amp;y=2"' in page


@pytest.mark.django_db
def test_the_list_is_newest_first_and_can_be_narrowed_to_a_reader(client, box):
    for reader in ("a@example.org", "b@example.org"):
        mailbox.keep(MAIL.replace(b"reader@example.org", reader.encode()))
    assert [line.to for line in mailbox.lines()] == ["b@example.org", "a@example.org"]
    page = client.get("/en/demo/mailbox/", {"to": "A@EXAMPLE"}).content.decode()
    assert "a@example.org" in page
    assert "b@example.org" not in page
    assert client.get("/en/demo/mailbox/", {"to": "nobody"}).status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize(
    "name", ["x", "..%2Fsecret", "20261123090000-000000-00000000", "../../etc/passwd"]
)
def test_only_mails_are_opened(client, box, name):
    (box.parent / "secret.eml").write_bytes(MAIL)
    assert client.get(f"/en/demo/mailbox/{name}/").status_code == 404


@pytest.mark.django_db
def test_outside_the_demonstration_there_is_no_mailbox(client, box, settings):
    name = mailbox.keep(MAIL)
    settings.DEMO = False
    assert client.get("/en/demo/mailbox/").status_code == 404
    assert client.get(f"/en/demo/mailbox/{name}/").status_code == 404
    with pytest.raises(CommandError):
        call_command("demo_mailbox")


@pytest.mark.parametrize(
    ("html", "safe"),
    [
        ("<p onclick='x()'>Hi</p>", "<p>Hi</p>"),
        ("<script>alert(1)</script>ok", "ok"),
        ("<a href='javascript:x()'>ok</a>", "<a>ok</a>"),
        ("<img src=x onerror=x()>ok", "ok"),
        ("<div style='color:red' lang='cy'>Tŷ</div>", '<div lang="cy">Tŷ</div>'),
        ("<div lang='\"><script>'>x</div>", "<div>x</div>"),
        ("<p><b>open", "<p><b>open</b></p>"),
        ("</div></p>x", "x"),
        ("&lt;script&gt;", "&lt;script&gt;"),
        ("<svg><script>x</script></svg>ok", "ok"),
        ("<head><title>no</title></head><body>yes</body>", "yes"),
    ],
)
def test_html_is_made_harmless(html, safe):
    assert safe_html(html) == safe


def test_the_time_of_arrival_is_in_the_name(box):
    name = mailbox.keep(MAIL)
    assert mailbox.arrived(name).tzinfo == UTC
