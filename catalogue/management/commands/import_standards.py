"""`manage.py import_standards FILE`: standards from CSV, CSV.GZ or XLSX."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from catalogue.actions.imports import import_file
from catalogue.importing.faults import UnreadableFile, sentence
from catalogue.importing.terminal import progress_bar
from catalogue.models import ImportRun, RunState

SHOWN_FAULTS = 50


class Command(BaseCommand):
    """Good rows are written, bad ones are listed; the same file may be sent again."""

    help = (
        "Import standards from a file (csv, csv.gz, xlsx). The same file again changes"
        " nothing; a run that was stopped goes on where it was."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """One or more files."""
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")

    def handle(self, *args: Any, **options: Any) -> None:
        """Import each file. CommandError when one cannot be read at all."""
        failed = [
            str(path)
            for path in options["files"]
            if not self._import(path, options["verbosity"])
        ]
        if failed:
            raise CommandError(
                _("Not imported: %(files)s") % {"files": ", ".join(failed)}
            )

    def _import(self, path: Path, verbosity: int) -> bool:
        try:
            with progress_bar(is_wanted=verbosity > 0) as progress:
                run = import_file(path=path, progress=progress)
        except (OSError, UnreadableFile) as error:
            self.stderr.write(f"{path}: {error}")
            return False
        self._report(path, run, verbosity)
        return run.state == RunState.DONE

    def _report(self, path: Path, run: ImportRun, verbosity: int) -> None:
        if run.failure:
            self.stderr.write(f"{path}: {sentence(run.failure)}")
        if verbosity > 0:
            self.stdout.write(f"{path}: {_counts(run)}")
            for fault in run.faults.all()[:SHOWN_FAULTS]:
                line = _("line %(line)s") % {"line": fault.line}
                reason = sentence(fault.reason)
                self.stdout.write(f"  {line}: {reason} {fault.excerpt}".rstrip())
            if run.refused > SHOWN_FAULTS:
                self.stdout.write("  …")


def _counts(run: ImportRun) -> str:
    return _(
        "%(added)s added, %(changed)s changed, %(unchanged)s as before, %(kept)s edited"
        " here and left alone, %(refused)s bad rows"
    ) % {
        name: getattr(run, name)
        for name in ("added", "changed", "unchanged", "kept", "refused")
    }
