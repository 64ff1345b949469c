"""A row's answers: labels in words to today's codes, and what they do not tell."""

from __future__ import annotations

from dataclasses import dataclass

from data.samhsa.labels import load_labels
from ingest.sources.findtreatment.answer import Row
from ingest.sources.findtreatment.declaration import MH, SA
from ingest.tally import Tally


@dataclass(frozen=True, slots=True)
class Services:
    """A row's answers: today's codes; the categories in which something was not understood; whether the form is older than today's.

    `absent` are codes for which there was no box to tick.
    """

    codes: frozenset[str]
    unsure: frozenset[str]
    old: bool
    absent: frozenset[str] = frozenset()


def read_services(row: Row, tally: Tally, where: str) -> Services:
    """What the row's labels say, or what was read of its boxes. Unknown labels, and those left out on purpose, are counted."""
    listed = row.pop("services", None)
    if isinstance(listed, Services):
        return listed
    if not isinstance(listed, list):
        if listed is not None:
            tally.repairs.add("services are no list, left out", where)
        return Services(frozenset(), frozenset(), False)
    codes, unsure, old, labels = set(), set(), False, load_labels()
    for service in listed:
        if not isinstance(service, dict):
            tally.repairs.add("a service that is no object, left out", where)
            continue
        category, text = read_text(service, "f2", tally, where).upper(), read_text(service, "f3", tally, where)
        service.pop("f1", None)  # the category in words
        for name in service:
            tally.unread.add(f"services.{name}", where)
        for heard in labels.read(category, text):
            what = f"{category}: {heard.text}"[:200]
            if heard.meaning is None:
                tally.unknown_codes.add(what, where)
            elif not heard.meaning.code:
                tally.repairs.add(f"label left out on purpose: {what}", where)
            else:
                codes.add(heard.meaning.code)
            old = old or (heard.meaning is not None and heard.meaning.old)
            if heard.meaning is None or not heard.meaning.code:
                unsure.add(labels.category(category))
    return Services(frozenset(codes), frozenset(unsure), old)


def form_by_care(services: Services, tally: Tally, where: str) -> str:
    """The form of the survey that the types of care in a row's answers belong to; empty where they do not tell, which is counted.

    Of the directories' rows of 2022, those of mental health tick MH (9,010 of 9,037), those of substance use never.
    """
    care = services.codes & {"SA", "MH", "DT", "HH"}
    form = MH if care in ({"MH"}, {"MH", "SA"}) else SA if care and "MH" not in care else ""
    if form:
        tally.repairs.add("no type, told by its types of care", where)
    else:
        tally.dropped.add("no type, and its types of care do not tell", where)
    return form


def read_text(row: Row, name: str, tally: Tally, where: str) -> str:
    """The field's text, spaces single and nothing invisible; a number as it stands; empty for null and, counted, for what is no text."""
    value = row.pop(name, None)
    if isinstance(value, list | dict | bool):
        tally.repairs.add(f"{name} is no text, left out", where)
        return ""
    text = str(value) if value is not None else ""
    return " ".join((text if text.isprintable() else "".join(c for c in text if c.isprintable() or c.isspace())).split())
