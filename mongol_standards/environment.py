"""Reads the environment; a wrong value stops the start with one clear sentence."""

import base64
import contextlib
import os
import secrets
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn, TypeVar
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

Value = TypeVar("Value")

env = environ.FileAwareEnv()

YES = frozenset({"1", "true", "yes", "on"})
NO = frozenset({"0", "false", "no", "off"})
LEAST_SECRET = 50  # characters, as Django's check --deploy wants
LONGEST_ACCOUNT = 34  # signs, as an IBAN has at most
MOST = 999_999_999  # more is a slip of the finger


def refuse(name: str, what: str) -> NoReturn:
    """Stop, saying what the variable has to be."""
    raise ImproperlyConfigured(f"The environment variable {name} must be {what}.")


def read(name: str, reader: Callable[..., Value], **options: Any) -> Value:
    """The value of the variable `name`, or of the file that `name`_FILE names."""
    try:
        return reader(name, **options)
    except (ValueError, environ.ImproperlyConfigured) as error:
        raise ImproperlyConfigured(
            f"The environment variable {name} cannot be used: {error}."
        ) from error
    except OSError as error:
        raise ImproperlyConfigured(
            f"The file that the environment variable {name}_FILE names cannot be "
            f"read: {error.strerror}."
        ) from error


def text(name: str, *, default: str = "") -> str:
    """The text in `name`; an empty variable is as good as none."""
    return read(name, env.str, default="").strip() or default


def folder(name: str, *, default: Path) -> Path:
    """The folder in `name`, made when it is not there.

    PermissionError when it is another user's; manage.py has a sentence for that.
    """
    path = Path(text(name) or default).resolve()
    try:
        path.mkdir(parents=True, exist_ok=True)
    except PermissionError:
        raise
    except OSError as error:
        refuse(name, f"a folder that can be made; {path} cannot ({error.strerror})")
    return path


def integer(name: str, *, default: int, least: int = 0, most: int = MOST) -> int:
    """The whole number in `name`, from `least` to `most`."""
    typed = text(name, default=str(default))
    is_number = typed.isascii() and typed.isdigit() and len(typed) <= len(f"{MOST}")
    if not is_number or not least <= int(typed) <= most:
        limits = f"from {least} up" if most == MOST else f"from {least} to {most}"
        refuse(name, f"a whole number {limits}, not “{typed}”")
    return int(typed)


def port() -> int:
    """Where the web server listens: PORT."""
    return integer("PORT", default=8000, least=1, most=65535)


def boolean(name: str, *, default: bool) -> bool:
    """The yes or no in `name`."""
    typed = text(name, default="yes" if default else "no").lower()
    if typed not in YES | NO:
        refuse(name, f"yes or no, not “{typed}”")
    return typed in YES


def url(name: str, *, default: str, schemes: tuple[str, ...]) -> str:
    """The URL in `name`, of one of `schemes`; with a host where there is a //."""
    typed = text(name, default=default)
    try:
        parts = urlsplit(typed)
        parts.port  # noqa: B018  (reading it checks it)
    except ValueError as error:
        raise ImproperlyConfigured(
            f"The environment variable {name} is no URL: {error}."
        ) from error
    if parts.scheme not in schemes:
        refuse(name, f"a URL that starts with {' or '.join(f'{s}:' for s in schemes)}")
    if parts.scheme.startswith(("http", "smtp")) and not parts.hostname:
        refuse(name, f"a URL with a host, like {parts.scheme}://host.example")
    return typed


def all_or_none(*names: str) -> list[str]:
    """The texts in variables that mean nothing without each other; [] without any."""
    given = [text(name) for name in names]
    missing = [name for name, typed in zip(names, given, strict=True) if not typed]
    if len(missing) == len(names):
        return []
    if missing:
        refuse(missing[0], f"given, too, because others of {', '.join(names)} are")
    return given


