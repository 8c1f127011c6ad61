from django.apps import AppConfig


class CommonConfig(AppConfig):
    name = "vef.common"
    label = "common"
