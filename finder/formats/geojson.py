"""GeoJSON (RFC 7946): a FeatureCollection, one Feature a program; coordinates are longitude, latitude.

A Feature's properties are the columns of `finder.formats.row` that hold something. Its point may be only the middle of an area:
`placed_by` says of which. No point, no geometry.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from finder.formats.exchange import About, Format, Pieces, about_json
from finder.formats.losses import ALWAYS, EVIDENCE
from finder.formats.records import dump
from finder.formats.row import from_row, to_row
from finder.program import Program
from finder.vocabulary import Vocabulary


def to_geojson(p: Program, vocabulary: Vocabulary) -> dict[str, Any]:
    """The program as a Feature."""
    row = to_row(p, vocabulary)
    id, lon, lat = row.pop("id"), row.pop("longitude"), row.pop("latitude")
    geometry = {"type": "Point", "coordinates": [lon, lat]} if lon is not None else None
    return {"type": "Feature", "id": id, "geometry": geometry, "properties": {k: v for k, v in row.items() if v not in (None, "", [])}}


def from_geojson(feature: Mapping[str, Any], vocabulary: Vocabulary) -> Program:
    """The program of a Feature that we wrote. Raises ValueError for another."""
    try:
        texts = dict.fromkeys(("street", "city", "county", "state", "zip", "website", "name", "organization"), "")
        row = {**texts, **feature["properties"], "id": feature["id"]}
        if feature["geometry"]:
            row["longitude"], row["latitude"] = feature["geometry"]["coordinates"]
        return from_row(row, vocabulary)
    except (KeyError, TypeError, AttributeError, IndexError) as e:
        raise ValueError(f"not a Feature of ours: {e!r}") from e


def features_of(collection: Mapping[str, Any], vocabulary: Vocabulary) -> Iterator[Program]:
    """The programs of a collection that we wrote."""
    return (from_geojson(feature, vocabulary) for feature in collection["features"])


def _pieces(about: About, vocabulary: Vocabulary) -> Pieces:
    head = '{"type":"FeatureCollection","about":' + dump(about_json(about, GEOJSON.loses)) + ',"features":[\n'
    return Pieces(head, lambda p: dump(to_geojson(p, vocabulary)), ",\n", "\n]}\n")


GEOJSON = Format("geojson", "GeoJSON, for maps", "application/geo+json", "geojson", _pieces, (*ALWAYS, EVIDENCE))
