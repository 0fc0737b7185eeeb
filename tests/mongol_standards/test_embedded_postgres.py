"""The embedded PostgreSQL comes up from every state a machine can leave it in."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg2
import pytest

from mongol_standards import embedded_postgres
from mongol_standards.embedded_postgres import EmbeddedPostgresError
from mongol_standards.postgres_cluster import Cluster

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root meets this")
on_linux = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")


@pytest.fixture
def var(tmp_path: Path) -> Iterator[Path]:
    """A data folder with a space and Cyrillic in its path, left without a server.

    As root it is closed to the account of the server, like a checkout in /root.
    """
    folder = tmp_path / "миний өгөгдөл" / "var"
    yield folder
    if folder.exists():
        embedded_postgres.stop(folder)


def query(var_dir: Path, sql: str) -> list[tuple[object, ...]]:
    """Rows of one statement, through the settings that Django gets."""
    database = embedded_postgres.django_database(var_dir)
    connection = psycopg2.connect(
        host=database["HOST"],
        port=database["PORT"],
        user=database["USER"],
        dbname=database["NAME"],
    )
    try:
        with connection, connection.cursor() as cursor:
            cursor.execute(sql)
            return cursor.fetchall() if cursor.description else []
    finally:
        connection.close()


def postmaster(var_dir: Path) -> int:
    """Process number of the server."""
    return int((var_dir / "postgres" / "postmaster.pid").read_text().split()[0])


def is_running(var_dir: Path) -> bool:
    """Whether a server works on the folder."""
    return (var_dir / "postgres" / "postmaster.pid").exists()


def test_cyrillic_works_whatever_the_shell_says(
    var: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", "C")
    monkeypatch.setenv("PGDATA", "/nowhere")
    monkeypatch.setenv("PGPORT", "1")
    with embedded_postgres.running(var):
        query(var, "CREATE EXTENSION pg_trgm")
        rows = query(
            var, "SELECT similarity('стандарт', 'стандартын') > 0.5, upper('өү')"
        )
    assert rows == [(True, "ӨҮ")]


def test_second_start_keeps_the_data(var: Path) -> None:
    with embedded_postgres.running(var):
        query(var, "CREATE TABLE kept AS SELECT 1 AS one")
    assert not is_running(var)
    with embedded_postgres.running(var):
        assert query(var, "SELECT * FROM kept") == [(1,)]


def test_the_last_to_leave_stops_it(var: Path) -> None:
    with embedded_postgres.running(var):
        with embedded_postgres.running(var):
            first = postmaster(var)
        assert postmaster(var) == first
    assert not is_running(var)


def test_processes_starting_together_share_one_server(var: Path) -> None:
    program = (
        "import sys, time; from pathlib import Path\n"
        "from mongol_standards import embedded_postgres\n"
        "var = Path(sys.argv[1])\n"
        "with embedded_postgres.running(var):\n"
        "    print((var / 'postgres/postmaster.pid').read_text().split()[0])\n"
        "    time.sleep(3)\n"
    )
    children = [
        subprocess.Popen(
            [sys.executable, "-c", program, var], stdout=subprocess.PIPE, text=True
        )
        for _ in range(4)
    ]
    printed = {child.communicate(timeout=60)[0] for child in children}
    assert [child.returncode for child in children] == [0, 0, 0, 0]
    assert len(printed) == 1
    assert not is_running(var)


def test_a_killed_server_is_recovered_and_then_stopped(var: Path) -> None:
    embedded_postgres.ensure_running(var)
    query(var, "CREATE TABLE kept AS SELECT 1 AS one")
    os.kill(postmaster(var), signal.SIGKILL)
    with embedded_postgres.running(var):
        assert query(var, "SELECT * FROM kept") == [(1,)]
    assert not is_running(var)


def test_a_server_left_behind_is_adopted(var: Path) -> None:
    embedded_postgres.ensure_running(var)
    left_behind = postmaster(var)
    with embedded_postgres.running(var):
        assert postmaster(var) == left_behind
    assert not is_running(var)


@on_linux
def test_the_number_of_a_dead_server_given_to_another_program(var: Path) -> None:
    with embedded_postgres.running(var):
        lock_file = (var / "postgres" / "postmaster.pid").read_text()
    _, rest = lock_file.split("\n", 1)
    (var / "postgres" / "postmaster.pid").write_text(f"{os.getpid()}\n{rest}")
    socket_lock = Cluster(var).socket_dir / ".s.PGSQL.5432.lock"
    socket_lock.write_text(f"{os.getpid()}\n{rest}")
    with embedded_postgres.running(var):
        assert query(var, "SELECT 1") == [(1,)]


def test_a_vanished_socket_folder_is_made_again(var: Path) -> None:
    embedded_postgres.ensure_running(var)
    shutil.rmtree(Cluster(var).socket_dir)
    embedded_postgres.ensure_running(var)
    assert query(var, "SELECT 1") == [(1,)]


def test_a_broken_off_first_start_is_begun_anew(var: Path) -> None:
    leftover = var / ".postgres-new-abc"
    leftover.mkdir(parents=True)
    (leftover / "PG_VERSION").write_text("18\n")
    with embedded_postgres.running(var):
        assert query(var, "SELECT 1") == [(1,)]
    assert not leftover.exists()


def test_a_moved_checkout_finds_its_data(var: Path) -> None:
    with embedded_postgres.running(var):
        query(var, "CREATE TABLE kept AS SELECT 1 AS one")
    moved = var.rename(var.with_name("moved"))
    with embedded_postgres.running(moved):
        assert query(moved, "SELECT * FROM kept") == [(1,)]


def test_a_copy_made_while_it_ran_is_a_database_of_its_own(var: Path) -> None:
    with embedded_postgres.running(var):
        query(var, "CREATE TABLE kept AS SELECT 1 AS one")
        query(var, "CHECKPOINT")
        copy = var.with_name("copy")
        subprocess.run(["cp", "-a", var, copy], check=True)
        with embedded_postgres.running(copy):
            assert postmaster(copy) != postmaster(var)
            assert query(copy, "SELECT * FROM kept") == [(1,)]
        assert query(var, "SELECT * FROM kept") == [(1,)]


def test_no_personal_data_in_the_log(var: Path) -> None:
    with embedded_postgres.running(var):
        query(var, "CREATE TABLE person (name text PRIMARY KEY)")
        query(var, "INSERT INTO person VALUES ('Болормаа')")
        with pytest.raises(psycopg2.errors.UniqueViolation):
            query(var, "INSERT INTO person VALUES ('Болормаа')")
        with pytest.raises(psycopg2.errors.UndefinedTable):
            query(var, "SELECT 'Болормаа' FROM nothing")
    log = Cluster(var).log.read_text(encoding="utf-8")
    assert "duplicate key" in log
    assert "Болормаа" not in log


def test_only_the_cluster_of_tests_risks_its_data(tmp_path: Path) -> None:
    durability = (
        "SELECT current_setting('fsync'), current_setting('synchronous_commit')"
    )
    with embedded_postgres.running(tmp_path / "kept"):
        assert query(tmp_path / "kept", durability) == [("on", "on")]
    with embedded_postgres.running(tmp_path / "tests", durable=False):
        assert query(tmp_path / "tests", durability) == [("off", "off")]


def test_a_damaged_cluster_of_tests_is_made_anew(tmp_path: Path) -> None:
    with embedded_postgres.running(tmp_path, durable=False):
        pass
    (tmp_path / "postgres" / "global" / "pg_control").write_bytes(b"")
    with embedded_postgres.running(tmp_path, durable=False):
        assert query(tmp_path, "SELECT 1") == [(1,)]


def test_a_damaged_database_is_reported_and_kept(var: Path) -> None:
    with embedded_postgres.running(var):
        pass
    control = var / "postgres" / "global" / "pg_control"
    control.write_bytes(b"")
    with pytest.raises(EmbeddedPostgresError) as caught, embedded_postgres.running(var):
        pass
    assert str(caught.value) == (
        f"PostgreSQL did not start; see the end of {Cluster(var).log}."
    )
    assert control.exists()


def test_a_folder_of_something_else_is_left_alone(var: Path) -> None:
    (var / "postgres").mkdir(parents=True)
    (var / "postgres" / "notes.txt").write_text("mine")
    with pytest.raises(EmbeddedPostgresError, match="is not a PostgreSQL database"):
        embedded_postgres.ensure_running(var)
    assert (var / "postgres" / "notes.txt").read_text() == "mine"


def test_data_of_another_version_is_left_alone(var: Path) -> None:
    with embedded_postgres.running(var):
        pass
    (var / "postgres" / "PG_VERSION").write_text("15\n")
    with pytest.raises(EmbeddedPostgresError, match="made by PostgreSQL 15"):
        embedded_postgres.ensure_running(var)


@pytest.mark.parametrize("name", ['a"b', "a$b", "a`b", "a\\b"])
def test_a_path_no_shell_can_quote_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(EmbeddedPostgresError, match="cannot work in"):
        embedded_postgres.ensure_running(tmp_path / name)


@as_root
def test_a_socket_folder_of_somebody_else_is_refused(var: Path) -> None:
    socket_dir = Cluster(var).socket_dir
    socket_dir.mkdir()
    try:
        os.chown(socket_dir, 12345, 12345)
        with pytest.raises(EmbeddedPostgresError, match="belongs to somebody else"):
            embedded_postgres.ensure_running(var)
    finally:
        socket_dir.rmdir()


@as_root
def test_root_runs_it_as_the_owner_of_the_folder(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    var_dir = tmp_path / "var"
    var_dir.mkdir()
    os.chown(var_dir, 12345, 12345)
    assert Cluster(var_dir).socket_dir.name.startswith("mongol-12345-")


@as_root
def test_only_the_server_itself_may_enter_its_folders(var: Path) -> None:
    with embedded_postgres.running(var):
        pass
    for folder in (var / "postgres", Cluster(var).socket_dir):
        assert folder.stat().st_mode & 0o777 == 0o700
        assert folder.stat().st_uid != 0


@on_linux
def test_stopping_waits_for_the_end(var: Path) -> None:
    embedded_postgres.ensure_running(var)
    server = postmaster(var)
    embedded_postgres.stop(var)
    patience = time.monotonic() + 5  # for the system to collect the dead
    while Path(f"/proc/{server}/cwd").is_symlink() and time.monotonic() < patience:
        time.sleep(0.05)
    with pytest.raises(OSError, match="No such"):
        os.readlink(f"/proc/{server}/cwd")
