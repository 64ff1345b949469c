"""A later edition of listings, made of them by a seeded hand: what moves, is renamed, spelled otherwise, or closes, is known."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from random import Random

from finder.claim import Basis, Claim, Origin, Says
from finder.listing import Listing, Phone

SHORT = {
    "Health": "Hlth", "Services": "Servs", "Center": "Ctr", "Treatment": "Trt", "Behavioral": "Behav", "Program": "Prog",
    "Outpatient": "Outpt", "County": "Cnty", "Department": "Dept", "Community": "Comm", "Hospital": "Hosp", "Counseling": "Couns",
    "Rehabilitation": "Rehab", "Medical": "Med", "and": "&", "Saint": "St.", "Associates": "Assoc",
}  # fmt: skip
STREETS = {
    "Street": "St", "Avenue": "Ave.", "Boulevard": "Blvd", "Road": "Rd", "Drive": "Dr", "Lane": "Ln", "Court": "Ct", "Highway": "Hwy",
    "Parkway": "Pkwy", "North": "N", "South": "S.", "East": "E", "West": "W", "Suite": "Ste", "Building": "Bldg", "Place": "Pl",
    "1st": "First", "2nd": "Second", "3rd": "Third", "Floor": "Fl", "Saint": "St",
}  # fmt: skip
LEGAL = ("Inc", "LLC", "Inc.", "Corp")


def later(listings: Sequence[Listing], origin: Callable[[Listing], Origin], random: Random) -> list[Listing]:
    """Each listing as a later edition might have it, with another key: "n" and the place of its original."""
    return [_again(x, f"n{i}", origin(x), random) for i, x in enumerate(listings)]


def _again(x: Listing, id: str, origin: Origin, random: Random) -> Listing:
    claims = tuple(_changed(c, origin, random) for c in x.claims)
    address = replace(x.address, street=street_spelled_otherwise(x.address.street, random))
    name = name_spelled_otherwise(x.name, random)
    return replace(x, source_id=id, origin=origin, name=name, address=address, phones=phones_changed(x, random), claims=claims)


def name_spelled_otherwise(name: str, random: Random) -> str:
    """The name with some of: words short or whole, a slip, with or without "Inc", its two halves the other way round, capitals."""
    words = name.split(" ")
    if random.random() < 0.5:
        table = SHORT if random.random() < 0.5 else {v: k for k, v in SHORT.items()}
        words = [table.get(w.strip(","), w.strip(",")) + ("," if w.endswith(",") else "") for w in words]
    if random.random() < 0.25:
        place = random.randrange(len(words))
        words[place] = with_slip(words[place], random)
    name = " ".join(words)
    if random.random() < 0.3:
        bare = name.removesuffix(" Inc").removesuffix(" LLC")
        name = bare if bare != name else f"{name} {random.choice(LEGAL)}"
    if random.random() < 0.15:
        first, _, second = name.partition(", ")
        name = f"{second}, {first}" if second else first
    return name.upper() if random.random() < 0.2 else name


def street_spelled_otherwise(street: str, random: Random) -> str:
    """The street with some of: words short, a slip, another word for "Suite" or none, capitals."""
    words = street.split(" ")
    if random.random() < 0.7:
        words = [STREETS.get(w.strip(","), w.strip(",")) + ("," if w.endswith(",") else "") for w in words]
    if random.random() < 0.05:
        place = random.randrange(len(words))
        words[place] = with_slip(words[place], random)
    street = " ".join(words)
    if random.random() < 0.2:
        street = street.replace(", Suite ", " #").replace(", Ste ", " #").replace(", Unit ", " Ste ")
    if random.random() < 0.05:
        street = street.partition(",")[0]
    return street.upper() if random.random() < 0.2 else street


def phones_changed(x: Listing, random: Random) -> tuple[Phone, ...]:
    """The numbers: for a third of the listings all new, for another third the first one only."""
    chance = random.random()
    if chance < 0.33:
        return (Phone(f"+1{random.randrange(200, 990)}555{random.randrange(10_000):04}"),)
    return x.phones[:1] if chance < 0.66 else x.phones


def with_slip(word: str, random: Random) -> str:
    """The word with two letters changed about, one left out or one doubled; short words and numbers as they are."""
    if len(word) < 5 or not word.isalpha():
        return word
    at = random.randrange(1, len(word) - 2)
    pair = word[at : at + 2]
    return word[:at] + random.choice((pair[::-1], pair[0], pair[0] * 2 + pair[1])) + word[at + 2 :]


def _changed(c: Claim, origin: Origin, random: Random) -> Claim:
    if random.random() > 0.1:
        return replace(c, origin=origin)
    says = Says.NO if c.says is Says.YES else Says.YES
    return Claim(c.term, says, c.evidence, Basis.TICKED if says is Says.YES else Basis.UNTICKED, origin)
