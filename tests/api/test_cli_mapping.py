"""csv-mapping on the command line."""

import json
from pathlib import Path

from typer.testing import CliRunner

from api.cli import app

LISTS = Path(__file__).parents[1] / "ingest" / "mapping" / "lists"


def test_a_draft_goes_to_stdout_and_what_was_found_to_stderr() -> None:
    result = CliRunner().invoke(app, ["csv-mapping", str(LISTS / "county.csv")])
    assert result.exit_code == 0
    assert '"Tel." = { field = "phone" }' in result.stdout and "NOT PLACED" in result.stdout
    assert "16 columns, 5 rows looked at" in result.stderr


def test_a_draft_is_json_too() -> None:
    result = CliRunner().invoke(app, ["csv-mapping", str(LISTS / "county.csv"), "--json"])
    columns = {c["column"]: c for c in json.loads(result.stdout)["columns"]}
    assert columns["Fax"]["sure"] == "not placed" and columns["Zip"]["meaning"] == 'field = "zip"'
