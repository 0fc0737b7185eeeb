"""The environment: a wrong value stops the start with one clear sentence."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

from tests.mongol_standards.serving import (
    MANAGE,
    SECRET,
    environment,
    free_port,
    production_settings,
    run_to_end,
)

# What makes the one value that is wrong worth reading.
BANK = {"BANK_NAME": "Төрийн сан", "BANK_ACCOUNT_NAME": "СХЗГ"}
QPAY = {"QPAY_USER": "a", "QPAY_PASSWORD": "b", "QPAY_INVOICE_CODE": "c"}
DAN = {"DAN_CLIENT_ID": "a", "DAN_SECRET": "b"}
# What is wrong, and what the sentence has to name besides the variable.
WRONG = [
    ({"PORT": "abc"}, "abc"),
    ({"PORT": "-1"}, "-1"),
    ({"PORT": "８０００"}, "whole number"),
    ({"DATABASE_URL": "nonsense"}, "postgres:"),
    ({"DATABASE_URL": "mysql://user@host/name"}, "postgres:"),
    ({"DATABASE_URL": "postgres://user@host:abc/name"}, "abc"),
    ({"DATABASE_URL": "postgres://user@host"}, "name"),
    ({"SECRET_KEY": "short"}, "50"),
    ({"ALLOWED_HOSTS": "portal.example", "SECRET_KEY": ""}, "SECRET_KEY"),
    ({"SECRET_KEY_FILE": "/nowhere"}, "No such file"),
    ({"EMAIL_URL": "ftp://x"}, "smtp"),
    ({"EMAIL_URL": "smtp://host:abc"}, "abc"),
    ({"EMAIL_URL": "smtp+tls://"}, "host"),
    ({"SMS_URL": "foo"}, "https:"),
    ({"SMS_URL": "https://"}, "host"),
    ({"SMS_URL": "http://["}, "URL"),
    ({"SITE_URL": "portal.example"}, "https:"),
    ({"CACHE_URL": "nonsense"}, "CACHE_URL"),
    ({"DEMO_MODE": "perhaps"}, "perhaps"),
    ({"TRUSTED_PROXY_HOPS": "x"}, "whole number"),
    ({"CASE_ANSWER_DAYS": "1" * 30}, "whole number"),
    ({"BANK_ACCOUNT": "not an account", **BANK}, "IBAN"),
    ({"BANK_ACCOUNT": "12345", **BANK}, "12345"),
    ({"BANK_NAME": "", "BANK_ACCOUNT": "100900012345"}, "BANK_ACCOUNT_NAME"),
    ({"QPAY_URL": "http://qpay.example/v2", **QPAY}, "https"),
    ({"QPAY_URL": "qpay.example", **QPAY}, "https:"),
    ({"QPAY_USER": "", "QPAY_URL": "https://qpay.example/v2"}, "QPAY_PASSWORD"),
    ({"DAN_URL": "http://sso.example", **DAN}, "https"),
    ({"DAN_URL": "sso.example", **DAN}, "https:"),
    ({"DAN_SECRET": "", "DAN_URL": "https://sso.example"}, "DAN_CLIENT_ID"),
]


@pytest.mark.parametrize(("wrong", "named"), WRONG)
def test_a_wrong_value_is_one_sentence(
    tmp_path: Path, wrong: dict[str, str], named: str
) -> None:
    said = manage(tmp_path, "check", **wrong)
    assert (said.returncode, said.stdout) == (1, "")
    assert said.stderr.count("\n") == 1
    assert named in said.stderr
    name = next(iter(wrong))
    assert name in said.stderr or "SECRET_KEY" in said.stderr


@pytest.mark.parametrize(
    "wrong",
    [
        {"DATABASE_URL": "nonsense"},
        {"SECRET_KEY": "short"},
        {"EMAIL_URL": "ftp://x"},
        {"SMS_URL": "foo"},
        {"WEB_WORKERS": "x"},
        {"WEB_WORKERS": "0"},
    ],
)
def test_serve_says_it_too_and_starts_nothing(
    tmp_path: Path, wrong: dict[str, str]
) -> None:
    refused = run_to_end(tmp_path / "var", free_port(), **wrong)
    assert refused.returncode == 1
    assert refused.stderr.count("\n") == 1
    assert next(iter(wrong)) in refused.stderr
    assert not (tmp_path / "var" / "postgres").exists()


def test_a_data_folder_that_cannot_be_made(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.touch()
    for folder in (file, file / "var"):
        said = manage(folder, "check")
        assert (said.returncode, said.stderr.count("\n")) == (1, 1)
        assert "VAR_DIR" in said.stderr


def test_an_empty_variable_is_as_good_as_none(tmp_path: Path) -> None:
    empty = dict.fromkeys(["PORT", "DEMO_MODE", "EMAIL_URL", "DATABASE_URL"], "")
    said = manage(tmp_path, "check", **empty)
    assert (said.returncode, said.stderr) == (0, "")


def test_a_production_environment_passes_the_deployment_check(tmp_path: Path) -> None:
    said = manage(
        tmp_path,
        "check",
        "--deploy",
        "--fail-level",
        "WARNING",
        ALLOWED_HOSTS="portal.example",
        SECRET_KEY=SECRET,
    )
    assert (said.returncode, said.stderr) == (0, "")


@pytest.mark.parametrize(
    ("hosts", "site"),
    [
        ("portal.example,www.portal.example", "https://portal.example"),
        (".portal.example", "https://portal.example"),
    ],
)
def test_naming_a_host_ends_the_demo(tmp_path: Path, hosts: str, site: str) -> None:
    found = production_settings(tmp_path, ALLOWED_HOSTS=hosts)
    assert found["SITE_URL"] == site
    assert found["CSRF_TRUSTED_ORIGINS"] == [site]
    assert (found["DEMO_MODE"], found["STAFF_SECOND_FACTOR"]) == (False, True)


def test_what_the_database_url_asks_of_the_connection_stays(tmp_path: Path) -> None:
    url = "postgres://user:p%40ss@host:5433/name?sslmode=require"
    found = production_settings(tmp_path, DATABASE_URL=url)["DATABASES"]["default"]
    assert (found["HOST"], found["PORT"], found["PASSWORD"]) == ("host", 5433, "p@ss")
    assert found["OPTIONS"]["sslmode"] == "require"
    assert found["OPTIONS"]["application_name"] == "portal"


def manage(
    var_dir: Path, *arguments: str, **more: str
) -> subprocess.CompletedProcess[str]:
    """Run manage.py in an environment of its own."""
    return subprocess.run(
        [sys.executable, MANAGE, *arguments],
        check=False,
        capture_output=True,
        text=True,
        timeout=60,
        cwd=settings.BASE_DIR,
        env=environment(var_dir, 8000) | more,
    )
