"""The mail backend of a project in which nothing but the outbox sends."""

from typing import NoReturn

from django.core.mail.backends.base import BaseEmailBackend


class RefusingBackend(BaseEmailBackend):
    """Refuse mail that tries to go round the outbox."""

    def send_messages(self, email_messages: object) -> NoReturn:
        raise RuntimeError("Mail goes through vef.outbox only.")
