"""Personal numbers at rest: sealed with a key made from SECRET_KEY.

SECRET_KEY_FALLBACKS still open what was sealed under an older key.
"""

from __future__ import annotations

import base64
import hashlib

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings

# Tells a sealed text from a typed one.
MARK = "sealed:"


def seal(text: str) -> str:
    """The text, readable only with the portal's secret key."""
    return MARK + _box().encrypt(text.encode()).decode("ascii")


def unseal(sealed: str) -> str:
    """What `seal` was given; ValueError for anything else or a lost key."""
    try:
        return _box().decrypt(sealed.removeprefix(MARK).encode()).decode()
    except (InvalidToken, UnicodeError) as error:
        raise ValueError("not sealed with a key of ours") from error


def reveal(text: str) -> str:
    """The text behind a seal; a text that is not sealed as it is."""
    if not text.startswith(MARK):
        return text
    try:
        return unseal(text)
    except ValueError:
        return text


def _box() -> MultiFernet:
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet([Fernet(_key(secret)) for secret in keys])


def _key(secret: str) -> bytes:
    digest = hashlib.sha256(b"eservices.sealed:" + secret.encode()).digest()
    return base64.urlsafe_b64encode(digest)
