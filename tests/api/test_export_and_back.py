"""What we export as HSDS or FHIR, another installation reads with its own sources, merges, and has the same programs."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from finder.formats.losses import without
from finder.formats.registry import FORMATS
from ingest.merge_all import merge_all, read_programs
from ingest.run import run_source
from tests.api.conftest import CommandLine

NOW = datetime(2026, 1, 6, tzinfo=UTC)


@pytest.mark.parametrize(("name", "source"), [("hsds", "hsds"), ("fhir", "plan-net")])
def test_an_export_is_a_source(iop: CommandLine, sample_home: Path, tmp_path: Path, name: str, source: str) -> None:
    path = tmp_path / "export"
    assert iop("export", "--format", name, "--output", path).code == 0
    result = run_source(source, [str(path)], tmp_path, now=NOW, progress=False)
    assert result.shortfalls == () and not result.report.dropped and not result.report.unknown_codes
    merge_all(tmp_path, now=NOW)
    mine = {p.id: without(p, FORMATS[name].loses) for p in read_programs(sample_home)}
    found = {p.id: p for p in read_programs(tmp_path)}
    assert found.keys() == mine.keys()
    for id, program in mine.items():
        assert found[id] == program
