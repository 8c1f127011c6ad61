"""Settings, read from the environment in this one place.

Unset means production-safe: debugging is off, cookies are secure, mail is in
trial mode, and a missing secret stops the start. ``.env.example`` lists every
variable; ``.env.embedded`` is the explicit set for a bare machine.
"""

import base64
from datetime import timedelta
from pathlib import Path

import environ
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

BASE_DIR = Path(__file__).resolve().parent.parent

env = environ.Env()
if env_file := env.str("VEF_ENV_FILE", default=""):
    env.read_env(BASE_DIR / env_file)

# --- What kind of start this is --------------------------------------------

DEBUG = env.bool("VEF_DEBUG", default=False)
DEMO = env.bool("VEF_DEMO", default=False)
TESTING = env.bool("VEF_TESTING", default=False)
# Which of the three faces this process serves: all, office, portal or public.
FACE = env.str("VEF_FACE", default="all")
if FACE not in {"all", "office", "portal", "public"}:
    raise ImproperlyConfigured("VEF_FACE must be all, office, portal or public.")
# Where runtime files live: the embedded database, demo mail, stored PDFs.
VAR_DIR = Path(env.str("VEF_VAR_DIR", default=str(BASE_DIR / "var")))
# A clock for the demonstration; ISO 8601 with an offset. Never set in production.
DEMO_NOW = env.str("VEF_DEMO_NOW", default="") if DEMO else ""

# --- Secrets, one purpose each ---------------------------------------------

SECRET_KEY = env.str("SECRET_KEY")
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
# "1:<base64>,2:<base64>": every key that can still be read; the highest writes.
FIELD_KEYS = {
    int(version): base64.b64decode(key)
    for version, key in (pair.split(":", 1) for pair in env.list("VEF_FIELD_KEYS"))
}
INDEX_KEY = base64.b64decode(env.str("VEF_INDEX_KEY"))
LINK_KEY = base64.b64decode(env.str("VEF_LINK_KEY"))
if any(len(key) != 32 for key in FIELD_KEYS.values()):
    raise ImproperlyConfigured("Every key in VEF_FIELD_KEYS must be 32 bytes long.")
if "embedded-demo-key" in SECRET_KEY and not (DEMO or TESTING):
    raise ImproperlyConfigured(
        "The keys of the embedded default are public. Make your own with `manage.py make_keys`."
    )

# --- Hosts and addresses ----------------------------------------------------

ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[])
# Where the links in mail point to, without a trailing slash.
BASE_URL = env.str("VEF_BASE_URL", default="")
PORTAL_BASE_URL = env.str("VEF_PORTAL_BASE_URL", default=BASE_URL)
OFFICE_BASE_URL = env.str("VEF_OFFICE_BASE_URL", default=BASE_URL)
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
TRUSTED_PROXY_COUNT = env.int("VEF_TRUSTED_PROXY_COUNT", default=0)
if TRUSTED_PROXY_COUNT:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# --- Applications -----------------------------------------------------------

INSTALLED_APPS = [
    "vef.common",
    "modeltranslation",
    "vef.common.admin_site.OfficeAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "crispy_forms",
    "django_filters",
    "vef.accounts",
    "vef.audit",
    "vef.documents",
    "vef.outbox",
    "vef.privacy",
    "database",
    "partners",
    "engagement",
    "feedback",
    "vef.dashboard",
]
if DEMO or TESTING:
    INSTALLED_APPS.append("vef.demo")

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "vef.common.middleware.RequestContextMiddleware",
    "vef.common.middleware.ShownKeyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "vef.common.middleware.PrivateResponseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "vef.accounts.middleware.SessionLimitMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "vef.accounts.middleware.SecondFactorMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "vef.urls" if FACE == "all" else f"vef.faces.{FACE}"
