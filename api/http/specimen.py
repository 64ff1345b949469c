"""An example of each exchange format: one program that does not exist, written by the format itself."""

from __future__ import annotations

from functools import cache
from json import loads
from typing import Any

from data.vocabulary import load_vocabulary
from finder.claim import Basis, Claim, Fact, Origin, Says, Scope
from finder.formats.exchange import About, Credit
from finder.formats.fhir import to_fhir
from finder.formats.registry import FORMATS
from finder.listing import Care, Phone
from finder.place import Address, Point, Precision
from finder.program import Program

NAME = "Sample Westerly Reach Behavioral Health Network (synthetic)"
ORIGIN = Origin(
    "sample",
    "IOP Finder (synthetic)",
    "n-sumhss-sa",
    Scope.FACILITY,
    "Sample_Directory_SA_Facilities_2022.xlsx",
    "2021",
    "2026-11-22",
)
CLAIM = Claim("payment:medicaid", Says.YES, "MD: Medicaid", Basis.TICKED, ORIGIN)
PROGRAM = Program(
    id="pwrkazrae4n",
    name=NAME,
    organization=NAME,
    care=Care.ADDICTION,
    address=Address("5326 Nettlebank Street", "Denver", "Denver County", "CO", "80202", False),
    point=Point(39.7515, -104.9977, Precision.ZIP),
    phones=(Phone("+13035550125"),),
    website="",
    facts={CLAIM.term: Fact(Says.YES, (CLAIM,))},
    measures={},
    origins=(ORIGIN,),
    listings=("sample:1",),
)
CREDIT = Credit(
    "sample", "Synthetic sample: no program in it exists", "python -m data.sample FOLDER", "Apache-2.0", "Made up by IOP Finder"
)
ABOUT = About("20261122t075210737902z", "2026-11-22T07:52:10.737902+00:00", 1, (CREDIT,))
RESOURCES = {resource["resourceType"]: resource for resource in to_fhir(PROGRAM, load_vocabulary(), ABOUT.built)}


@cache
def specimen(media_type: str) -> Any:
    """The example of the format with this media type: a JSON value where it is one, else its text."""
    form = next(f for f in FORMATS.values() if f.media_type == media_type)
    text = "".join(form.write([PROGRAM], ABOUT, load_vocabulary()))
    return loads(text) if media_type.endswith(("/json", "+json")) else text
