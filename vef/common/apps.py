from django.apps import AppConfig


class CommonConfig(AppConfig):
    name = "vef.common"
    label = "common"

    def ready(self) -> None:
        from vef.common import checks  # noqa: F401  (registers them)