WSGI_APPLICATION = "vef.wsgi.application"
ASGI_APPLICATION = "vef.asgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "vef.common.context_processors.page",
            ],
        },
    },
]
CRISPY_ALLOWED_TEMPLATE_PACKS = ["vef"]
CRISPY_TEMPLATE_PACK = "vef"
CRISPY_FAIL_SILENTLY = False
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
INSTALLED_APPS.insert(0, "django.forms")

# --- Database ---------------------------------------------------------------

DATABASES = {"default": env.db("DATABASE_URL")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
_engine = DATABASES["default"]["ENGINE"]
if _engine == "django.db.backends.sqlite3":
    _name = Path(DATABASES["default"]["NAME"])
    if str(_name) != ":memory:" and not _name.is_absolute():
        DATABASES["default"]["NAME"] = str(BASE_DIR / _name)
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }
else:
    DATABASES["default"]["CONN_MAX_AGE"] = env.int("VEF_CONN_MAX_AGE", default=60)
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True

# --- Cache: rate limits need one that all processes share --------------------

REDIS_URL = env.str("REDIS_URL", default="")
if REDIS_URL:
    CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": REDIS_URL,
            "OPTIONS": {
                "socket_timeout": 2,
                "socket_connect_timeout": 1,
                "serializer": "vef.common.cache.JSONSerializer",
            },
            "KEY_PREFIX": "vef",
        }
    }
else:
    CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
            "LOCATION": str(VAR_DIR / "cache"),
        }
    }

# --- Background work --------------------------------------------------------

CELERY_BROKER_URL = REDIS_URL or "filesystem://localhost"
if REDIS_URL:
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "visibility_timeout": 300,
        "unacked_restore_interval": 2,
        "unacked_restore_throttle": 1,
        "socket_timeout": 5,
        # Without a broker a page answers at once all the same; the sweep makes up for it.
        "socket_connect_timeout": 0.5,
        "max_retries": 1,
        "interval_start": 0,
        "interval_step": 0.1,
        "interval_max": 0.2,
    }
else:
    _queue = VAR_DIR / "queue"
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(_queue / "messages"),
        "data_folder_out": str(_queue / "messages"),
        "control_folder": str(_queue / "control"),
        "processed_folder": str(_queue / "processed"),
        "store_processed": False,
        "polling_interval": 0.2,
    }
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_SERIALIZER = "json"
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_TIME_LIMIT = 140
CELERY_TASK_SOFT_TIME_LIMIT = 120
CELERY_TASK_PUBLISH_RETRY = False
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TIMEZONE = "UTC"
CELERY_ENABLE_UTC = True

# --- Mail -------------------------------------------------------------------

# "trial" reaches only the addresses of VEF_MAIL_ALLOW; "live" reaches people.
MAIL_MODE = env.str("VEF_MAIL_MODE", default="trial")
MAIL_ALLOW = frozenset(a.casefold() for a in env.list("VEF_MAIL_ALLOW", default=[]))
SMTP_HOST = env.str("VEF_SMTP_HOST", default="127.0.0.1")
SMTP_PORT = env.int("VEF_SMTP_PORT", default=25)
SMTP_USER = env.str("VEF_SMTP_USER", default="")
SMTP_PASSWORD = env.str("VEF_SMTP_PASSWORD", default="")
# "starttls" (certificate checked), "tls", or "none" for a relay on this host.
SMTP_TLS = env.str("VEF_SMTP_TLS", default="starttls")
SMTP_TIMEOUT = env.int("VEF_SMTP_TIMEOUT", default=20)
MAIL_FROM = env.str("VEF_MAIL_FROM", default="engagement@example.org")
MAIL_DOMAIN = MAIL_FROM.rpartition("@")[2]
DEFAULT_FROM_EMAIL = MAIL_FROM
# Nothing but the outbox sends; anything else that tries fails loudly.
EMAIL_BACKEND = "vef.outbox.backends.RefusingBackend"

