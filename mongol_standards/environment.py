"""Reads the environment; a wrong value stops the start with one clear sentence."""

import contextlib
import os
import secrets
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import environ
from django.core.exceptions import ImproperlyConfigured

Value = TypeVar("Value")

env = environ.FileAwareEnv()


def read(name: str, reader: Callable[..., Value], **options: Any) -> Value:
    """The typed value of the variable `name`.

    Raises ImproperlyConfigured naming the variable and what it should hold.
    """
    try:
        return reader(name, **options)
    except (ValueError, environ.ImproperlyConfigured) as error:
        expected = getattr(reader, "__name__", "value")
        raise ImproperlyConfigured(
            f"The environment variable {name} is not a valid {expected}: {error}"
        ) from error


def url_scheme(name: str, *, default: str, allowed: tuple[str, ...]) -> str:
    """The URL in `name`, whose scheme must be one of `allowed`."""
    url = read(name, env.str, default=default)
    scheme = url.split(":", 1)[0]
    if scheme not in allowed:
        raise ImproperlyConfigured(
            f"The environment variable {name} must start with one of "
            f"{', '.join(f'{item}:' for item in allowed)}"
        )
    return url


def secret_key(folder: Path, *, required: bool) -> str:
    """SECRET_KEY, or in demo mode a random one made once and kept in `folder`."""
    given = read("SECRET_KEY", env.str, default="")
    if given and len(given) < 32:
        raise ImproperlyConfigured(
            "The environment variable SECRET_KEY must have at least 32 characters."
        )
    if given:
        return given
    if required:
        raise ImproperlyConfigured(
            "Set the environment variable SECRET_KEY (at least 32 random characters)."
        )
    return _kept_secret(folder / "secret-key.txt")


def _kept_secret(path: Path) -> str:
    """The secret in `path`; of two processes starting together one makes it."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile("w", dir=path.parent) as draft:
            draft.write(secrets.token_urlsafe(48))
            draft.flush()
            # A link appears whole or not at all, and never replaces another.
            with contextlib.suppress(FileExistsError):
                os.link(draft.name, path)
    return path.read_text(encoding="ascii").strip()
