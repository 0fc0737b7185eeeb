"""`manage.py worker`: runs background tasks and looks after what is due."""

import threading
from typing import Any

import structlog
from django.core.management.base import BaseCommand
from django.db import close_old_connections, connection
from django.utils import timezone
from django.utils.crypto import get_random_string
from django_tasks_db.management.commands.db_worker import Worker

from casework import caretaker

log = structlog.get_logger("portal.worker")

ROUND_SECONDS = 5
CLEAR_UP_ROUNDS = 720  # about once an hour


class Command(BaseCommand):
    """One process: tasks in the main thread, the caretaker in a second one."""

    help = "Run background tasks, send notices, do the daily duties."

    def handle(self, *args: Any, **options: Any) -> None:
        """Work until SIGINT or SIGTERM."""
        stop = threading.Event()
        thread = threading.Thread(target=_care, args=[stop], daemon=True)
        thread.start()
        worker = Worker(
            queue_names=["*"],
            interval=0.5,
            batch=False,
            backend_name="default",
            startup_delay=False,
            max_tasks=None,
            worker_id=get_random_string(32),
            excluded_queue_names=[],
        )
        worker.configure_signals()
        log.info("worker_started", at=timezone.now().isoformat())
        try:
            worker.run()
        finally:
            stop.set()
            thread.join(timeout=5)


def _care(stop: threading.Event) -> None:
    rounds = 0
    while not stop.is_set():
        close_old_connections()
        try:
            caretaker.look_after()
            if rounds % CLEAR_UP_ROUNDS == 0:
                caretaker.clear_up()
        except Exception:
            # One bad round must not end the care.
            log.exception("caretaker_failed")
            connection.close()
        rounds += 1
        stop.wait(ROUND_SECONDS)
    connection.close()
