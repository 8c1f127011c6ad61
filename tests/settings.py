"""The project's settings with the few things tests need otherwise."""

import os
import tempfile
from pathlib import Path

os.environ.setdefault("VEF_ENV_FILE", ".env.embedded")
os.environ["VEF_TESTING"] = "true"
os.environ["VEF_DEMO_NOW"] = ""
os.environ["VEF_MAIL_MODE"] = "live"
os.environ.setdefault("VEF_VAR_DIR", tempfile.mkdtemp(prefix="vef-tests-"))

from vef.settings import *  # noqa: F403

DEMO_NOW = ""
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
CELERY_TASK_ALWAYS_EAGER = False
# WhiteNoise wants the folder to exist; tests serve static files from their sources.
STATIC_ROOT = Path(tempfile.mkdtemp(prefix="vef-static-"))
