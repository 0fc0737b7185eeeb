"""`manage.py daily`: every time-driven duty; safe to run as often as you like."""

from typing import Any

from django.core.management.base import BaseCommand

from casework.daily import run_daily


class Command(BaseCommand):
    """Closes, reminds, returns, tells, publishes."""

    help = "Do all time-driven duties of today. Idempotent."

    def handle(self, *args: Any, **options: Any) -> None:
        """Run and say what was done."""
        for name, count in run_daily().items():
            self.stdout.write(f"{name}: {count}")
