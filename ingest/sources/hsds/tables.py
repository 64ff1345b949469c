"""HSDS's tables as CSV in a zip, nested as its API nests them."""

from __future__ import annotations

import csv
import io
import zipfile
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from ingest.errors import SourceError
from ingest.workbook import MOST_BYTES

Table = list[dict[str, Any]]

_OF_A_SERVICE = ("phones", "languages", "schedules", "cost_options", "attributes")
_ALSO_CALLED = {"services_at_location": "service_at_location", "physical_addresses": "addresses", "regular_schedules": "schedules"}
"""Names of HSDS 1 and 2, by those of HSDS 3."""


def services_in_tables(body: bytes, name: str) -> Iterator[dict[str, Any]]:
    """The services. Raises SourceError for a damaged zip, one that unpacks to too much, and one without services."""
    tables = read_tables(body, name)
    if not tables.get("services"):
        raise SourceError(f"{name}: holds no table services.csv")
    organizations, locations, terms = (_by(tables, table, "id") for table in ("organizations", "locations", "taxonomy_terms"))
    addresses = _by(tables, "addresses", "location_id")
    links = _by(tables, "service_at_location", "service_id")
    own = {table: _by(tables, table, "link_id" if table == "attributes" else "service_id") for table in _OF_A_SERVICE}
    for service in tables["services"]:
        id = service.get("id", "")
        nested = {table: [dict(row) for row in rows.get(id, ())] for table, rows in own.items()}
        for attribute in nested["attributes"]:
            attribute["taxonomy_term"] = next(iter(terms.get(attribute.get("taxonomy_term_id", ""), ())), {})
        places = [place for link in links.get(id, ()) for place in locations.get(link.get("location_id", ""), ())]
        at = [{"location": {**place, "addresses": addresses.get(place["id"], [])}} for place in places]
        organization = next(iter(organizations.get(service.get("organization_id", ""), ())), {})
        yield {**service, "organization": organization, **nested, "service_at_locations": at}


def read_tables(body: bytes, name: str) -> Mapping[str, Table]:
    """Every table of the zip, its rows without their empty cells. Raises SourceError where one cannot be read."""
    tables: dict[str, Table] = {}
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as packed:
            if sum(part.file_size for part in packed.infolist()) > MOST_BYTES:
                raise SourceError(f"{name}: unpacks to more than {MOST_BYTES:,} bytes; not read")
            for part in packed.namelist():
                if part.lower().endswith(".csv"):
                    with packed.open(part) as raw, io.TextIOWrapper(raw, encoding="utf-8-sig", newline="") as text:
                        table = part.rpartition("/")[2][:-4].lower()
                        tables[_ALSO_CALLED.get(table, table)] = [{k: v for k, v in row.items() if k and v} for row in csv.DictReader(text)]
    except (zipfile.BadZipFile, EOFError, RuntimeError, NotImplementedError) as e:
        raise SourceError(f"{name}: the zip is damaged, or packed in a way that cannot be read") from e
    except (UnicodeDecodeError, csv.Error) as e:
        raise SourceError(f"{name}: holds a table that is no CSV in UTF-8: {e}") from e
    return tables


def _by(tables: Mapping[str, Table], table: str, column: str) -> Mapping[str, Table]:
    found: dict[str, Table] = defaultdict(list)
    for row in tables.get(table, ()):
        found[row.get(column, "")].append(row)
    return found
