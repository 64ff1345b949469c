"""A mapping proposed for a list that nobody has described: by its headings, by what its cells look like, and by the vocabulary.

Each column is placed surely (heading and cells agree), placed as a guess that says so, or not placed, with the reason. A person fills in
who publishes the list, and looks at the guesses.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from data.vocabulary import load_vocabulary
from finder.tokens import squash
from ingest.mapping.headings import headings
from ingest.mapping.named import PREFERRED, main_dimension, names_dimension, terms_in, terms_of
from ingest.mapping.shape import Shape, shapes_of

SURE, GUESS, NONE = "sure", "guess", "not placed"
MOST_VALUES = 40
"""Different values that a column may have and still be one of values."""

ENDS = {"min": "from", "minimum": "from", "lowest": "from", "max": "to", "maximum": "to", "highest": "to"}
"""Words of a heading by which its column says one end of a range."""

_DENIES = re.compile(r"\b(not?|non|without|excludes?|excluding|except)\b")
_YES_NO = re.compile(r"\(?\s*\by(es)?\s*/\s*n(o)?\b\s*\)?", re.I)
_HIDES = re.compile(
    r"\b(confidential|hidden?|hide|secret|undisclosed|unlisted|private|suppress(ed)?|mask(ed)?)\b.*\b(address|location|street|site)\b", re.I
)
_DOUBTFUL = frozenset({"population", "condition", "program_type", "availability", "age_group"})
"""Where one word means things that differ (welcome, or a program of its own; now, or ever): a guess at most, for a yes/no column."""


@dataclass(frozen=True, slots=True)
class Placed:
    """One column of the draft: what it means as TOML ("" for nothing), how sure that is, and why."""

    column: str
    meaning: str
    sure: str
    why: str


def draft(columns: Sequence[str], rows: Sequence[dict[str, str]]) -> list[Placed]:
    """Every column of a list placed, or not, in the list's order. `rows` are some of its rows, by column."""
    shapes = shapes_of(columns, rows)
    placed = [next(p for rule in RULES if (p := rule(column, shapes[column]))) for column in columns]
    return with_a_name([once(p, placed) for p in placed], shapes)


def once(found: Placed, placed: Sequence[Placed]) -> Placed:
    """The column; of several that mean one thing, the surest of them, as a guess if another is as sure."""
    rivals = [p for p in placed if p.meaning == found.meaning]
    if found.meaning in ONE_OF_MANY or len(rivals) == 1:
        return found
    best = min(rivals, key=lambda p: (SURE, GUESS).index(p.sure))
    if found is not best:
        return Placed(found.column, "", NONE, f"{best.column} is {found.meaning} already")
    doubt = [p.column for p in rivals if p is not best and p.sure == best.sure]
    return Placed(found.column, found.meaning, GUESS, f"or is it {doubt[0]}?") if doubt else found


def with_a_name(placed: list[Placed], shapes: Mapping[str, Shape]) -> list[Placed]:
    """The columns; where none is the name, the first that is unplaced and looks like names, as a guess."""
    if any(p.meaning == NAME for p in placed):
        return placed
    likely = (p for p in placed if p.sure == NONE and p.why.startswith(UNKNOWN) and shapes[p.column].looks_like_names)
    first = next(likely, None)
    return [Placed(p.column, NAME, GUESS, "no column is called a name; this one looks like it") if p is first else p for p in placed]


NAME = 'field = "name"'
CHECKED = (
    "organization",
    "street2",
    "county",
    "phone",
    "phone_intake",
    "website",
    "zip",
    "state",
    "latitude",
    "longitude",
    "city_state_zip",
    "address",
    "street",
    "city",
)
"""Fields whose cells can be told, more or less, from others."""
UNKNOWN = "nothing of ours is known in it"
ONE_OF_MANY = frozenset({"", 'field = "phone"', 'field = "phone_intake"', 'field = "street2"'})
"""What several columns may be at once."""


def nothing(column: str, shape: Shape) -> Placed | None:
    """A column without cells, or one whose heading belongs to none of ours."""
    if not shape.cells:
        return Placed(column, "", NONE, "empty in the rows looked at")
    if why := headings().none.get(headings().key(column)):
        return Placed(column, "", NONE, why)
    return None


