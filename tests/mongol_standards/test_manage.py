"""manage.py puts the embedded database around the commands that need one."""

import contextlib
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from pytest_django import Settings

import manage
from mongol_standards import embedded_postgres


@pytest.mark.parametrize(
    "arguments",
    [[], ["--version"], ["help"], ["check"], ["serve"], ["migrate", "--help"]],
)
def test_commands_that_need_no_database_start_none(arguments: list[str]) -> None:
    assert isinstance(manage.database_for(arguments), contextlib.nullcontext)


def test_a_database_of_the_operator_is_used_alone(
    settings: Settings,
) -> None:
    settings.DATABASE_URL = "postgres://db.example.mn/portal"
    assert isinstance(manage.database_for(["migrate"]), contextlib.nullcontext)


def test_other_commands_run_inside_the_embedded_one(
    settings: Settings, tmp_path: Path
) -> None:
    settings.DATABASE_URL = ""
    settings.VAR_DIR = tmp_path
    with manage.database_for(["migrate"]):
        assert embedded_postgres.is_running(tmp_path)
    assert not embedded_postgres.is_running(tmp_path)


def test_a_wrong_setting_is_one_sentence(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, settings.BASE_DIR / "manage.py", "check"],
        check=False,
        capture_output=True,
        text=True,
        env={"EMAIL_URL": "ftp://x", "VAR_DIR": str(tmp_path)},
    )
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
