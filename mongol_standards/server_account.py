"""As whom the embedded PostgreSQL runs.

PostgreSQL refuses to run as root. When the portal is started by root, the server
programs run as an ordinary system account instead.
"""

import os
import pwd
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SYSTEM_ACCOUNTS = ("postgres", "nobody")

# The least right that helps comes first. Searching any folder is all that is needed
# below a closed one such as /root; a checkout made with umask 077 also has programs
# that only root may run. Writing happens only in folders that the account owns.
CAPABILITIES = ("dac_read_search", "dac_override")


class EmbeddedPostgresError(Exception):
    """The embedded PostgreSQL cannot be used; one sentence for the operator."""


@dataclass(frozen=True)
class Account:
    """An account of the operating system."""

    uid: int
    gid: int

    @property
    def is_switched(self) -> bool:
        """Whether it differs from the account of this process (root)."""
        return self.uid != os.geteuid()


def find(*folders: Path) -> Account:
    """Choose the account: our own, or as root the first ordinary owner of `folders`.

    Keeping to the owner of an existing data folder lets root and an ordinary user
    start the same checkout in turn.
    """
    if os.geteuid() != 0:
        return Account(os.geteuid(), os.getegid())
    for folder in folders:
        if folder.exists() and (stat := folder.stat()).st_uid != 0:
            return Account(stat.st_uid, stat.st_gid)
    for name in SYSTEM_ACCOUNTS:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(entry.pw_uid, entry.pw_gid)
    raise EmbeddedPostgresError(
        "PostgreSQL does not run as root and this system has no account "
        f"{' or '.join(SYSTEM_ACCOUNTS)}: start the portal as an ordinary user."
    )


def give(path: Path, account: Account) -> None:
    """Hand a file or folder that root has just made to `account`."""
    if account.is_switched:
        os.chown(path, account.uid, account.gid, follow_symlinks=False)


@dataclass(frozen=True)
class Runner:
    """Runs programs as an account, with a clean environment."""

    account: Account
    environment: Mapping[str, str]
    capability: str = ""

    def run(
        self, command: Sequence[str | Path], *, log: int | None = None
    ) -> subprocess.CompletedProcess[str]:
        """Run to the end; output is captured, or goes to the open file `log`."""
        words = [str(word) for word in command]
        switch: dict[str, Any] = {}
        if self.capability:
            words = [*self._setpriv(), *words]
        elif self.account.is_switched:
            switch = {
                "user": self.account.uid,
                "group": self.account.gid,
                "extra_groups": [],
            }
        return subprocess.run(
            words,
            check=False,
            text=True,
            errors="replace",
            cwd="/",  # the account may not be able to enter ours
            env=dict(self.environment),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE if log is None else log,
            stderr=subprocess.STDOUT,
            **switch,
        )

    def can_reach(self, *paths: Path) -> bool:
        """Whether the account can enter or read all of `paths`."""
        script = 'for p in "$@"; do test -r "$p" && test -x "$p" || exit 1; done'
        try:
            return self.run(["/bin/sh", "-c", script, "sh", *paths]).returncode == 0
        except OSError:
            return False

    def _setpriv(self) -> tuple[str, ...]:
        # Without no_setuid_fixup access(2) ignores the capability, and initdb asks it.
        return (
            "setpriv",
            f"--reuid={self.account.uid}",
            f"--regid={self.account.gid}",
            "--clear-groups",
            "--securebits=+no_setuid_fixup",
            f"--inh-caps=+{self.capability}",
            f"--ambient-caps=+{self.capability}",
        )


def runner(account: Account, environment: Mapping[str, str], *paths: Path) -> Runner:
    """Find a way to run programs as `account` so that it can reach `paths`."""
    capabilities = CAPABILITIES if account.is_switched else ()
    for capability in ("", *capabilities):
        candidate = Runner(account, environment, capability)
        if candidate.can_reach(*paths):
            return candidate
    raise EmbeddedPostgresError(
        f"PostgreSQL runs as {_name(account)}, who cannot read "
        f"{' or '.join(map(str, paths))}: move the portal to a folder everyone may "
        "enter, or start it as an ordinary user."
    )


def _name(account: Account) -> str:
    try:
        return f"user {pwd.getpwuid(account.uid).pw_name}"
    except KeyError:
        return f"user number {account.uid}"