def field(column: str, shape: Shape) -> Placed | None:
    """A part of the identity, by the heading, if the cells can be that."""
    name = headings().fields.get(headings().key(column))
    if name is None or (shape.is_answer and name not in ("id", "hidden")):
        return None
    if name == "street" and shape.fits("address"):
        name = "address"
    if name == "id" and shape.distinct < 1.0:
        return Placed(column, "", NONE, "called an id, but some come twice")
    if not shape.fits(name) or (name == "name" and shape.distinct < 0.6):
        return None
    return Placed(column, f'field = "{name}"', SURE, "heading and cells agree")


def measure(column: str, shape: Shape) -> Placed | None:
    """A measure, or one end of it, by the heading, if the cells are numbers."""
    words = headings().spelled(column).split()
    ends = {end for word in words if (end := ENDS.get(word))}
    key = " ".join(w for w in words if w not in ENDS) if len(ends) == 1 else headings().key(column)
    name = headings().measures.get(key)
    if name is None or (share := shape.measures(load_vocabulary().measures[name].most)) < 0.7:
        return None
    sure = GUESS if name == "price_usd" else SURE
    return Placed(
        column,
        f'measure = "{name}"' + (f', end = "{min(ends)}"' if len(ends) == 1 else ""),
        sure,
        f"{share:.0%} of the cells are numbers" + (": is it for a session, or all?" if sure == GUESS else ""),
    )


def nearly(column: str, shape: Shape) -> Placed | None:
    """A field or a measure as a guess: the heading holds its name among other words, and the cells can be that."""
    if headings().within(column, headings().none):
        return None
    kind = headings().within(column, headings().measures)
    if kind and shape.measures(load_vocabulary().measures[kind].most) >= 0.7 and not re.search(r"\b(min|max)(?!.*max)", column.casefold()):
        return Placed(column, f'measure = "{kind}"', GUESS, "the heading says more than that")
    name = headings().within(column, headings().fields)
    if name == "street" and shape.fits("address"):
        name = "address"
    if name in CHECKED and shape.fits(name):
        return Placed(column, f'field = "{name}"', GUESS, "the heading says more than that")
    if name == "name" and shape.looks_like_names:
        return Placed(column, NAME, GUESS, "the heading says more than that")
    return None


def answer(column: str, shape: Shape) -> Placed | None:
    """A yes/no column, by the one term that its heading names."""
    if not shape.is_answer:
        return None
    heading = _YES_NO.sub(" ", column)
    if _HIDES.search(heading):
        return Placed(column, 'field = "hidden"', SURE, "yes and no, and the heading speaks of an address kept secret")
    if _DENIES.search(heading.casefold()):
        return Placed(column, "", NONE, "yes and no, but the heading denies something: say what a yes means")
    own = headings().answers.get(headings().spelled(heading))
    terms = [(own, heading)] if own else terms_in(headings().spelled(heading)) or terms_in(heading)
    phrases = {text for _, text in terms}
    if not terms or len(phrases) > 1:
        why = "no term of ours is named" if not terms else "several terms are named"
        return Placed(column, "", NONE, f"yes and no, but in its heading {why}")
    term, text = min(terms, key=lambda t: PREFERRED.index(t[0].partition(":")[0]) if t[0].partition(":")[0] in PREFERRED else 99)
    left = set(headings().spelled(heading).split()) - set(squash(text).split()) - headings().idle
    doubt = f"the heading also says {', '.join(sorted(left))}" if left else ""
    if term.partition(":")[0] in _DOUBTFUL:
        doubt = doubt or "is it a program of their own, or only welcome?"
    if shape.answers < 0.9:
        doubt = doubt or "some cells say something else"
    return Placed(
        column, f'term = "{term}"', GUESS if doubt else SURE, f"yes and no; {doubt}" if doubt else "yes and no, and the heading names it"
    )


