"""The portal's settings for tests: own database cluster, fast hashing, no sending."""

from mongol_standards import embedded_postgres
from mongol_standards.settings import *  # noqa: F403
from mongol_standards.settings import DATABASE_URL, DATABASES, VAR_DIR

SECRET_KEY = "tests-only-tests-only-tests-only-tests-only"
if not DATABASE_URL:
    DATABASES["default"] |= embedded_postgres.django_database(
        VAR_DIR, cluster="test-postgres"
    )
DATABASES["default"] |= {"CONN_MAX_AGE": 0}
CERTIFICATE_KEY = bytes(32)
KEYS_DIR = VAR_DIR / "test-keys"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_URL = "memorymail://"
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_AUTOREFRESH = True
WHITENOISE_USE_FINDERS = True
AXES_ENABLED = False
