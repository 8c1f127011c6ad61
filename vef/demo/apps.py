from django.apps import AppConfig
from django.core import checks
from django.utils.translation import gettext_lazy as _


class DemoConfig(AppConfig):
    name = "vef.demo"
    label = "demo"
    verbose_name = _("Demonstration")

    def ready(self) -> None:
        from vef.demo import guard

        guard.refuse_to_be_reached()
        checks.register(guard.check_not_deployed, checks.Tags.security, deploy=True)
