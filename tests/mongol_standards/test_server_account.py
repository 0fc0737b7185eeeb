"""Root hands the server to an ordinary account with the least right that helps."""

import os
from pathlib import Path

import pytest

from mongol_standards import server_account
from mongol_standards.server_account import Account, EmbeddedPostgresError

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="only root meets this")
SOMEBODY = Account(12345, 12345)
ENVIRONMENT = {"PATH": os.environ["PATH"]}


@pytest.fixture
def program(tmp_path: Path) -> Path:
    """A program of root below a folder that only root may enter."""
    tmp_path.chmod(0o700)
    path = tmp_path / "say who"
    path.write_text("#!/bin/sh\nid -u\n")
    path.chmod(0o755)
    return path


def test_no_right_where_everybody_may_go() -> None:
    runner = server_account.runner(SOMEBODY, ENVIRONMENT, Path("/bin/sh"))
    assert runner.capability == ""
    assert runner.run(["/bin/sh", "-c", "id -u"]).stdout == "12345\n"


def test_the_right_to_search_below_a_closed_folder(program: Path) -> None:
    runner = server_account.runner(SOMEBODY, ENVIRONMENT, program)
    assert runner.capability == "dac_read_search"
    assert runner.run([program]).stdout == "12345\n"


def test_more_where_only_root_may_run_the_program(program: Path) -> None:
    program.chmod(0o700)
    runner = server_account.runner(SOMEBODY, ENVIRONMENT, program)
    assert runner.capability == "dac_override"
    assert runner.run([program]).stdout == "12345\n"


def test_without_setpriv_it_says_what_to_do(program: Path, tmp_path: Path) -> None:
    with pytest.raises(EmbeddedPostgresError) as caught:
        server_account.runner(SOMEBODY, {"PATH": "/nowhere"}, program)
    assert str(caught.value) == (
        f"PostgreSQL runs as user number 12345, who cannot read {program}: move the "
        "portal to a folder everyone may enter, or start it as an ordinary user."
    )


def test_the_first_ordinary_owner_runs_it(tmp_path: Path) -> None:
    absent, roots, owned = (tmp_path / name for name in ("absent", "roots", "owned"))
    roots.mkdir()
    owned.mkdir()
    os.chown(owned, SOMEBODY.uid, SOMEBODY.gid)
    assert server_account.find(absent, roots, owned) == SOMEBODY
