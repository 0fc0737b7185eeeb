"""`manage.py verify_chains`: every event of every case, and every published root."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from casework.chain import all_faults
from casework.models import Event
from casework.roots import broken_roots


class Command(BaseCommand):
    """Fails, naming case and event, when anything was changed afterwards."""

    help = "Verify the hash chain of every case and every published root."

    def handle(self, *args: Any, **options: Any) -> None:
        """Print each fault; exit with an error when there is one."""
        faults = 0
        for fault in all_faults():
            faults += 1
            self.stdout.write(f"{fault.number} event {fault.seq}: {fault.what}")
        for root in broken_roots():
            faults += 1
            self.stdout.write(f"root of {root.day}: does not match the events")
        if faults:
            raise CommandError(f"{faults} faults found")
        self.stdout.write(f"{Event.objects.count()} events verified, no fault")
