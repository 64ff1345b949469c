"""export: the same programs in every format, whole files or none, nothing on stdout that is not the file."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from api.export import about
from data.vocabulary import load_vocabulary
from finder.errors import IndexUnavailable
from finder.formats.csv import OURS
from finder.formats.records import from_lines
from finder.formats.registry import FORMATS
from finder.formats.row import columns_of
from finder.program import Program
from tests.api.conftest import CommandLine


def exported(iop: CommandLine, name: str, folder: Path) -> str:
    path = folder / f"programs.{FORMATS[name].extension}"
    said = iop("export", "--format", name, "--output", path)
    assert (said.code, said.out) == (0, "")
    assert [*folder.iterdir()] == [path], "nothing else is left there"
    return path.read_bytes().decode()


def ids_in(name: str, text: str) -> list[str]:
    match name:
        case "csv":
            return [row["id"] for row in csv.DictReader(io.StringIO(text, newline=""))]
        case "ndjson":
            return [p.id for p in from_lines(text.splitlines()) if isinstance(p, Program)]
        case "geojson":
            return [f["id"] for f in json.loads(text)["features"]]
        case "hsds":
            return [s["iop_finder"]["id"] for s in json.loads(text)["contents"]]
        case "fhir":
            return [r["id"] for r in map(json.loads, text.splitlines()) if r["resourceType"] == "HealthcareService"]
        case _:
            nodes = json.loads(text)["@graph"]
            return [n["@id"].rpartition(":")[2] for n in nodes if n["@type"] == "MedicalClinic"]


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_holds_every_program_in_order(iop: CommandLine, tmp_path: Path, name: str) -> None:
    ids = ids_in(name, exported(iop, name, tmp_path))
    assert len(ids) == iop("index", "status", "--json").json()["programs"] > 100
    assert ids == sorted(set(ids))


def test_a_table_has_no_cell_that_a_spreadsheet_runs(iop: CommandLine, tmp_path: Path) -> None:
    header, *rows = csv.reader(io.StringIO(exported(iop, "csv", tmp_path), newline=""), strict=True)
    assert header == [*columns_of(load_vocabulary()), *OURS] and len(set(header)) == len(header)
    cells = [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]
    assert cells and all(float(cell) < 0 for cell in cells), "longitudes"
    assert all(len(row) == len(header) for row in rows)


def test_without_a_file_it_goes_to_stdout_alone(iop: CommandLine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    held = io.BytesIO()

    class Piped(io.StringIO):
        buffer = held

    with monkeypatch.context() as patch:
        patch.setattr("tests.api.conftest.io.StringIO", Piped)
        said = iop("export", "--format", "geojson")
    assert said.code == 0 and said.out == "" and "programs as GeoJSON" in said.err
    assert held.getvalue().decode() == exported(iop, "geojson", tmp_path)


@pytest.mark.parametrize("name", FORMATS)
def test_what_a_format_cannot_carry_is_told(no_home: CommandLine, name: str) -> None:
    said = no_home("export", "--format", name, "--describe")
    assert said.code == 0 and all(" ".join(loss.says.split()) in said.words for loss in FORMATS[name].loses)
    assert all(column in said.words for column in FORMATS[name].fields)


@pytest.mark.parametrize(
    "words", [("--format", "xls"), ("--format", "csv", "--output", "."), ("--format", "csv", "--output", "no/such/folder/x")]
)
def test_what_cannot_be_written_is_said_in_a_line(iop: CommandLine, words: tuple[str, ...]) -> None:
    said = iop("export", *words)
    assert (said.code, said.out, said.err.count("\n")) == (2, "", 1)


def test_of_no_index_nothing_is_written(no_home: CommandLine, tmp_path: Path) -> None:
    said = no_home("export", "--format", "csv", "--output", tmp_path / "x.csv")
    assert said.code == 1 and not [*tmp_path.iterdir()]


def test_an_index_that_does_not_name_its_licences_is_not_exported() -> None:
    with pytest.raises(IndexUnavailable, match="index build"):
        about({"generation": "g", "built": "2026", "programs": 0, "sources": [{"source": "samhsa-directory"}]})