# --- Accounts ---------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "dashboard:start"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("email", "name")},
    },
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "vef.accounts.validators.ContextWordValidator"},
]
# A link to choose a new password works for a day, and once.
PASSWORD_RESET_TIMEOUT = 86_400
ACCOUNT_ADAPTER = "vef.accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_CONFIRM_EMAIL_ON_GET = False
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_LOGIN_TIMEOUT = 900
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_FORMS = {
    "login": "vef.accounts.forms.entrance.LoginForm",
    "signup": "vef.accounts.forms.entrance.InvitedSignupForm",
    "add_email": "vef.accounts.forms.entrance.AddEmailForm",
    "change_password": "vef.accounts.forms.entrance.ChangePasswordForm",
    "set_password": "vef.accounts.forms.entrance.SetPasswordForm",
    "reset_password": "vef.accounts.forms.entrance.ResetPasswordForm",
    "reset_password_from_key": "vef.accounts.forms.entrance.ResetPasswordKeyForm",
    "reauthenticate": "vef.accounts.forms.entrance.ReauthenticateForm",
    "confirm_email_verification_code": (
        "vef.accounts.forms.entrance.ConfirmEmailVerificationCodeForm"
    ),
}
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXY_COUNT
MFA_ADAPTER = "vef.accounts.adapter.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TRUST_ENABLED = False
MFA_FORMS = {
    "authenticate": "vef.accounts.forms.entrance.AuthenticateForm",
    "reauthenticate": "vef.accounts.forms.entrance.ReauthenticateMFAForm",
    "activate_totp": "vef.accounts.forms.entrance.ActivateTOTPForm",
    "deactivate_totp": "vef.accounts.forms.entrance.DeactivateTOTPForm",
    "add_webauthn": "vef.accounts.forms.entrance.AddWebAuthnForm",
    "edit_webauthn": "vef.accounts.forms.entrance.EditWebAuthnForm",
}
MFA_TOTP_ISSUER = "Engagement"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEMO or TESTING
# A session ends after this long without use, and after this long whatever happens.
SESSION_IDLE_STAFF = timedelta(minutes=env.int("VEF_IDLE_MINUTES_STAFF", default=20))
SESSION_IDLE_PARTNER = timedelta(minutes=env.int("VEF_IDLE_MINUTES_PARTNER", default=30))
SESSION_ABSOLUTE = timedelta(hours=env.int("VEF_SESSION_HOURS", default=8))

# What a page tells the next one may name somebody: it stays on the server.
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# --- Browser security -------------------------------------------------------

_insecure = env.bool("VEF_INSECURE_COOKIES", default=False)
_prefix = "" if _insecure else "__Host-"
SESSION_COOKIE_NAME = f"{_prefix}{FACE}-session"
if FACE == "public":
    # Nobody signs in here, and this face's database role can't read the others' sessions.
    SESSION_ENGINE = "django.contrib.sessions.backends.signed_cookies"
SESSION_COOKIE_AGE = int(SESSION_ABSOLUTE.total_seconds())
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_SECURE = not _insecure
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_NAME = f"{_prefix}{FACE}-csrf"
CSRF_COOKIE_SECURE = not _insecure
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "vef.common.views.errors.csrf_failure"
LANGUAGE_COOKIE_NAME = f"{_prefix}lang"
LANGUAGE_COOKIE_SECURE = not _insecure
LANGUAGE_COOKIE_HTTPONLY = True
SECURE_SSL_REDIRECT = env.bool("VEF_SSL_REDIRECT", default=not _insecure)
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = 0 if _insecure else 63_072_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = not _insecure
SECURE_HSTS_PRELOAD = not _insecure
# Nothing goes to other sites. "no-referrer" would make browsers send forms with
# "Origin: null", which the CSRF check must refuse (tried in Chromium).
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "object-src": ["'none'"],
        "frame-ancestors": ["'none'"],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000
