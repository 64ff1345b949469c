"""Whatever happens to a build, what is served stays, and the next build leaves nothing of it."""

from __future__ import annotations

import asyncio
import errno
import gc
import json
import os
import shutil
import signal
import subprocess
import sys
import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from finder.errors import GenerationRetired, IndexUnavailable
from finder.program import Program
from search.embedded.engine import EmbeddedEngine
from search.embedded.generation import current, folder_of, names
from search.embedded.index import EmbeddedIndex
from search.engine import Ask, generation_name
from search.request import SearchRequest
from tests.search.embedded.built import build_of, finder_over, moment, some_programs
from tests.sync import found

ROOT = Path(__file__).parents[3]
NOW, LATER, LAST = (generation_name(moment(n)) for n in range(3))


def answers(index: Path) -> list[str]:
    """The ids that a new process finds."""
    return [r.program.id for r in finder_over(index).search(SearchRequest(size=100)).results]


def opened(index: Path) -> EmbeddedEngine:
    """The generation that is served, as a new process opens it."""
    return asyncio.run(EmbeddedIndex(index).current())


def tree(index: Path) -> dict[str, bytes]:
    """Every file under the index, and what is in it."""
    return {str(f.relative_to(index)): f.read_bytes() for f in index.rglob("*") if f.is_file()}


def clean(index: Path, *kept: str) -> bool:
    """Whether nothing is there but what is served and these generations."""
    top = {f.name for f in index.iterdir()} == {"CURRENT", "lock", "generations"}
    return top and {f.name for f in (index / "generations").iterdir()} == {*kept}


@pytest.fixture
def index(tmp_path: Path) -> Path:
    """An index with one good generation of three programs."""
    build_of(tmp_path / "index", some_programs(3), 0)
    return tmp_path / "index"


# A builder in a process of its own. It says where it is and waits there, for a word or for its death.
BUILDER = """
import os, sys
from pathlib import Path
from search.embedded import generation
from tests.search.embedded.built import build_of, some_programs

def stop(*given):
    print("here", flush=True)
    sys.stdin.readline()

def before(real):
    def wrapped(*given):
        stop()
        return real(*given)
    return wrapped

def programs():
    yield from some_programs(5)
    if where == "between programs":
        stop()

index, where = Path(sys.argv[1]), sys.argv[2]
if where == "before the rename":
    generation.os.rename = before(os.rename)
if where == "before the switch":
    generation.os.replace = before(os.replace)
build_of(index, programs(), 1)
"""


@contextmanager
def builder(index: Path, where: str) -> Iterator[subprocess.Popen[str]]:
    """A process that builds, standing still at that place."""
    command = [sys.executable, "-c", BUILDER, str(index), where]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:
        assert process.stdout is not None
        try:
            assert process.stdout.readline() == "here\n"
            yield process
        finally:
            process.kill()


@pytest.mark.parametrize(
    "where",
    [
        "between programs",
        "before the rename",
        "before the switch",
    ],
)
def test_a_killed_build_changes_nothing_and_the_next_one_sweeps_up(index: Path, where: str) -> None:
    before = tree(index)
    with builder(index, where) as process:
        litter = tree(index).keys() - before.keys()
        assert litter and answers(index) == ["p00", "p01", "p02"], "readers go on while another builds"
        process.send_signal(signal.SIGKILL)
        assert process.wait() == -signal.SIGKILL
    after = tree(index)
    assert {name: after[name] for name in before} == before
    assert answers(index) == ["p00", "p01", "p02"]
    build_of(index, some_programs(4), 2)
    assert answers(index) == ["p00", "p01", "p02", "p03"]
    assert clean(index, NOW, LAST)


def failing() -> Iterator[Program]:
    """Programs, and then an exception."""
    yield from some_programs(2)
    raise RuntimeError("the file of programs is damaged")


def interrupted() -> Iterator[Program]:
    """Programs, and then Ctrl-C."""
    yield from some_programs(2)
    raise KeyboardInterrupt("Ctrl-C")


