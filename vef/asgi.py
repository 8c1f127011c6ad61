import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "vef.settings")

application = get_asgi_application()

from vef.outbox import doorbell  # noqa: E402  (needs Django set up)

doorbell.warm()
