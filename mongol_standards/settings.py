"""Settings of the portal. Every variable is described in docs/operations.md."""

from pathlib import Path
from typing import Any

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from mongol_standards import embedded_postgres
from mongol_standards.environment import (
    bank,
    boolean,
    database,
    env,
    folder,
    integer,
    keys_of_32_bytes,
    openid,
    port,
    qpay,
    read,
    secret_key,
    text,
    url,
)
from mongol_standards.logs import LOGGING  # noqa: F401  (a Django setting)

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = folder("VAR_DIR", default=BASE_DIR / "var")

# Naming a public host ends demo mode: from then on cookies need https and
# staff need a second factor.
ALLOWED_HOSTS = read("ALLOWED_HOSTS", env.list, default=[])
DEMO_MODE = boolean("DEMO_MODE", default=not ALLOWED_HOSTS)
if not ALLOWED_HOSTS:
    ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]"]
DEBUG = False
SECRET_KEY = secret_key(VAR_DIR, required=not DEMO_MODE)
SECRET_KEY_FALLBACKS = read("SECRET_KEY_FALLBACKS", env.list, default=[])
SITE_URL = url(
    "SITE_URL",
    default=f"http://127.0.0.1:{port()}"
    if DEMO_MODE
    else f"https://{ALLOWED_HOSTS[0].lstrip('.')}",
    schemes=("http", "https"),
).rstrip("/")
CSRF_TRUSTED_ORIGINS = [] if DEMO_MODE else [SITE_URL]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "organisation",
    "casework",
    "catalogue",
    "surveys",
    "eservices",
    "feedback",
    "branches",
    "mongol_standards",
    "mongol_standards.apps.PortalAdminConfig",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.sitemaps",
    "django.contrib.humanize",
    "django.contrib.postgres",
    "django.forms",
    "crispy_forms",
    "pgtrigger",
    "pghistory",
    "django_tasks",
    "django_tasks_db",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "axes",
    "csp",
]

MIDDLEWARE = [
    "mongol_standards.middleware.RequestLog",
    "django.middleware.security.SecurityMiddleware",
    "mongol_standards.middleware.SecurityHeaders",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "mongol_standards.middleware.BadInput",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "mongol_standards.middleware.StaffSecondFactor",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "mongol_standards.urls"
WSGI_APPLICATION = "mongol_standards.wsgi.application"
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
                "mongol_standards.context.portal",
            ],
        },
    }
]

# --- database -------------------------------------------------------------------
DATABASE_URL = text("DATABASE_URL")
DATABASES: dict[str, dict[str, Any]] = {
    "default": database("DATABASE_URL")
    if DATABASE_URL
    else embedded_postgres.django_database(VAR_DIR)
}
DATABASES["default"] |= {
    "CONN_MAX_AGE": 60,
    "CONN_HEALTH_CHECKS": True,
    # Those of the URL stay, such as sslmode.
    "OPTIONS": DATABASES["default"].get("OPTIONS", {})
    | {
        "application_name": "portal",
        "options": text(
            "DATABASE_OPTIONS",
            default="-c lock_timeout=10s -c idle_in_transaction_session_timeout=60s",
        ),
    },
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {"default": read("CACHE_URL", env.cache_url, default="locmemcache://portal")}

# --- people and sign-in ---------------------------------------------------------
AUTH_USER_MODEL = "organisation.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
_VALIDATION = "django.contrib.auth.password_validation"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"{_VALIDATION}.UserAttributeSimilarityValidator"},
    {
        "NAME": f"{_VALIDATION}.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": f"{_VALIDATION}.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/admin/"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_ADAPTER = "organisation.signin.StaffAccountAdapter"
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
# Axes counts failures in the database; allauth's own limits need a shared cache.
ACCOUNT_RATE_LIMITS = False
ACCOUNT_SESSION_REMEMBER = False
# The national sign-on DAN; off until it is configured.
DAN = openid("DAN")
DAN_URL = DAN["settings"]["server_url"] if DAN else ""
SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [DAN]}} if DAN else {}
SOCIALACCOUNT_ADAPTER = "eservices.dan.adapter.PersonAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEMO_MODE
MFA_TOTP_ISSUER = "СХЗГ"
STAFF_SECOND_FACTOR = boolean("STAFF_SECOND_FACTOR", default=not DEMO_MODE)
AXES_FAILURE_LIMIT = integer("SIGN_IN_FAILURES", default=5)
AXES_COOLOFF_TIME = 0.5  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_TEMPLATE = "organisation/locked_out.html"
AXES_CLIENT_IP_CALLABLE = "organisation.client_address.client_address"
AXES_DISABLE_ACCESS_LOG = True
AXES_VERBOSE = False
SESSION_COOKIE_AGE = 12 * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
STAFF_IDLE_SECONDS = 30 * 60