def private_url(name: str, *, because: str) -> str:
    """The https URL in `name`, without a slash at its end; http only to here."""
    server = url(name, default="", schemes=("https", "http"))
    is_here = urlsplit(server).hostname in {"127.0.0.1", "localhost", "::1"}
    if server.startswith("http:") and not is_here:
        refuse(name, f"an https URL, because {because}")
    return server.rstrip("/")


def bank() -> tuple[str, str, str]:
    """The bank, account and its holder that invoices name; empty without.

    BANK_NAME, BANK_ACCOUNT, BANK_ACCOUNT_NAME: all three or none.
    """
    given = all_or_none("BANK_NAME", "BANK_ACCOUNT", "BANK_ACCOUNT_NAME")
    if not given:
        return "", "", ""
    name, account, holder = given
    signs = account.replace(" ", "")
    is_account = signs.isascii() and signs.isalnum() and signs[-1].isdigit()
    if not is_account or not 6 <= len(signs) <= LONGEST_ACCOUNT:
        refuse(
            "BANK_ACCOUNT",
            f"an account number, like the IBAN MN12 1009 0001 2345, not “{account}”",
        )
    return name, account, holder


def qpay() -> dict[str, str] | None:
    """The merchant's account at QPay; None without."""
    names = ("QPAY_URL", "QPAY_USER", "QPAY_PASSWORD", "QPAY_INVOICE_CODE")
    given = all_or_none(*names)
    if not given:
        return None
    return {
        "url": private_url(names[0], because="money is asked about there"),
        "user": given[1],
        "password": given[2],
        "invoice_code": given[3],
    }


def openid(name: str) -> dict[str, Any] | None:
    """An OpenID Connect sign-on: `name`_URL, _CLIENT_ID, _SECRET; None without.

    All three or none; plain http only to this machine.
    """
    names = (f"{name}_URL", f"{name}_CLIENT_ID", f"{name}_SECRET")
    given = all_or_none(*names)
    if not given:
        return None
    server = private_url(names[0], because="people sign in there")
    return {
        "provider_id": name.lower(),
        "name": name,
        "client_id": given[1],
        "secret": given[2],
        "settings": {
            "server_url": server,
            "scope": text(f"{name}_SCOPE", default="openid profile email").split(),
            "oauth_pkce_enabled": True,
        },
    }


def database(name: str) -> dict[str, Any]:
    """Django's settings of the PostgreSQL database in `name`."""
    typed = url(name, default="", schemes=("postgres", "postgresql"))
    if not urlsplit(typed).path.strip("/"):
        refuse(
            name, "like postgres://user:password@host/name, with the database's name"
        )
    return read(name, env.db_url)


def keys_of_32_bytes(name: str) -> list[bytes]:
    """The keys in `name`, each 32 bytes in base64, separated by commas."""
    keys = []
    for typed in filter(None, map(str.strip, text(name).split(","))):
        try:
            key = base64.b64decode(typed, validate=True)
        except ValueError:
            key = b""
        if len(key) != 32:
            refuse(name, "32 bytes in base64 (44 characters), as `openssl` writes them")
        keys.append(key)
    return keys


def secret_key(folder: Path, *, required: bool) -> str:
    """SECRET_KEY, or in demo mode a random one made once and kept in `folder`."""
    given = text("SECRET_KEY")
    if not given and not required:
        return _kept_secret(folder / "secret-key.txt")
    if len(given) < LEAST_SECRET:
        refuse("SECRET_KEY", f"at least {LEAST_SECRET} random characters")
    return given


def _kept_secret(path: Path) -> str:
    """The secret in `path`; of two processes starting together one makes it."""
    if not path.exists():
        with tempfile.NamedTemporaryFile("w", dir=path.parent) as draft:
            draft.write(secrets.token_urlsafe(48))
            draft.flush()
            # A link appears whole or not at all, and never replaces another.
            with contextlib.suppress(FileExistsError):
                os.link(draft.name, path)
    return path.read_text(encoding="ascii").strip()
