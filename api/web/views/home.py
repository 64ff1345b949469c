"""The short form, empty or as it was sent, with what cannot be used in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from api.web.asked import Asked, Fields, first, to_text
from api.web.frame import Frame
from api.web.views.results import Box, boxes
from finder.errors import AmbiguousPlace, BadParameter, PlaceNotFound, faults_of

FIELDS = ("near", "age", "insurance", "text")


@dataclass(frozen=True, slots=True)
class Home:
    """The form. `values` are what was written; `wrong` holds a message for each field that cannot be used ("other": for something that is
    no field of the form), `choices` the places that can be meant."""

    asked: str
    values: Mapping[str, str]
    who: str
    wrong: Mapping[str, str]
    choices: tuple[str, ...]
    boxes: tuple[Box, ...]


def make_home(asked: Asked, fields: Fields, error: BadParameter | None, frame: Frame, crisis: tuple[str, ...] = ()) -> Home:
    """The form as it was sent, with all that cannot be used in it."""
    written = {"near": asked.request.near, "age": "" if asked.request.age is None else str(asked.request.age)}
    faults = faults_of(error) if error else ()
    return Home(
        asked=to_text(asked),
        values={name: first(fields, name) if name in fields else written.get(name, "") for name in FIELDS},
        who=first(fields, "who") or asked.who,
        wrong={f.parameter if f.parameter in FIELDS else "other": frame.say(f"wrong.{_message(f)}") for f in faults},
        choices=next((f.allowed for f in faults if isinstance(f, (AmbiguousPlace, PlaceNotFound))), ()),
        boxes=boxes((*asked.boxes, *crisis), frame.language),
    )


def _message(fault: BadParameter) -> str:
    """Which words say what is wrong: the fault's own are for those who call the API."""
    if isinstance(fault, (AmbiguousPlace, PlaceNotFound)) and fault.allowed:
        return "several_places" if isinstance(fault, AmbiguousPlace) else "similar_place"
    if isinstance(fault, PlaceNotFound):
        return "no_place"
    return fault.parameter if fault.parameter in ("near", "age") else "other"
