"""`manage.py rebuild_search`: the tables of the search anew, from the catalogue."""

import sys
from typing import Any

from django.core.management.base import BaseCommand
from tqdm import tqdm

from catalogue.search import index


class Command(BaseCommand):
    """Readers find the old rows until the new ones are ready."""

    help = "Make the tables of the search anew from the catalogue."

    def handle(self, *args: Any, **options: Any) -> None:
        """Show progress on a terminal, and how many editions can be found."""
        with tqdm(disable=not sys.stderr.isatty(), unit="ed") as bar:

            def show(done: int, total: int) -> None:
                bar.total = total
                bar.update(done - bar.n)

            done = index.rebuild(progress=show)
        self.stdout.write(f"{done} editions can be found")