@pytest.mark.parametrize(
    ("programs", "error", "says"),
    [
        (lambda: iter(()), ValueError, "no programs"),
        (lambda: iter([*some_programs(2), *some_programs(1)]), ValueError, "p00"),
        (failing, RuntimeError, "damaged"),
        (interrupted, KeyboardInterrupt, "Ctrl-C"),
    ],
    ids=["no programs", "one id twice", "a failure", "Ctrl-C"],
)
def test_a_build_that_fails_leaves_everything_as_it_was(
    index: Path, programs: Callable[[], Iterator[Program]], error: type[BaseException], says: str
) -> None:
    before = tree(index)
    with pytest.raises(error, match=says):
        build_of(index, programs(), 1)
    assert tree(index) == before and clean(index, NOW) and answers(index) == ["p00", "p01", "p02"]
    build_of(index, some_programs(1), 2)
    assert answers(index) == ["p00"] and clean(index, NOW, LAST)


@pytest.mark.parametrize(
    "call",
    [
        "rename",
        "fsync",
        "replace",
    ],
)
def test_a_full_disk_leaves_what_is_served(index: Path, monkeypatch: pytest.MonkeyPatch, call: str) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    before = tree(index)
    with monkeypatch.context() as patch, pytest.raises(OSError, match="No space left"):
        patch.setattr(f"search.embedded.generation.os.{call}", full)
        build_of(index, some_programs(5), 1)
    after = tree(index)
    assert {name: after[name] for name in before} == before and answers(index) == ["p00", "p01", "p02"]
    build_of(index, some_programs(4), 2)
    assert answers(index) == ["p00", "p01", "p02", "p03"] and clean(index, NOW, LAST)


def test_a_build_at_the_same_moment_does_not_touch_the_first(index: Path) -> None:
    build_of(index, some_programs(5), 0)
    assert len(answers(index)) == 5 and clean(index, NOW, generation_name(moment(0), [NOW]))
    assert len(asyncio.run(EmbeddedIndex(index).generation(NOW)).manifest["files"]) > 10


