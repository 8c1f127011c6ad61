from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FeedbackConfig(AppConfig):
    name = "feedback"
    label = "feedback"
    verbose_name = _("Feedback")

    def ready(self) -> None:
        from feedback import (
            duties,
            emails,
            planning,
            receivers,  # noqa: F401  (receivers connect on import)
        )

        emails.register_all()
        duties.register_all()
        planning.register_all()
