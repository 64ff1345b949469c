"""The guided path: one question a step, each of which may be skipped; the answers go along in hidden fields."""

from __future__ import annotations

from dataclasses import dataclass

from api.web.asked import WHO, Fields, first
from api.web.frame import Frame
from api.web.views.speaker import Speaker
from finder.wording import label

STEPS = {"who": "who", "near": "near", "age": "age", "issue": "require", "insurance": "insurance", "times": "prefer", "text": "text"}
"""The steps, and the field that each fills in."""
ISSUES = ("alcohol", "opioids", "cannabis", "stimulants", "depression", "anxiety", "ptsd", "bipolar", "eating_disorders", "self_harm")
TICKS = {
    "issue": tuple(f"condition:{name}" for name in ISSUES),
    "times": (
        "schedule:daytime",
        "schedule:evening",
        "schedule:weekend",
        "schedule:after_school",
        "delivery:in_person",
        "delivery:virtual",
    ),
}
"""The steps that are answered by ticking terms, as many as one likes."""
PERSONAL = ("near", "age", "issue", "insurance")
"""The steps that are asked in other words for oneself, for someone else, and for a patient."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step: its number (from 1), its question and hint, what can be chosen, what was answered so far, and the steps around it."""

    name: str
    field: str
    number: int
    count: int
    title: str
    hint: str
    choices: tuple[tuple[str, str], ...]
    chosen: tuple[str, ...]
    carried: tuple[tuple[str, str], ...]
    before: str
    after: str


def make_step(fields: Fields, frame: Frame, speaker: Speaker) -> Step:
    """The step that the form leads to: on, back, or past one that is skipped."""
    wanted = next((x for name in ("to", "back", "skip") if (x := first(fields, name))), "")
    names = [*STEPS]
    name = wanted if wanted in STEPS else names[0]
    i = names.index(name)
    who = first(fields, "who") if first(fields, "who") in WHO else WHO[0]
    choices = tuple((t, label(t, speaker.wording, speaker.vocabulary)) for t in TICKS.get(name, ()))
    return Step(
        name=name,
        field=STEPS[name],
        number=i + 1,
        count=len(names),
        title=frame.say(f"guide.{name}_{who}" if name in PERSONAL else f"guide.{name}"),
        hint=frame.say(f"guide.{name}_hint"),
        choices=tuple((x, frame.say(f"who.{x}")) for x in WHO) if name == "who" else choices,
        chosen=tuple(fields.get(STEPS[name], ())),
        carried=tuple((f, value) for f in STEPS.values() if f != STEPS[name] for value in fields.get(f, ()) if value),
        before=names[i - 1] if i else "",
        after=names[i + 1] if i + 1 < len(names) else "",
    )


def without_skipped(fields: Fields) -> Fields:
    """The fields without that of the step that was skipped."""
    skipped = STEPS.get(first(fields, "at")) if "skip" in fields else None
    return {name: values for name, values in fields.items() if name != skipped}
