"""All exchange formats by name: the one place where a border looks them up, whether by option, media type or file ending."""

from __future__ import annotations

from collections.abc import Mapping

from finder.errors import BadParameter
from finder.formats.csv import CSV
from finder.formats.exchange import Format
from finder.formats.fhir import FHIR
from finder.formats.geojson import GEOJSON
from finder.formats.hsds import HSDS
from finder.formats.jsonld import JSONLD
from finder.formats.ndjson import NDJSON

FORMATS: Mapping[str, Format] = {f.id: f for f in (CSV, NDJSON, GEOJSON, HSDS, FHIR, JSONLD)}


def find_format(name: str) -> Format:
    """The format of that name. Raises BadParameter, with those that there are."""
    if name not in FORMATS:
        raise BadParameter("format", "there is no such format", tuple(FORMATS))
    return FORMATS[name]
