from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EngagementConfig(AppConfig):
    name = "engagement"
    label = "engagement"
    verbose_name = _("Engagement")

    def ready(self) -> None:
        from engagement import (
            audiences,
            duties,
            emails,
            held,
            keeping,
            person_panel,
            planning,
            receivers,  # noqa: F401  (receivers connect on import)
        )
        from engagement.audiences import narrowed
        from vef.outbox.discretion import conceal

        conceal(narrowed.messages_hidden_from)
        emails.register_all()
        audiences.register_populations()
        held.register_all()
        keeping.register_all()
        person_panel.register_panel()
        duties.register_all()
        planning.register_all()
