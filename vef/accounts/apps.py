from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "vef.accounts"
    label = "accounts"
    verbose_name = _("Accounts")

    def ready(self) -> None:
        from allauth.account.decorators import secure_admin_login
        from django.contrib import admin

        from vef.accounts import mail, receivers, rotation

        mail.register_all()
        receivers.connect()
        rotation.register()
        # One door: the admin has no sign-in form of its own, so no way round the second factor.
        admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]
