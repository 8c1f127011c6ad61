from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DatabaseConfig(AppConfig):
    name = "database"
    label = "database"
    verbose_name = _("People")

    def ready(self) -> None:
        from database import (
            campaign_emails,
            equality_panel,
            joining_emails,
            mine_emails,
            own_panel,
            rights_panel,
        )
        from database.joining_panel import register_panel
        from database.record_panels import register_panels

        joining_emails.register_all()
        mine_emails.register_all()
        own_panel.register_panel()
        rights_panel.register_panel()
        register_panel()
        register_panels()
        campaign_emails.register_all()
        equality_panel.register_panel()
        self._register_what_is_held()

    @staticmethod
    def _register_what_is_held() -> None:
        from database import keeping
        from database.services import gathering, held

        held.register_all()
        gathering.register_all()
        keeping.register_all()
