"""The sample directories: a few hundred invented facilities, every one of which says so in its name.

Names and streets are invented, cities and ZIPs are real; telephone numbers (555-0100 to 555-0199) are kept free for fiction.
`kinds.toml` says what facilities there are, `rates.toml` how often they tick what, `placed.toml` which stand where on purpose.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from random import Random

from data.sample.flaws import add_flaws
from data.sample.row import Phones, Row, synthetic
from data.sample.tables import SURVEYS, City, Kind, Placed, Profile, State, load_kinds, load_placed, load_states, load_words
from data.sample.ticks import draw_codes
from data.sample.workbook import write_workbook

METRO = 3
"""The weight from which a city holds rare kinds of facility."""
NAME2, STREET2, INTAKE1, INTAKE2, EXTENSION = 0.53, 0.30, 0.36, 0.21, 0.10
"""How often these cells are filled (national directories of 2022), and how often a telephone number has an extension."""


def write_sample(folder: Path, seed: int = 2026) -> tuple[Path, Path]:
    """The paths of the two workbooks written to the folder (substance use, mental health). The same seed gives the same cells."""
    folder.mkdir(parents=True, exist_ok=True)
    rows = draw_rows(seed)
    substance_use, mental_health = (
        write_workbook(
            folder / f"Sample_Directory_{survey.upper()}_Facilities_2022.xlsx",
            survey,
            [row for row in rows if row.survey == survey],
        )
        for survey in SURVEYS
    )
    return substance_use, mental_health


def draw_rows(seed: int) -> list[Row]:
    """All rows of both surveys, sorted as the directories are: state, city, name."""
    rng = Random(seed)
    phones = Phones(rng)
    rows = [row for placed in load_placed() for row in _place(rng, phones, placed)]
    rows += [row for state in load_states() for kind in load_kinds().values() for row in _draw_kind(rng, phones, state, kind)]
    return sorted(add_flaws(rng, rows), key=Row.sort_key)


def _draw_kind(rng: Random, phones: Phones, state: State, kind: Kind) -> Iterator[Row]:
    always = frozenset[str]().union(*(profile.always for profile in kind.profiles.values()))
    fitting = (city for city in state.cities if not always & (city.without | state.profile.never))
    cities = [city for city in fitting if city.weight >= METRO or not kind.metro]
    for _ in range(kind.each[0 if state.larger else 1] if cities else 0):
        city = rng.choices(cities, [city.weight for city in cities])[0]
        cells = _address(rng, city) | {"state": state.code} | _names(rng, kind) | _contact(rng, phones, city.area)
        here = state.profile.but(Profile(never=city.without))
        for survey, profile in kind.profiles.items():
            yield Row(kind.name, survey, dict(cells), draw_codes(rng, survey, profile.but(here)))


def _place(rng: Random, phones: Phones, placed: Placed) -> Iterator[Row]:
    cells = {**placed.cells, "name1": synthetic(placed.cells["name1"]), "phone": phones.draw(placed.area)}
    for survey, profile in load_kinds()[placed.kind].profiles.items():
        codes = draw_codes(rng, survey, profile.but(placed.profiles.get(survey, Profile())))
        yield Row(placed.kind, survey, dict(cells), codes, placed=True)


def _names(rng: Random, kind: Kind) -> dict[str, str]:
    name1 = synthetic(f"{rng.choice(load_words().names)} {rng.choice(kind.nouns)}")
    return {"name1": name1} | ({"name2": rng.choice(kind.programs)} if rng.random() < NAME2 else {})


def _address(rng: Random, city: City) -> dict[str, str]:
    words = load_words()
    street1 = f"{rng.randrange(100, 9900)} {rng.choice(words.streets)} {rng.choice(words.street_kinds)}"
    suite = {"street2": rng.choice(words.suites)} if rng.random() < STREET2 else {}
    return {"street1": street1, "city": city.name, "zip": rng.choice(city.zips)} | suite


def _contact(rng: Random, phones: Phones, area: int) -> dict[str, str]:
    extension = f" x{rng.randrange(10, 999)}" if rng.random() < EXTENSION else ""
    intake = [name for name, share in (("intake1", INTAKE1), ("intake2", INTAKE2)) if rng.random() < share]
    return {"phone": phones.draw(area) + extension} | {name: phones.draw(area) for name in intake}