# --- language -------------------------------------------------------------------
LANGUAGE_CODE = "mn"
LANGUAGES = [("mn", _("Mongolian")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Asia/Ulaanbaatar"
USE_TZ = True
USE_I18N = True
FORMAT_MODULE_PATH = ["mongol_standards.formats"]

# --- static and private files ---------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_MAX_AGE = 3600
WHITENOISE_ALLOW_ALL_ORIGINS = False  # nobody else builds on our files
PRIVATE_DIR = VAR_DIR / "private"
# Pictures and documents of units: everybody may see them.
PUBLIC_DIR = VAR_DIR / "public"
X_ACCEL_PREFIX = text("X_ACCEL_PREFIX")
CLAMD_SOCKET = text("CLAMD_SOCKET")
MAX_FILES = 5
MAX_FILE_BYTES = 10 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 4 * 1024 * 1024
# An edition with fifty relations is one form of the office.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500
DATA_UPLOAD_MAX_NUMBER_FILES = 20

# --- headers and cookies --------------------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "worker-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "object-src": [NONE],
        "frame-ancestors": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "mongol_standards.views.csrf_failure"
if not DEMO_MODE:
    SESSION_COOKIE_NAME = "__Host-sessionid"
    CSRF_COOKIE_NAME = "__Host-csrftoken"
    LANGUAGE_COOKIE_NAME = "__Host-language"
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = True
    SECURE_HSTS_SECONDS = 365 * 24 * 3600
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SECURE_SSL_REDIRECT = boolean("SSL_REDIRECT", default=True)
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
TRUSTED_PROXY_HOPS = integer("TRUSTED_PROXY_HOPS", default=0)

# --- notices and tasks ----------------------------------------------------------
EMAIL_URL = url(
    "EMAIL_URL",
    default="consolemail://",
    schemes=(
        "consolemail",
        "smtp",
        "smtps",
        "smtp+tls",
        "smtp+ssl",
        "filemail",
        "memorymail",
        "dummymail",
    ),
)
globals().update(env.email_url_config(EMAIL_URL))
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = text("FROM_EMAIL", default="portal@localhost")
SMS_URL = url("SMS_URL", default="console:", schemes=("console", "http", "https"))
# Longer than any attempt to send may take, or two workers send at once.
NOTICE_STALE_SECONDS = integer("NOTICE_STALE_SECONDS", default=300)
TASKS = {
    "default": {
        "BACKEND": "django_tasks_db.DatabaseBackend",
        "QUEUES": ["default"],
    }
}

# --- casework: not confirmed by law, so the agency may change them --------------
CASE_ANSWER_DAYS = integer("CASE_ANSWER_DAYS", default=14)
CASE_SILENCE_DAYS = integer("CASE_SILENCE_DAYS", default=14)
CASE_REOPEN_DAYS = integer("CASE_REOPEN_DAYS", default=30)
CASE_REOPENED_TARGET_DAYS = integer("CASE_REOPENED_TARGET_DAYS", default=14)
MAX_FILES_PER_CASE = 30
# No source says that the clock may stop while a citizen is waited for.
PAUSE_MOVES_LEGAL_DATE = boolean("PAUSE_MOVES_LEGAL_DATE", default=False)

# --- payments -------------------------------------------------------------------
# Where applicants transfer the money; empty: the invoice says to ask us.
BANK_NAME, BANK_ACCOUNT, BANK_ACCOUNT_NAME = bank()
# Without QPay a pretended provider is used in demo mode, and none outside it.
QPAY = qpay()

# --- certificates of the services -----------------------------------------------
# The seed of the signing key; without one, a key is made once and kept in KEYS_DIR.
CERTIFICATE_KEY = next(iter(keys_of_32_bytes("CERTIFICATE_KEY")), None)
# Public keys of before, beside those that KEYS_DIR remembers.
CERTIFICATE_OLD_KEYS = keys_of_32_bytes("CERTIFICATE_OLD_KEYS")
KEYS_DIR = VAR_DIR / "keys"

# --- catalogue ------------------------------------------------------------------
# The standards shipped with the portal, imported by the first start (a minute).
LOAD_CATALOGUE = boolean("LOAD_CATALOGUE", default=True)

# --- forms and brand ------------------------------------------------------------
CRISPY_ALLOWED_TEMPLATE_PACKS = ("portal",)
CRISPY_TEMPLATE_PACK = "portal"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
HOTLINE = text("HOTLINE", default="18002525")