# Uploads up to this size stay in memory: nothing of them lies on a disk, unsealed.
FILE_UPLOAD_MAX_MEMORY_SIZE = 10_485_760
# The operator's virus scanner: clamd://… for a clamd that takes streams, or a command that
# reads a file from its input and ends with 0 (clean) or 1 (found something). Set but
# silent, nothing is kept (vef.documents.scanning).
SCANNER = env.str("VEF_SCANNER", default="")

# --- Languages and time -----------------------------------------------------

LANGUAGE_CODE = "en"
LANGUAGES = [("cy", _("Welsh")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = ["vef.formats"]
MODELTRANSLATION_LANGUAGES = ("en", "cy")
MODELTRANSLATION_DEFAULT_LANGUAGE = "en"
# Drafts show the other language rather than a blank; publishing asks both.
MODELTRANSLATION_FALLBACK_LANGUAGES = ("en", "cy")
TIME_ZONE = "Europe/London"
USE_TZ = True

# --- Static files and stored files ------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "static-collected"
STATICFILES_DIRS = [BASE_DIR / "vef" / "static"]
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": str(VAR_DIR / "files"), "file_permissions_mode": 0o600},
    },
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if (DEMO or TESTING)
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_ALLOW_ALL_ORIGINS = False
WHITENOISE_USE_FINDERS = DEMO or TESTING

# --- Logs: ids and route names, never paths with tokens ----------------------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"mask": {"()": "vef.common.logs.MaskTokens"}},
    "formatters": {"plain": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": "plain",
            "filters": ["mask"],
        }
    },
    "root": {"handlers": ["console"], "level": env.str("VEF_LOG_LEVEL", default="INFO")},
    "loggers": {
        "django.server": {"handlers": ["console"], "level": "WARNING", "propagate": False},
        # Progress of libraries at work, of use to nobody here.
        "fontTools": {"level": "WARNING"},
        "pikepdf": {"level": "WARNING"},
        "weasyprint": {"level": "WARNING"},
    },
}

# --- The forum's own numbers --------------------------------------------------

# Counts of people below this are never shown outside the office.
SMALL_NUMBER_FLOOR = env.int("VEF_SMALL_NUMBER_FLOOR", default=10)
# Consent older than this is out of date until it is renewed.
CONSENT_MONTHS = env.int("VEF_CONSENT_MONTHS", default=24)
# Days an invitation's link keeps working after the activity closes.
LINK_GRACE_DAYS = env.int("VEF_LINK_GRACE_DAYS", default=0)
# Nobody is sent more than so many messages in so many days, whoever sends them …
CONTACT_LOAD_MESSAGES = env.int("VEF_CONTACT_LOAD_MESSAGES", default=4)
CONTACT_LOAD_DAYS = env.int("VEF_CONTACT_LOAD_DAYS", default=28)
# … and not asked about the same painful theme again within so many days.
THEME_REST_DAYS = env.int("VEF_THEME_REST_DAYS", default=90)
# How old somebody must be to join; the sources speak of adults.
MINIMUM_AGE = env.int("VEF_MINIMUM_AGE", default=18)
# A request to join that nobody confirmed goes after so many days.
UNCONFIRMED_DAYS = env.int("VEF_UNCONFIRMED_DAYS", default=30)
# Days the link to somebody's own page works after it was sent …
MY_PAGE_DAYS = env.int("VEF_MY_PAGE_DAYS", default=90)
# … and days in which somebody who left can come back with it, before they are erased.
COME_BACK_DAYS = env.int("VEF_COME_BACK_DAYS", default=30)
# The hour in London at which partners are told about request windows: when their day at
# work begins, so that the whole of it is left on the last day but one.
WINDOW_NOTICE_HOUR = env.int("VEF_WINDOW_NOTICE_HOUR", default=9)
# Who was erased or withdrew, kept outside the database, to be replayed after a restore.
LEDGER_DIR = Path(env.str("VEF_LEDGER_DIR", default=str(VAR_DIR / "ledger")))
