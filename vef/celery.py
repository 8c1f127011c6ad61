"""Background work. Tasks carry ids only; the rows in the database are the truth.

Any number of workers and of beats may run: a periodic task only asks what is due,
and whatever is due is claimed by one of them.
"""

import os
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from celery import Celery
from celery.signals import beat_init, import_modules, worker_init, worker_ready

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "vef.settings")

app = Celery("vef")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


def schedule() -> dict[str, dict[str, Any]]:
    """Gather every app's ``tasks.SCHEDULE``: names, tasks and how often (UTC).

    Raises ValueError if two apps give one name to two things.
    """
    from django.apps import apps  # ready only once the worker has set Django up

    found: dict[str, dict[str, Any]] = {}
    for config in apps.get_app_configs():
        if not find_spec(f"{config.name}.tasks"):
            continue
        for name, entry in getattr(import_module(f"{config.name}.tasks"), "SCHEDULE", {}).items():
            if name in found:
                raise ValueError(f"{name} is scheduled twice")
            # A tick nobody took is stale by the next one: it would only repeat it.
            expires = {"expires": entry["schedule"]} if _is_seconds(entry["schedule"]) else {}
            found[name] = {"options": expires, **entry}
    return found


def _is_seconds(value: object) -> bool:
    return isinstance(value, int | float)


@import_modules.connect(weak=False)
def take_schedule(sender: Any = None, **kwargs: object) -> None:
    """Runs after the tasks were found, in workers and in beats."""
    app.conf.beat_schedule = schedule()


@worker_init.connect
@beat_init.connect
def make_queue_folders(**kwargs: object) -> None:
    """The broker without a server needs its folders before it starts."""
    prepare_broker()


@worker_ready.connect
def look_once(**kwargs: object) -> None:
    """What fell due while no worker ran need not wait for the first sweep."""
    from vef.outbox.doorbell import ring

    ring()


def prepare_broker() -> None:
    options = app.conf.broker_transport_options or {}
    for key in ("data_folder_in", "control_folder", "processed_folder"):
        if folder := options.get(key):
            Path(folder).mkdir(mode=0o700, parents=True, exist_ok=True)
