"""Floor 0 stands on Python alone."""

import ast
import sys
from pathlib import Path

import mongolian

SOURCES = sorted(Path(mongolian.__path__[0]).rglob("*.py"))


def imported_packages(source: str) -> set[str]:
    """The top-level packages a module imports anywhere in it."""
    names: list[str] = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names.append(node.module or "")
    return {name.partition(".")[0] for name in names}


def test_only_the_standard_library_is_imported() -> None:
    imported = set().union(*(imported_packages(path.read_text()) for path in SOURCES))

    assert len(SOURCES) > 1
    assert imported - sys.stdlib_module_names == {"mongolian"}
