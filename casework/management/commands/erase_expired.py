"""`manage.py erase_expired`: keeping times per kind are rows of RetentionRule."""

from typing import Any

from django.core.management.base import BaseCommand

from casework.erasure import erase_expired


class Command(BaseCommand):
    """Blanks contacts, texts and files; keeps numbers, dates, kind and outcome."""

    help = "Erase personal data of closed cases past their keeping time."

    def handle(self, *args: Any, **options: Any) -> None:
        """Erase and say how many."""
        self.stdout.write(f"{erase_expired()} cases erased")
