"""Durable, once-only delivery by one worker against a plain loop that keeps no record."""

from benchmarks.harness import compare, set_up, show

MAILS = 300


def main() -> None:
    set_up()
    from aiosmtpd.controller import Controller
    from django.conf import settings
    from django.core.mail import EmailMultiAlternatives, get_connection
    from django.template.loader import render_to_string

    from tests.factories.accounts import UserFactory
    from tests.outbox.mailserver import free_port
    from vef.common.bilingual import in_language
    from vef.outbox.delivery import deliver_due
    from vef.outbox.models import Message
    from vef.outbox.services import enqueue

    class Sink:
        """A mail server that takes everything and keeps nothing."""

        async def handle_DATA(self, server: object, session: object, envelope: object) -> str:
            return "250 taken"

    controller = Controller(Sink(), hostname="127.0.0.1", port=free_port())
    controller.start()
    settings.SMTP_PORT, settings.SMTP_TLS = controller.port, "none"
    users = [UserFactory() for _ in range(MAILS)]
    turn = iter(range(1_000_000))
    template = "partners/email/window_opened"

    def ours() -> None:
        number = next(turn)
        for user in users:
            enqueue(
                kind="benchmark",
                unique_key=f"{number}:{user.pk}",
                recipient_kind="user",
                recipient_id=user.pk,
            )
        while Message.objects.filter(status="queued").exists():
            deliver_due()

    def theirs() -> None:
        connection = get_connection(
            "django.core.mail.backends.smtp.EmailBackend", host="127.0.0.1", port=controller.port
        )
        connection.open()
        for user in users:
            parts = []
            for language in ("cy", "en"):
                with in_language(language):
                    parts.append(
                        [render_to_string(f"{template}.{end}", context) for end in ("txt", "html")]
                    )
            mail = EmailMultiAlternatives(
                "Cyfnod / Window",
                parts[0][0] + parts[1][0],
                settings.MAIL_FROM,
                [user.email],
                connection=connection,
            )
            mail.attach_alternative(parts[0][1] + parts[1][1], "text/html")
            mail.send()
        connection.close()

    context = _register(template)
    try:
        show(
            [
                compare(
                    bench="delivery_one",
                    baseline="plain loop, no record kept",
                    ours=ours,
                    theirs=theirs,
                    bar=0.7,
                    n=MAILS,
                )
            ]
        )
    finally:
        controller.stop()


def _register(template: str) -> dict[str, object]:
    """Add a kind of message in both languages that always may go; return its context."""
    from vef.accounts.models import User
    from vef.common.models import HostBody
    from vef.outbox.kinds import ALLOWED, Kind, Recipient, Verdict, Wording, register
    from vef.outbox.models import Message
    from vef.outbox.rendering import render_wording

    context: dict[str, object] = {"host": HostBody.current(), "url": "https://example.org/"}

    class Benchmark(Kind):
        name = "benchmark"
        label = "Benchmark"

        def recipient(self, message: Message) -> Recipient | None:
            return Recipient(User.objects.get(pk=message.recipient_id).email, "both")

        def gate(self, message: Message) -> Verdict:
            return ALLOWED

        def build(self, message: Message, language: str) -> Wording:
            return render_wording(template, context, language=language)

    register(Benchmark())
    return context


if __name__ == "__main__":
    main()
