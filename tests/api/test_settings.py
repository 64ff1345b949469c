"""Settings that cannot be used are refused in one line that names them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from api.settings import settings
from finder.errors import BadParameter
from tests.api.conftest import CommandLine


@pytest.fixture(autouse=True)
def anew() -> Iterator[None]:
    """Settings are read anew in each test, and after it."""
    settings.cache_clear()
    yield
    settings.cache_clear()


@pytest.mark.parametrize("value", ["", "/tiles/{z}/{x}/{y}.png", "/t?z={z}&x={x}&y={y}", "/a-b/c.d/{z}-{y}-{x}_2x"])
def test_tiles_of_ones_own(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("IOP_FINDER_MAP_TILES", value)
    assert settings().map_tiles == value


@pytest.mark.parametrize(
    "value",
    [
        "https://tiles.example/{z}/{x}/{y}.png",
        "//tiles.example/{z}/{x}/{y}.png",
        "/\\tiles.example/{z}/{x}/{y}.png",
        "\t//tiles.example/{z}/{x}/{y}.png",
        "tiles/{z}/{x}/{y}.png",
        "/tiles/{z}/{x}.png",
        "/tiles/{z}/{x}/{y}/{y}.png",
        "/{s}/{z}/{x}/{y}.png",
        "/tiles/{z}/{x}/{y}.png#x",
        '/tiles/{z}/{x}/{y}.png"',
        "/tiles/{z}/{x}/{y}.png\n",
        "{z}/{x}/{y}",
    ],
)
def test_tiles_from_elsewhere_or_nowhere(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("IOP_FINDER_MAP_TILES", value)
    with pytest.raises(BadParameter, match="own origin") as e:
        settings()
    assert e.value.parameter == "IOP_FINDER_MAP_TILES"


def test_a_server_does_not_start_with_them(iop: CommandLine) -> None:
    said = iop("serve", "--port", "0", IOP_FINDER_MAP_TILES="https://tiles.example/{z}/{x}/{y}.png")
    assert (
        said.code == 2 and said.out == "" and said.err.startswith("iop-finder: IOP_FINDER_MAP_TILES: tiles come from the page's own origin")
    )
    assert len(said.err.splitlines()) == 1 and "tiles.example" not in said.err
