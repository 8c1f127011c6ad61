import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "vef.settings")

application = get_wsgi_application()

from vef.outbox import doorbell  # noqa: E402  (needs Django set up)

doorbell.warm()
