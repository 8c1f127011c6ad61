from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PartnersConfig(AppConfig):
    name = "partners"
    label = "partners"
    verbose_name = _("Partners")

    def ready(self) -> None:
        from partners import emails, receivers  # noqa: F401
        from partners.models import Organisation
        from vef.accounts import organisations

        emails.register_all()
        organisations.offer(Organisation.objects.invitable)
