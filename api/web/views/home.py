"""The short form, empty or as it was sent, with what cannot be used in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from api.web.asked import Asked, Fields, first, to_text
from api.web.frame import Frame
from api.web.views.results import Box, boxes
from finder.errors import AmbiguousPlace, BadParameter, PlaceNotFound

FIELDS = ("near", "age", "insurance", "text")


@dataclass(frozen=True, slots=True)
class Home:
    """The form. `values` are what was written; `wrong` is the field that cannot be used, with a message and what can be meant."""

    asked: str
    values: Mapping[str, str]
    who: str
    wrong: str
    message: str
    choices: tuple[str, ...]
    boxes: tuple[Box, ...]


def make_home(asked: Asked, fields: Fields, error: BadParameter | None, frame: Frame, crisis: tuple[str, ...] = ()) -> Home:
    """The form as it was sent. A fault in what no field of the form holds is told as well, beside no field."""
    written = {"near": asked.request.near, "age": "" if asked.request.age is None else str(asked.request.age)}
    values = {name: first(fields, name) if name in fields else written.get(name, "") for name in FIELDS}
    wrong = "" if error is None else error.parameter if error.parameter in FIELDS else "other"
    return Home(
        asked=to_text(asked),
        values=values,
        who=first(fields, "who") or asked.who,
        wrong=wrong,
        message=_message(error, wrong, frame) if error else "",
        choices=error.choices if isinstance(error, AmbiguousPlace) else (),
        boxes=boxes((*asked.boxes, *crisis), frame.language),
    )


def _message(error: BadParameter, wrong: str, frame: Frame) -> str:
    """What went wrong, in words of the page: the error's own are for those who call the API."""
    if isinstance(error, AmbiguousPlace):
        return frame.say("wrong.several_places")
    if isinstance(error, PlaceNotFound):
        return frame.say("wrong.no_place")
    return frame.say(f"wrong.{wrong}" if wrong in ("near", "age") else "wrong.other")
