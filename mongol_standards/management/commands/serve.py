"""`make run`: prepare everything, run web server and worker, end them on Ctrl-C."""

import contextlib
import errno
import fcntl
import http.client
import io
import os
import socket
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError, connection, transaction
from django.utils.translation import gettext as _

from mongol_standards import embedded_postgres, gunicorn_conf, static_files, supervisor
from mongol_standards.supervisor import Child, StopRequested, StopSignals
from organisation.actions import ensure_first_staff

READY_SECONDS = 60
# After a kill -9 the old web server needs a moment to leave the port.
PORT_PATIENCE_SECONDS = 3
FIRST_STAFF_NAME = "admin"  # as organisation.actions.ensure_first_staff names it


class Command(BaseCommand):
    """Run the whole portal until Ctrl-C, and leave no process of ours behind."""

    help = "Prepare the database and files, then run the web server and the worker."

    def handle(self, *args: object, **options: object) -> None:
        """Run until a stop signal. Raises CommandError when something is missing."""
        if isinstance(sys.stdout, io.TextIOWrapper):
            sys.stdout.reconfigure(errors="replace")  # the terminal may not be UTF-8
        if "MAKELEVEL" in os.environ:
            supervisor.end_with_parent()  # kill -9 of make must not leave us alone
        port = gunicorn_conf.listen_port
        signals = StopSignals()
        with (
            supervisor.orphans_adopted(),
            signals.installed(),
            contextlib.suppress(StopRequested),
            _only_one(port),
            _bound(port) as listener,
            _database(),
        ):
            self._prepare()
            self._serve(port, listener, signals)
        self._say(_("The portal has stopped."))

    def _prepare(self) -> None:
        self._say(_("Bringing the database up to date …"))
        call_command("migrate", interactive=False, verbosity=0)
        self._say(_("Loading the reference data; the first time takes a minute …"))
        call_command(
            "load_reference",
            verbosity=0,
            without_catalogue=not settings.LOAD_CATALOGUE,
        )
        password = _first_password()
        self._sign_in = _sign_in_line(password)
        self._say(_("Collecting the static files …"))
        static_files.collect_if_changed()
        connection.close()

    def _serve(self, port: int, listener: socket.socket, signals: StopSignals) -> None:
        self._say(_("Starting the web server and the worker …"))
        children = _children(listener)
        try:
            for child in children:
                child.start()
            _wait_until_ready(port, children[0])
            self._announce(port)
            supervisor.watch(
                children, tell_end=self._tell_end, every_second=self._revive_database
            )
        finally:
            supervisor.stop(children, hurry=lambda: signals.hurry)

    def _announce(self, port: int) -> None:
        """The five lines: where to go, and with what password."""
        address = f"http://127.0.0.1:{port}/"
        self._say(_("The portal:     %s") % address)
        self._say(_("Back office:    %s") % f"{address}admin/")
        self._say(self._sign_in)
        self._say(_("Data and logs:  %s") % settings.VAR_DIR)
        self._say(_("To stop:        Ctrl-C"))

    def _tell_end(self, child: Child, code: int) -> None:
        self._say(
            _("%(name)s ended with code %(code)s and is started again; see %(log)s.")
            % {"name": child.name, "code": code, "log": child.log}
        )

    def _revive_database(self) -> None:
        if _is_embedded() and not embedded_postgres.is_running(settings.VAR_DIR):
            self._say(_("The database has ended and is started again."))
            embedded_postgres.ensure_running(settings.VAR_DIR)

    def _say(self, line: str) -> None:
        with contextlib.suppress(BrokenPipeError):
            self.stdout.write(line)
            self.stdout.flush()


