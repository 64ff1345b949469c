"""What is wrong in real directories, done to the sample on purpose: each flaw is one that reading must survive or tell.

Only single addiction IOPs and mental-health clinics are touched, each at most once: nothing placed by hand, no sibling.
"""

from __future__ import annotations

from dataclasses import replace
from random import Random

from data.sample.row import Row, synthetic

CALL_CENTRE = "800-555-0199"
"""The one toll-free number that is kept free for fiction."""
TOUCHED = ("addiction_iop", "mental_health_clinic")
OWNERS = frozenset({"LCCG", "DDF", "IH", "PVTP", "PVTN", "STG", "TBG", "FED", "VAMC"})
AGES = frozenset({"ADLT", "CHLD", "SNR", "YAD"})


def add_flaws(rng: Random, rows: list[Row]) -> list[Row]:
    """The rows, some of them changed in place, and two repeats."""
    sa, mh = (_shuffled(rng, [row for row in rows if row.kind == kind and not row.placed]) for kind in TOUCHED)
    _share_a_call_centre([sa.pop() for _ in range(12)])
    _share_a_site(sa)
    _share_a_site(mh)
    _break_names([sa.pop(), sa.pop(), mh.pop(), mh.pop()])
    _leave_nearly_blank([sa.pop(), sa.pop(), mh.pop()])
    _contradict(sa)
    _misplace(sa.pop(), mh.pop())
    sa.pop().cells["intake1a"] = "720-JKL01GO"  # a vanity number as the real ones are written; on the keys 720-555-0146
    # 6 and 2 rows of the real books are exact repeats
    return rows + [replace(row, cells=dict(row.cells)) for row in (sa.pop(), mh.pop())]


def _shuffled(rng: Random, rows: list[Row]) -> list[Row]:
    return rng.sample(rows, len(rows))


def _share_a_call_centre(rows: list[Row]) -> None:
    """Many sites of one organisation with one number (up to 33 in the real book)."""
    for row in rows:
        row.cells |= {
            "name1": synthetic("Lanternfield Recovery Network"),
            "name2": f"{row.cells['city']} Outpatient",
            "phone": CALL_CENTRE,
        }


def _share_a_site(rows: list[Row]) -> None:
    """Two programs of one organisation at one address, told apart by the second name only (434 rows of the real book)."""
    first = rows.pop()
    second = rows.pop(max(i for i, row in enumerate(rows) if row.cells["state"] == first.cells["state"]))
    second.cells |= {name: first.cells[name] for name in ("name1", "street1", "city", "zip")}
    second.cells.pop("street2", None)
    first.cells["name2"], second.cells["name2"] = "Main Outpatient", "Evening Program"


def _break_names(rows: list[Row]) -> None:
    """One name broken over two cells ("Southwest Alabama Behavioral", "Healthcare Systems")."""
    for row in rows:
        stem = row.cells["name1"].removeprefix("Sample ").split()[0]
        row.cells |= {"name1": f"Sample (synthetic) Greater {stem} Valley Behavioral", "name2": "Healthcare Systems"}


def _leave_nearly_blank(rows: list[Row]) -> None:
    """Profiles of six codes or fewer (85 and 18 rows of the real books)."""
    for row, ticked in zip(rows, ("PVTN SMON VAPN", "SA PVTP MD SF SMPD VPPD", "MH PVTN SMON VAPN"), strict=True):
        row.codes = frozenset(ticked.split())


def _contradict(rows: list[Row]) -> None:
    """No payment and two payments; for profit and not for profit; only children, with programs for women and veterans."""
    for row in (rows.pop(), rows.pop()):
        row.codes |= {"NP", "MD", "SF"}
    row = rows.pop()
    row.codes = row.codes - OWNERS | {"PVTP", "PVTN"}
    for row in (rows.pop(), rows.pop()):
        row.codes = row.codes - AGES - {"AD", "SE"} | {"CHLD", "FEM", "WN", "VET"}


def _misplace(unknown: Row, elsewhere: Row) -> None:
    """A post-office box, whose ZIP has no area and so no place; and a ZIP of New Mexico on a row of Texas."""
    unknown.cells |= {"street1": "PO Box 1427", "city": "Denver", "state": "CO", "zip": "80201"}
    elsewhere.cells |= {"city": "El Paso", "state": "TX", "zip": "88005"}
