from django.apps import AppConfig


class PrivacyConfig(AppConfig):
    name = "vef.privacy"
    label = "privacy"