@contextlib.contextmanager
def _only_one(port: int) -> Iterator[None]:
    """Refuse to run twice on one data folder. The kernel frees a dead one's lock."""
    settings.VAR_DIR.mkdir(parents=True, exist_ok=True)
    lock = os.open(settings.VAR_DIR / "serve.lock", os.O_RDWR | os.O_CREAT, 0o644)
    try:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise CommandError(
                _("The portal already runs at http://127.0.0.1:%s/; stop that first.")
                % os.pread(lock, 5, 0).decode()
            ) from None
        os.ftruncate(lock, 0)
        os.pwrite(lock, str(port).encode(), 0)
        yield
    finally:
        os.close(lock)


@contextlib.contextmanager
def _bound(port: int) -> Iterator[socket.socket]:
    """Our port, kept from now to the end, also while the web server is restarted."""
    deadline = time.monotonic() + PORT_PATIENCE_SECONDS
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        while True:
            try:
                listener.bind(("127.0.0.1", port))
                break
            except OSError as error:
                if error.errno == errno.EADDRINUSE and time.monotonic() < deadline:
                    time.sleep(0.2)
                    continue
                raise CommandError(
                    _("Port %(port)s cannot be used (%(why)s): choose another, PORT=…")
                    % {"port": port, "why": error.strerror}
                ) from error
        yield listener


def _is_embedded() -> bool:
    return not settings.DATABASE_URL


@contextlib.contextmanager
def _database() -> Iterator[None]:
    with contextlib.ExitStack() as holding:
        if _is_embedded():
            holding.enter_context(embedded_postgres.running(settings.VAR_DIR))
        try:
            connection.ensure_connection()
        except OperationalError as error:
            raise CommandError(
                _("The database does not answer: %s") % str(error).strip()
            ) from error
        yield


def _password_file() -> Path:
    return settings.VAR_DIR / "first-staff-password.txt"


def _first_password() -> str | None:
    """Make the first account when there is none; its password is kept in a file."""
    # The file is there before the account: a password nobody knows would lock us out.
    with transaction.atomic():
        password = ensure_first_staff()
        if password is not None:
            path = _password_file()
            path.unlink(missing_ok=True)
            with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600), "w") as file:
                file.write(f"{password}\n")
    return password


def _sign_in_line(password: str | None) -> str:
    path = _password_file()
    words = {"name": FIRST_STAFF_NAME, "password": password, "path": path}
    if password is not None:
        text = _("Sign in:        %(name)s, password %(password)s (also in %(path)s)")
        return text % words
    if path.exists():
        return _("Sign in:        %(name)s, first password in %(path)s") % words
    return _("Sign in:        with your own account")


def _children(listener: socket.socket) -> Sequence[Child]:
    os.environ["VAR_DIR"] = str(settings.VAR_DIR)  # the web server changes folder
    logs = settings.VAR_DIR / "log"
    manage = str(settings.BASE_DIR / "manage.py")
    web = [
        sys.executable, "-m", "gunicorn", "--config",
        "python:mongol_standards.gunicorn_conf", "--chdir", str(settings.BASE_DIR),
        "--bind", f"fd://{listener.fileno()}", "mongol_standards.wsgi",
    ]  # fmt: skip
    return (
        Child(_("Web server"), web, logs / "web.log", [listener.fileno()]),
        Child(_("Worker"), [sys.executable, manage, "worker"], logs / "worker.log"),
    )


def _wait_until_ready(port: int, web: Child) -> None:
    """Wait for the first answer of /healthz. Raises CommandError when none comes."""
    deadline = time.monotonic() + READY_SECONDS
    while not _is_healthy(port):
        if web.has_ended or time.monotonic() > deadline:
            raise CommandError(
                _("The web server does not start; see the end of %s.") % web.log
            )
        time.sleep(0.1)


def _is_healthy(port: int) -> bool:
    host = settings.ALLOWED_HOSTS[0].lstrip(".").replace("*", "127.0.0.1")
    local = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    with contextlib.closing(local):
        try:
            local.request("GET", "/healthz", headers={"Host": host})
            return local.getresponse().status == http.HTTPStatus.OK
        except (OSError, http.client.HTTPException):
            return False
