"""Background work. Tasks carry ids only; the rows in the database are the truth."""

import os
from pathlib import Path

from celery import Celery
from celery.signals import beat_init, worker_init

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "vef.settings")

app = Celery("vef")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@worker_init.connect
@beat_init.connect
def make_queue_folders(**kwargs: object) -> None:
    """The broker without a server needs its folders before it starts."""
    prepare_broker()


def prepare_broker() -> None:
    options = app.conf.broker_transport_options or {}
    for key in ("data_folder_in", "control_folder", "processed_folder"):
        if folder := options.get(key):
            Path(folder).mkdir(mode=0o700, parents=True, exist_ok=True)
