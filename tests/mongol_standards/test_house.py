"""The house reads as drawn: no import upward, no cycle, no file too long."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FLOORS = {
    "mongolian": 0,
    "organisation": 1,
    "casework": 2,
    "catalogue": 3,
    "surveys": 3,
    "eservices": 4,
    "feedback": 4,
    "branches": 5,
    "mongol_standards": 6,
}
LONGEST_FILE = 400


def modules() -> list[Path]:
    """Every source module of the house, migrations apart."""
    return [
        path
        for package in FLOORS
        for path in sorted((ROOT / package).rglob("*.py"))
        if "migrations" not in path.parts
    ]


def name_of(path: Path) -> str:
    """The dotted name of a module."""
    parts = list(path.relative_to(ROOT).with_suffix("").parts)
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports_of(path: Path, *, at_top_only: bool) -> set[str]:
    """The modules of the house a module imports (those for types only apart)."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    found: set[str] = set()
    for node in _nodes(tree, at_top_only=at_top_only):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return {name for name in found if name.split(".")[0] in FLOORS}


def _nodes(tree: ast.Module, *, at_top_only: bool) -> list[ast.AST]:
    body = [
        node
        for node in tree.body
        if not (isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test))
    ]
    if at_top_only:
        return list(body)
    return [inner for node in body for inner in ast.walk(node)]


@pytest.mark.parametrize("path", modules(), ids=name_of)
def test_nothing_imports_upward(path: Path) -> None:
    own = FLOORS[path.relative_to(ROOT).parts[0]]
    above = {
        name
        for name in imports_of(path, at_top_only=False)
        if FLOORS[name.split(".")[0]] > own
    }
    assert above == set()


def test_there_is_no_import_cycle() -> None:
    known = {name_of(path): path for path in modules()}
    graph = {
        name: {found for found in imports_of(path, at_top_only=True) if found in known}
        - {name}
        for name, path in known.items()
    }
    while graph:
        leaves = {name for name, needs in graph.items() if not needs & set(graph)}
        assert leaves, f"a cycle among {sorted(graph)}"
        graph = {name: needs for name, needs in graph.items() if name not in leaves}


@pytest.mark.parametrize("path", modules(), ids=name_of)
def test_no_file_is_too_long(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= LONGEST_FILE


def test_mongolian_needs_neither_django_nor_the_house() -> None:
    for path in sorted((ROOT / "mongolian").rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        assert "django" not in text


def test_every_public_function_and_class_says_what_it_is() -> None:
    silent = [
        f"{name_of(path)}.{node.name}"
        for path in modules()
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, ast.FunctionDef | ast.ClassDef)
        and not node.name.startswith("_")
        and not ast.get_docstring(node)
    ]
    assert silent == []


def test_nothing_reads_what_is_only_on_our_machines() -> None:
    for path in modules():
        assert "../shared" not in path.read_text(encoding="utf-8")


def test_psycopg_3_never_enters_the_lock() -> None:
    lock = (ROOT / "requirements.txt").read_text(encoding="utf-8")
    names = {line.split("==")[0] for line in lock.splitlines() if "==" in line}
    assert "psycopg2-binary" in names
    assert not {"psycopg", "psycopg-binary", "psycopg-c"} & names