def care(column: str, shape: Shape) -> Placed | None:
    """A column of kinds of care, by its values."""
    whole = all(headings().kind(c) for c in shape.cells)
    values = Counter(shape.cells) if whole else shape.parts
    heard = {v: kind for v in values if (kind := headings().kind(v))}
    if not heard or len(values) > MOST_VALUES or sum(values[v] for v in heard) < 0.8 * sum(values.values()):
        return None
    kinds = {"addiction": '["addiction"]', "mental_health": '["mental_health"]', "both": '["addiction", "mental_health"]'}
    inside = ", ".join(f"{quoted(v)} = {kinds[kind]}" for v, kind in sorted(heard.items()))
    missing = sorted(values.keys() - heard.keys())
    sure = SURE if not missing else GUESS
    return Placed(column, f"care = {{ {inside} }}", sure, f"kinds of care{also_unplaced(missing)}")


def values(column: str, shape: Shape) -> Placed | None:
    """A column of values that the vocabulary names, nearly all in one or two dimensions."""
    if not 1 <= len(shape.parts) <= MOST_VALUES or max(map(len, shape.parts)) > 60:
        return None
    heard = {v: terms for v in shape.parts if (terms := terms_of(v)) is not None}
    dimension = main_dimension(heard)
    heard = {v: own for v, terms in heard.items() if (own := [t for t in terms if t.partition(":")[0] in dimension]) or not terms}
    share = sum(shape.parts[v] for v in heard) / sum(shape.parts.values())
    if share < 0.5 or not dimension:
        return None
    inside = ", ".join(f"{quoted(v)} = [{', '.join(quoted(t) for t in sorted(set(terms)))}]" for v, terms in sorted(heard.items()))
    missing = sorted(shape.parts.keys() - heard.keys())
    agrees = names_dimension(column, dimension) and "population" not in dimension  # welcome, or a program of their own?
    why = f"{share:.0%} of the values are named in {', '.join(sorted(dimension))}{also_unplaced(missing)}"
    return Placed(column, f"values = {{ {inside} }}", SURE if agrees and share >= 0.8 else GUESS, why)


def free_text(column: str, shape: Shape) -> Placed | None:
    """Free text about payment, or, as a guess, about whatever most of its cells name."""
    found = [{t.partition(":")[0] for t, _ in terms_in(cell)} for cell in shape.cells]
    paying = sum(bool(dims & {"payment", "insurer"}) for dims in found) / len(found)
    if paying >= 0.4 and re.search(r"insur|pay|fee|fund|plan|coverage|cost", column.casefold()):
        return Placed(column, 'lexicon = ["payment", "insurer"]', SURE, f"{paying:.0%} of the cells name a way to pay")
    often = sorted(d for d in PREFERRED if sum(d in dims for dims in found) >= 0.5 * len(found))
    if not often:
        return None
    return Placed(
        column, f"lexicon = [{', '.join(quoted(d) for d in often)}]", GUESS, "most cells name terms of these; read some before you trust it"
    )


def by_cells(column: str, shape: Shape) -> Placed | None:
    """What the cells alone look like, whatever the heading."""
    heading = headings().spelled(column)
    if re.search(r"\b(address|street)\b", heading) and (name := next((n for n in ("address", "street") if shape.fits(n)), "")):
        return Placed(column, f'field = "{name}"', SURE, "heading and cells agree")
    if shape.fits("as_of"):
        checked = re.search(r"check|contact|verif|updat|confirm|review|visit|modif|current", heading)
        return Placed(column, 'field = "as_of"', GUESS, "dates, perhaps of when the row was true") if checked else None
    if shape.fits("weeks") and shape.measures(load_vocabulary().measures["weeks"].most) >= 0.7:
        return Placed(column, 'measure = "weeks"', GUESS, "the cells are numbers of weeks")
    for name in ("phone", "website", "address", "city_state_zip", "street"):
        if shape.fits(name):
            return Placed(column, f'field = "{name}"', GUESS, "the cells look like it, the heading does not say")
    return None


def unplaced(column: str, shape: Shape) -> Placed:
    """Nothing, with an example of what is in it."""
    return Placed(column, "", NONE, f"{UNKNOWN}; for example: {shape.cells[0][:60]}")


RULES = (nothing, field, measure, answer, care, values, nearly, free_text, by_cells, unplaced)
"""Tried in this order; the last one always answers."""


def also_unplaced(missing: Sequence[str]) -> str:
    """What to say of values that have no place."""
    return f"; not placed: {', '.join(missing[:8])}{' ...' if len(missing) > 8 else ''}" if missing else ""


def quoted(text: str) -> str:
    """A text as a TOML string."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t") + '"'
