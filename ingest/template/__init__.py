"""A new source's files, to begin with: its module, its saved input with what must come out, and a test that says what to do next."""

from __future__ import annotations

import re
from collections.abc import Iterable
from importlib.resources import files
from pathlib import Path
from string import Template

from finder.errors import BadParameter, FinderError

TESTS = "tests/ingest"
_NAME = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
LONGEST = 40


class NoCheckout(FinderError):
    """The program runs from an installed package: there is no folder of sources that could be committed."""


def write_source(name: str, root: Path, taken: Iterable[str]) -> list[Path]:
    """The files written for a new source, by their paths from the checkout's root. Nothing that is there is written over.

    Raises BadParameter for a name that cannot be one, or is `taken`; NoCheckout where the root is none.
    """
    if not (root / "pyproject.toml").is_file() or not (root / TESTS / "saved").is_dir():
        raise NoCheckout("new-source writes into a checkout of the project, and this is an installed package: clone it, and run it there")
    if not _NAME.fullmatch(name) or len(name) > LONGEST or name.startswith("csv-"):
        raise BadParameter("name", f"is lower case letters and digits, its words parted by -, {LONGEST} at most, and begins not with csv-")
    module = name.replace("-", "_")
    texts = {
        Path(f"ingest/sources/{module}.py"): "source.py.txt",
        Path(TESTS, "saved", name, f"{name}.csv"): "input.csv.txt",
        Path(TESTS, "saved", name, "expected.json"): "expected.json.txt",
        Path(TESTS, f"test_{module}.py"): "test.py.txt",
    }
    there = [path for path in (*texts, Path(f"ingest/sources/{module}"), Path(TESTS, "saved", name)) if (root / path).exists()]
    if name in taken or there:
        raise BadParameter("name", f"is taken: {there[0].as_posix() if there else 'a source has it'}; choose another")
    words = {"name": name, "module": module, "title": name.replace("-", " ").capitalize()}
    for path, template in texts.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        text = Template((files(__package__) / template).read_text("utf-8")).substitute(words)
        with (root / path).open("x", encoding="utf-8") as file:
            file.write(text)
    return [*texts]
