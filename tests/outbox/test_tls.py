"""Mail goes over a line that is encrypted and proved, or it waits."""

import ssl
from datetime import timedelta

import pytest
from aiosmtpd.controller import Controller
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.factories.outbox import MessageFactory
from tests.outbox.mailserver import MailServer, free_port
from vef.common import clock
from vef.outbox.delivery import deliver_due

pytestmark = pytest.mark.django_db


@pytest.fixture
def certificate(tmp_path):
    """A certificate for localhost that its owner signed: nobody vouches for it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    # The TLS library reads the machine's own clock, not the one the tests hold.
    now, years = clock.now(), timedelta(days=3650)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - years)
        .not_valid_after(now + years)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path / "server.pem"
    path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + made.public_bytes(serialization.Encoding.PEM)
    )
    return path


@pytest.fixture
def tls_server(settings, certificate):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    kept = MailServer()
    controller = Controller(
        kept,
        hostname="127.0.0.1",
        port=free_port(),
        tls_context=context,
        require_starttls=True,
    )
    controller.start()
    settings.SMTP_HOST, settings.SMTP_PORT = "localhost", controller.port
    settings.SMTP_TLS = "starttls"
    yield kept
    controller.stop()


def test_a_server_nobody_vouches_for_gets_no_mail(plain_kind, tls_server):
    message = MessageFactory()
    deliver_due()
    message.refresh_from_db()
    assert (message.status, message.reason_code) == ("queued", "no-answer-connect")
    assert tls_server.messages == []


def test_a_server_that_is_vouched_for_gets_it(plain_kind, tls_server, certificate, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    message = MessageFactory()
    assert deliver_due() == {"sent": 1}
    message.refresh_from_db()
    assert message.status == "sent"
    assert len(tls_server.messages) == 1


def test_a_server_without_tls_gets_no_mail_where_tls_is_asked_for(
    plain_kind, mail_server, settings
):
    settings.SMTP_TLS = "starttls"
    message = MessageFactory()
    deliver_due()
    message.refresh_from_db()
    assert message.status == "queued"
    assert mail_server.messages == []
