"""new-source: in a copy of what it needs, for it writes into the checkout; the test that it writes fails for the reason it names."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from finder.errors import BadParameter
from ingest.sources import all_sources
from ingest.template import NoCheckout, write_source
from tests.conftest import ROOT

NAME = "made-up-register"
COPIED = ("finder", "data", "ingest", "search", "api", "tests/ingest", "tests/conftest.py", "tests/homes.py", "pyproject.toml")
pytestmark = pytest.mark.checkout


def run(root: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """What Python says of these words in a checkout, and of nothing else."""
    environment = {**os.environ, "PYTHONPATH": str(root), "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.run([sys.executable, *words], cwd=root, env=environment, capture_output=True, text=True, timeout=120, check=False)


def new_source(root: Path, name: str) -> subprocess.CompletedProcess[str]:
    """What the command says in a checkout."""
    return run(root, "-c", "from api.cli import main; main()", "new-source", name)


def pytest_of(root: Path) -> str:
    """What pytest says of the new source: its own test, and the generic ones."""
    words = ("-q", "-p", "no:cacheprovider", "-k", "made_up_register or test_a_source and made-up-register")
    return run(root, "-m", "pytest", *words, "tests/ingest/test_made_up_register.py", "tests/ingest/test_sources.py").stdout


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("checkout")
    for name in COPIED:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, root / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(ROOT / name, root / name)
    return root


def test_the_test_that_it_writes_names_each_next_step(checkout: Path) -> None:
    said = new_source(checkout, NAME)
    assert said.returncode == 0, said.stderr
    assert [line for line in said.stdout.split() if not (checkout / line).is_file()] == []
    assert said.stdout.splitlines()[0] == "ingest/sources/made_up_register.py" and "make test ARGS=tests/ingest/" in said.stderr
    told = pytest_of(checkout)
    assert "next: say in ingest/sources/made_up_register.py who publishes it" in told and "1 failed, 2 passed" in told, told
    code = checkout / "ingest/sources/made_up_register.py"
    filled = code.read_text("utf-8").replace("FILL IN: ", "").replace('"FILL IN"', '"2025"').replace("FILL IN what", "What", 1)
    code.write_text(filled, "utf-8")
    told = pytest_of(checkout)
    assert "make claims of what a row answers" in told and "1 failed, 2 passed" in told, told
    with pytest.raises(BadParameter, match="is taken: ingest/sources/made_up_register"):
        write_source(NAME, checkout, ())


BAD = ("", "Ohio", "ohio_register", "1st", "a--b", "-a", "../up", "csv-list", "x" * 41, "sample", "findtreatment")


@pytest.mark.parametrize("name", BAD)
def test_a_bad_or_taken_name_is_refused_and_nothing_written(tmp_path: Path, name: str) -> None:
    (tmp_path / "pyproject.toml").touch()
    (tmp_path / "tests/ingest/saved").mkdir(parents=True)
    with pytest.raises(BadParameter):
        write_source(name, tmp_path, all_sources())
    assert sorted(p.name for p in tmp_path.rglob("*")) == ["ingest", "pyproject.toml", "saved", "tests"]


def test_an_installed_package_says_that_it_is_no_checkout(tmp_path: Path) -> None:
    with pytest.raises(NoCheckout, match="clone it"):
        write_source(NAME, tmp_path, ())
    assert [*tmp_path.iterdir()] == []
