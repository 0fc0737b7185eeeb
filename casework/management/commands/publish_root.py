"""`manage.py publish_root`: today's root over every chain."""

from typing import Any

from django.core.management.base import BaseCommand

from casework.roots import publish_root


class Command(BaseCommand):
    """Publishes once a day; again shows the same root."""

    help = "Publish today's root over all chains."

    def handle(self, *args: Any, **options: Any) -> None:
        """Publish and print the root."""
        root = publish_root()
        self.stdout.write(f"{root.day} {root.root} ({root.event_count} events)")
