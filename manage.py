#!/usr/bin/env python
"""Django's command line, with the embedded database around it when that is used."""

import contextlib
import os
import sys
from collections.abc import Sequence

# These touch no database. `serve` holds it by itself, to outlive its children.
WITHOUT_DATABASE = {
    "check",
    "collectstatic",
    "compilemessages",
    "diffsettings",
    "findstatic",
    "help",
    "makemessages",
    "serve",
    "verify_certificate",
    "version",
}


def main() -> None:
    """Run the command; a wrong setting ends in one sentence instead of a traceback."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mongol_standards.settings")
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line

    from mongol_standards.embedded_postgres import EmbeddedPostgresError

    try:
        with database_for(sys.argv[1:]):
            execute_from_command_line(sys.argv)
    except (ImproperlyConfigured, EmbeddedPostgresError) as error:
        sys.exit(str(error))
    except PermissionError as error:
        sys.exit(
            f"{error.filename} belongs to another user: start as that user, or set "
            "VAR_DIR to a folder of yours."
        )


def database_for(arguments: Sequence[str]) -> contextlib.AbstractContextManager[None]:
    """The embedded database, for a command that needs it and has no DATABASE_URL."""
    if (
        not arguments
        or arguments[0].startswith("-")
        or arguments[0] in WITHOUT_DATABASE
        or not {"-h", "--help"}.isdisjoint(arguments)
    ):
        return contextlib.nullcontext()
    from django.conf import settings

    from mongol_standards import embedded_postgres

    if settings.DATABASE_URL:
        return contextlib.nullcontext()
    return embedded_postgres.running(settings.VAR_DIR)


if __name__ == "__main__":
    main()
