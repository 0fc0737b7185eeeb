"""`manage.py restore FOLDER`: puts back what `backup` wrote."""

from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from mongol_standards.backup import BackupError, mismatches, restore


class Command(BaseCommand):
    """Replaces the database; asks for --yes, as what is there is lost."""

    help = "Restore the database and the uploaded files from a backup folder."

    def add_arguments(self, parser: CommandParser) -> None:
        """FOLDER: one dated folder of `backup`; --yes: really replace."""
        parser.add_argument("folder", type=Path)
        parser.add_argument("--yes", action="store_true", help="really replace")

    def handle(self, *args: Any, **options: Any) -> None:
        """Restore, then verify files and chains."""
        if not options["yes"]:
            raise CommandError("This replaces the database. Say --yes to do it.")
        try:
            restore(options["folder"])
        except (BackupError, OSError) as error:
            raise CommandError(f"{error}") from error
        for mismatch in mismatches():
            self.stdout.write(f"file {mismatch.path}: {mismatch.what}")
        call_command("verify_chains", stdout=self.stdout)
