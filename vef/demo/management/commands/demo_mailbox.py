import asyncio
import contextlib
import logging
import signal
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from vef.demo import mailbox


class Command(BaseCommand):
    requires_system_checks = ()
    help = "Take the demonstration's mail on this computer and keep it for the mailbox page."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("The mailbox belongs to the demonstration. Set VEF_DEMO=true.")
        logging.getLogger("mail.log").setLevel(logging.WARNING)
        with contextlib.suppress(KeyboardInterrupt, asyncio.CancelledError):
            asyncio.run(self.serve())

    async def serve(self) -> None:
        task = asyncio.ensure_future(mailbox.serve(settings.SMTP_PORT))
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, task.cancel)
        try:
            await task
        except OSError as error:
            raise CommandError(f"Port {settings.SMTP_PORT} can't be had: {error}") from error
