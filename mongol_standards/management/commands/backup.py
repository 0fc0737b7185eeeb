"""`manage.py backup FOLDER`: database, all files and signing keys together."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from mongol_standards.backup import BackupError, backup, mismatches


class Command(BaseCommand):
    """Writes a dated folder and says what in the portal does not fit together."""

    help = "Back up database, all files and signing keys into a new folder."

    def add_arguments(self, parser: CommandParser) -> None:
        """FOLDER: where the dated folder is made."""
        parser.add_argument("folder", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        """Back up; name rows without files and files without rows."""
        try:
            made = backup(options["folder"])
        except (BackupError, OSError) as error:
            raise CommandError(f"{error}") from error
        for mismatch in mismatches():
            self.stdout.write(f"file {mismatch.path}: {mismatch.what}")
        self.stdout.write(f"{made}")
