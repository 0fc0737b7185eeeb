"""A real PostgreSQL of our own, used when DATABASE_URL is unset.

One cluster is one folder in VAR_DIR. Everybody who needs the server holds it, and the
last to let go stops it. settings.py imports this module, so it uses the standard
library only.
"""

import contextlib
from collections.abc import Iterator
from pathlib import Path

from mongol_standards.postgres_cluster import DATABASE, PORT, USER, Cluster
from mongol_standards.server_account import EmbeddedPostgresError

__all__ = [
    "EmbeddedPostgresError",
    "django_database",
    "ensure_running",
    "is_running",
    "running",
    "stop",
]


def django_database(var_dir: Path, cluster: str = "postgres") -> dict[str, str]:
    """Connection settings of a cluster for Django's DATABASES. Starts nothing."""
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": DATABASE,
        "USER": USER,
        "PASSWORD": "",
        "HOST": str(Cluster(var_dir, cluster).socket_dir),
        "PORT": PORT,
    }


def ensure_running(
    var_dir: Path, cluster: str = "postgres", *, durable: bool = True
) -> None:
    """Start a cluster unless it runs; make it first when it does not exist."""
    chosen = Cluster(var_dir, cluster, durable=durable)
    with chosen.locked():
        chosen.start()


def is_running(var_dir: Path, cluster: str = "postgres") -> bool:
    """Whether the server of a cluster lives; cheap, asks the system only."""
    return Cluster(var_dir, cluster).postmaster() is not None


def stop(var_dir: Path, cluster: str = "postgres") -> None:
    """Stop a cluster if it runs, whoever uses it."""
    chosen = Cluster(var_dir, cluster)
    with chosen.locked():
        chosen.stop()


@contextlib.contextmanager
def running(
    var_dir: Path, cluster: str = "postgres", *, durable: bool = True
) -> Iterator[None]:
    """Hold a cluster running; the last holder to leave stops it."""
    chosen = Cluster(var_dir, cluster, durable=durable)
    with contextlib.ExitStack() as holding:
        with chosen.locked():
            hold = chosen.hold()
            holding.callback(chosen.let_go, hold)
            chosen.start()
        yield
