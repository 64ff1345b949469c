"""The rooms and their arrows, read from the imports: what DESIGN and CONTRIBUTING say is what the code does."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
pytestmark = pytest.mark.checkout

# Which other rooms a room may import: api -> ingest | search -> data -> finder.
ARROWS = {
    "finder": set(),
    "data": {"finder"},
    "ingest": {"data", "finder"},
    "search": {"data", "finder"},
    "api": {"ingest", "search", "data", "finder"},
}

# What only these places import: beginnings of paths. `os.environ` and `os.getenv` are read as imports too.
ONLY_IN = {
    "ingest": ("ingest/", "api/cli"),
    "elasticsearch": ("search/elastic/",),
    "elastic_transport": ("search/elastic/",),
    "numpy": ("search/embedded/", "data/gazetteer/build.py"),
    "sqlite3": ("search/embedded/",),
    "scrapy": ("ingest/",),
    "geopy": ("search/geocoder.py", "search/nominatim.py"),
    "fastapi": ("api/",),
    "typer": ("api/",),
    "pydantic_settings": ("api/settings.py",),
    "os.environ": ("api/settings.py",),
    "os.getenv": ("api/settings.py",),
}

# finder is pure: no file, network, database, clock, environment or logging, so only this much of the standard library.
PURE = {
    *("__future__", "abc", "array", "bisect", "calendar", "collections", "dataclasses", "datetime", "decimal", "enum", "functools"),
    *("hashlib", "heapq", "inspect", "itertools", "json", "math", "operator", "re", "string", "struct", "types", "typing"),
    "unicodedata",
}
PURE_HERE = {
    "finder/questions/__init__.py": {"importlib", "pkgutil"},  # finds the question files
    "finder/formats/": {"csv", "io"},  # csv writes to io.StringIO
}
# Names that reach the clock, a file or the terminal without any import that PURE could catch.
IMPURE_CALLS = {"open", "print", "input", "breakpoint", "now", "utcnow", "today"}

SKIPPED_FOLDERS = {"__pycache__", "node_modules", "dist", "build"}
# Packages come by name, from wherever the reader's machine has them. (A pattern, not a name: this file passes its own test.)
REGISTRY = re.compile(
    r"\b(pypi|pythonhosted|maven|deb\.debian|(repo|maven)\d?\.(maven\.)?apache)\.org\b"
    r"|\b(npmjs|yarnpkg)\.(org|com)\b|\bcrates\.io\b|\bproxy\.golang\b|--(extra-)?index[-]url",
    re.IGNORECASE,
)


def paths(pattern: str) -> list[str]:
    """The checkout's files that match, in order, as paths from its root; hidden folders other than .ci left out."""
    found = (path.relative_to(ROOT) for path in ROOT.glob(pattern) if path.is_file())
    return sorted(str(path) for path in found if not any(hidden(part) for part in path.parts[:-1]))


def hidden(folder: str) -> bool:
    return folder in SKIPPED_FOLDERS or (folder.startswith(".") and folder != ".ci")


MODULES = [path for room in ARROWS for path in paths(f"{room}/**/*.py")]


def imports(path: str, tree: ast.AST) -> Iterator[str]:
    """Every module that a file imports, dotted and absolute, wherever in the file; `os.environ` for a use of it as well."""
    package = path.split("/")[:-1]
    for node in ast.walk(tree):
        match node:
            case ast.Import(names=names):
                yield from (name.name for name in names)
            case ast.ImportFrom(module=module, names=names, level=level):
                base = [*package[: len(package) - level + 1], *filter(None, [module])] if level else [module or ""]
                yield from (".".join([*base, name.name]) for name in names)
            case ast.Attribute(value=ast.Name(id="os"), attr=("environ" | "getenv") as name):
                yield f"os.{name}"


def parse(path: str) -> ast.Module:
    return ast.parse((ROOT / path).read_text(encoding="utf-8"), path)


def starts(name: str, module: str) -> bool:
    return name == module or name.startswith(f"{module}.")


@pytest.mark.parametrize("path", MODULES)
def test_a_room_imports_only_along_the_arrows(path: str) -> None:
    room = path.split("/")[0]
    others = {name.split(".")[0] for name in imports(path, parse(path))} & ARROWS.keys() - {room}
    assert others <= ARROWS[room], f"{path} imports {sorted(others - ARROWS[room])}; {room} may import {sorted(ARROWS[room])}"


@pytest.mark.parametrize("path", MODULES)
def test_a_library_stays_in_its_place(path: str) -> None:
    strays = {
        module: places
        for module, places in ONLY_IN.items()
        if not path.startswith(places) and any(starts(name, module) for name in imports(path, parse(path)))
    }
    assert not strays, f"{path} imports what only these places may import: {strays}"


@pytest.mark.parametrize("path", [path for path in MODULES if path.startswith("finder/")])
def test_finder_is_pure(path: str) -> None:
    tree = parse(path)
    allowed = PURE.union({"finder"}, *(more for place, more in PURE_HERE.items() if path.startswith(place)))
    impure = {name for name in imports(path, tree) if name.split(".")[0] not in allowed}
    assert not impure, f"{path} imports {sorted(impure)}"
    called = [node.func for node in ast.walk(tree) if isinstance(node, ast.Call)]
    names = {getattr(func, "attr", getattr(func, "id", "")) for func in called}
    assert not names & IMPURE_CALLS, f"{path} calls {sorted(names & IMPURE_CALLS)}"


@pytest.mark.parametrize("path", MODULES)
def test_a_module_says_what_it_is(path: str) -> None:
    assert ast.get_docstring(parse(path)), f"{path} has no docstring"


@pytest.mark.parametrize("room", ARROWS)
def test_a_room_has_a_short_readme(room: str) -> None:
    lines = (ROOT / room / "README.md").read_text(encoding="utf-8").splitlines()
    assert 3 <= len(lines) <= 30, f"{room}/README.md has {len(lines)} lines; 30 at most"


def test_no_file_names_a_package_registry() -> None:
    named = [path for path in paths("**/*") if REGISTRY.search((ROOT / path).read_text(encoding="utf-8", errors="replace"))]
    assert not named, f"packages come by name, from wherever the reader's machine has them: {named}"


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("import numpy as np", {"numpy"}),
        ("from search import engine", {"search.engine"}),
        ("from ..data import words", {"search.data.words"}),
        ("from . import store", {"search.embedded.store"}),
        ("def f():\n    import ingest.report", {"ingest.report"}),
        ("import os\nos.environ['HOME']", {"os", "os.environ"}),
        ("from os import getenv", {"os.getenv"}),
    ],
)
def test_imports_are_read_rightly(source: str, expected: set[str]) -> None:
    assert set(imports("search/embedded/columns.py", ast.parse(source))) == expected