def test_the_first_build_that_fails_leaves_no_index(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no programs"):
        build_of(tmp_path / "index", [], 0)
    with pytest.raises(IndexUnavailable, match="iop-finder index build"):
        current(tmp_path / "index")
    build_of(tmp_path / "index", some_programs(1), 1)
    assert answers(tmp_path / "index") == ["p00"]


def test_a_second_builder_is_refused_while_the_first_goes_on(index: Path) -> None:
    with builder(index, "between programs") as first:
        with pytest.raises(IndexUnavailable, match="another build is running"):
            build_of(index, some_programs(1), 2)
        assert answers(index) == ["p00", "p01", "p02"]
        first.communicate("go on\n")
        assert first.returncode == 0
    assert len(answers(index)) == 5 and clean(index, NOW, LATER)


def test_two_builders_in_one_process_are_two(index: Path) -> None:
    def programs() -> Iterator[Program]:
        yield from some_programs(2)
        with pytest.raises(IndexUnavailable, match="another build is running"):
            build_of(index, some_programs(1), 2)

    build_of(index, programs(), 1)
    assert answers(index) == ["p00", "p01"] and clean(index, NOW, LATER)


def test_two_generations_are_kept(index: Path) -> None:
    build_of(index, some_programs(4), 1)
    assert names(index) == (NOW, LATER) and current(index).name == LATER
    build_of(index, some_programs(5), 2)
    assert names(index) == (LATER, LAST) and current(index).name == LAST and clean(index, LATER, LAST)
    with pytest.raises(IndexUnavailable):
        folder_of(index, NOW)


def test_a_clock_that_went_back_does_not_matter(index: Path) -> None:
    build_of(index, some_programs(4), 2)
    build_of(index, some_programs(5), 1)
    assert len(answers(index)) == 5 and clean(index, LAST, generation_name(moment(1), [LAST]))


def test_readers_go_on_through_swaps(index: Path) -> None:
    old, service = opened(index), finder_over(index)
    plan = service.search(SearchRequest()).plan
    tiers = frozenset(service.search(SearchRequest()).checked.tiers)
    for number in (1, 2, 3):
        build_of(index, some_programs(3 + number), number)
        assert [p.id for p in found(old, Ask(plan, tiers, 10)).places] == ["p00", "p01", "p02"]
        assert [p.id for p in asyncio.run(old.get(["p02", "p01"]))] == ["p02", "p01"]
        assert len(service.search(SearchRequest()).results) == 3 + number, "a swap is seen at the next search"


def test_what_is_let_go_of_is_freed_at_once(index: Path) -> None:
    """Not when the interpreter looks for cycles, which is rarely: files stay open until then."""
    readers = EmbeddedIndex(index)
    gc.disable()
    try:
        before = weakref.ref(asyncio.run(readers.current())._store)
        assert asyncio.run(asyncio.run(readers.current()).get(["p00"])) and before() is not None
        for number in (1, 2):
            build_of(index, some_programs(3), number)
        asyncio.run(readers.current())
        assert before() is None
    finally:
        gc.enable()
        asyncio.run(readers.close())


def test_a_cursor_lives_through_one_swap(index: Path) -> None:
    running = finder_over(index)
    first = running.search(SearchRequest(size=2))
    request = SearchRequest(size=2, cursor=first.next)
    build_of(index, some_programs(9, "q"), 1)
    for service in (running, finder_over(index)):
        page = service.search(request)
        assert [r.program.id for r in page.results] == ["p02"] and page.generation == first.generation and page.next == ""
    build_of(index, some_programs(9, "q"), 2)
    for service in (running, finder_over(index)):
        with pytest.raises(GenerationRetired, match="begin the search again"):
            service.search(request)


def files_of(folder: Path) -> list[str]:
    """The files that a generation is made of."""
    return sorted(str(f.relative_to(folder)) for f in folder.rglob("*") if f.is_file())


def test_every_file_is_needed_whole(index: Path, tmp_path: Path) -> None:
    for name in files_of(index / "generations" / NOW):
        for harm in (lambda f: os.truncate(f, f.stat().st_size - 1), lambda f: os.truncate(f, 0), Path.unlink):
            copy = Path(shutil.copytree(index, tmp_path / "copy"))
            harm(copy / "generations" / NOW / name)
            with pytest.raises(IndexUnavailable):
                opened(copy)
            shutil.rmtree(copy)


def test_the_manifest_names_every_file_and_its_digest(index: Path) -> None:
    folder = index / "generations" / NOW
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    assert sorted([*manifest["files"], "manifest.json"]) == files_of(folder)
    assert all(f["bytes"] == (folder / name).stat().st_size and len(f["sha256"]) == 64 for name, f in manifest["files"].items())
    assert manifest["generation"] == NOW and manifest["programs"] == manifest["iop"] == 3


@pytest.mark.parametrize("name", ["", "\n", "20200101t000000000000z", "../generations", "..", ".", f".{NOW}", "/"])
def test_a_damaged_current_is_an_index_that_is_not_whole(index: Path, name: str) -> None:
    (index / "CURRENT").write_text(name, "utf-8")
    with pytest.raises(IndexUnavailable, match="iop-finder index build"):
        opened(index)
    build_of(index, some_programs(1), 1)
    assert answers(index) == ["p00"]


@pytest.mark.parametrize(("name", "content"), [("programs.sqlite", b"\0"), ("manifest.json", b"[]"), ("manifest.json", b"null")])
def test_a_file_of_another_content_is_refused(index: Path, name: str, content: bytes) -> None:
    path = index / "generations" / NOW / name
    path.write_bytes(content * path.stat().st_size if name.endswith("sqlite") else content)
    with pytest.raises(IndexUnavailable):
        opened(index)
