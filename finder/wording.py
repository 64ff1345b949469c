"""What a person reads: sentences made of the catalogue's templates, the terms' labels and the claims that decided."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from math import inf

from finder.answer import Judged
from finder.claim import Basis, Claim, Scope, end_of
from finder.merge import MEMORY_MONTHS, months_between
from finder.query import Wish
from finder.question import Verdict
from finder.vocabulary import Vocabulary

FRESH_DAYS, OLD_DAYS = 90, 365
"""Facts younger than 90 days are fresh (the interval at which US health plans must check their directories, No Surprises Act section 116);
older than a year they are not to be relied on without a call."""


SOURCES = {
    Basis.TICKED: "survey",
    Basis.UNTICKED: "survey",
    Basis.LISTED: "list",
    Basis.NAMED: "name",
    Basis.QUOTED: "page",
    Basis.COMPUTED: "page",
    Basis.CORRECTED: "person",
    Basis.SETTLED: "person",
}
"""What a claim's source is called, by how it was said."""

AVOIDED = {"avoid_yes": Verdict.NO, "avoid_no": Verdict.YES}


@dataclass(frozen=True)
class Wording:
    """The catalogue of one language: `order` of the questions, each question's own words, and all other words by table."""

    language: str
    order: tuple[str, ...]
    questions: Mapping[str, Mapping[str, str]]
    words: Mapping[str, Mapping[str, str]]

    @cached_property
    def rank(self) -> Mapping[str, int]:
        """The place of each question in the order in which people see them."""
        return {question: i for i, question in enumerate(self.order)}

    def title(self, question: str) -> str:
        """The question as people read it."""
        return self.questions[question]["title"]

    def name(self, question: str) -> str:
        """The question in a word or two ("insurance")."""
        return self.questions[question]["name"]

    def say(self, table: str, word: str, **values: object) -> str:
        """One of the other words, filled in."""
        return self.words[table][word].format(**values)


def sentence(judged: Judged, wording: Wording, vocabulary: Vocabulary, stated: str = "") -> str:
    """The answer in one sentence: "Takes Medicaid.". `stated`: what was found, where it is told otherwise than by its claims."""
    says = "no_unticked" if judged.says == Verdict.NO and only_unticked(judged) else judged.says
    own, any_ = wording.questions[judged.clause.question], wording.words["any"]
    template = own.get(f"{says}_{judged.clause.wish.about}") or own.get(says) or any_[says]
    evidence = of_the_program(judged.claims)[0].evidence if judged.claims else ""
    told = stated or found(judged, wording, vocabulary)
    text = template.format(wanted=wanted(judged, wording, vocabulary), found=told, evidence=evidence)
    return text[:1].upper() + text[1:]


def said(judged: Judged, wording: Wording) -> str:
    """Who said it and when, before the sentence: "They say yes (2021 survey)", "Not known: ask"."""
    verdict: str = AVOIDED.get(judged.says, judged.verdict)  # of what is to be avoided, what they said, not how it suits
    if verdict == Verdict.NO and only_unticked(judged):
        verdict = "no_unticked"
    return wording.say("said", verdict, source=source_phrase(judged.claims, wording))


def only_unticked(judged: Judged) -> bool:
    """True where all that decided is boxes left empty: nobody said no in words."""
    return all(c.basis is Basis.UNTICKED for c in judged.claims)


def ask(judged: Judged, wording: Wording, vocabulary: Vocabulary) -> str:
    """What to ask on the phone."""
    own = wording.questions[judged.clause.question]
    if not judged.clause.wish.asked:
        return own["ask"]
    template = own.get(f"ask_wanted_{judged.clause.wish.about}") or own["ask_wanted"]
    text = template.format(wanted=wanted(judged, wording, vocabulary))
    return text[:1].upper() + text[1:]


def wanted(judged: Judged, wording: Wording, vocabulary: Vocabulary) -> str:
    """What was wished, in words; for a question that nobody asked, what it is about."""
    return wish_words(judged.clause.wish, wording, vocabulary)


def wish_words(wish: Wish, wording: Wording, vocabulary: Vocabulary) -> str:
    """A wish in words: its terms, or its range with the unit."""
    if wish.span and wish.asked:
        return span_text(wish.about, *wish.span, wording, vocabulary)
    if wish.asked:
        return wording.say("any", "or").join(label(t, wording, vocabulary) for t in sorted(wish.terms))
    kind = vocabulary.dimensions.get(wish.about) or vocabulary.measures[wish.about]
    return kind.label[wording.language]


def found(judged: Judged, wording: Wording, vocabulary: Vocabulary) -> str:
    """What the deciding claims speak of: labels of terms, and stated numbers with their units."""
    measured = of_the_program([c for c in judged.claims if c.term in vocabulary.measures])
    claims = sorted((*(c for c in judged.claims if c.term in vocabulary.terms), *measured), key=lambda c: vocabulary.rank.get(c.term, 0))
    return ", ".join(dict.fromkeys(evidence_label(c, wording, vocabulary) for c in claims))


def evidence_label(claim: Claim, wording: Wording, vocabulary: Vocabulary) -> str:
    """A claim's term in words; of a measure, the words of the source itself."""
    return claim.evidence.rstrip(".") if claim.term in vocabulary.measures else label(claim.term, wording, vocabulary)


def label(term: str, wording: Wording, vocabulary: Vocabulary) -> str:
    """A term in words; an id that the vocabulary has lost stays readable."""
    known = vocabulary.terms.get(term)
    return known.label[wording.language] if known else term.partition(":")[2].replace("_", " ")


def span_text(measure: str, low: float, high: float, wording: Wording, vocabulary: Vocabulary) -> str:
    """A range with its unit: "9-12 hours a week", "age 16", "ages 18+"."""
    kind = vocabulary.measures[measure]
    numbers = f"{low:g}" if low == high else f"{low:g}+" if high == inf else f"{low:g}-{high:g}"
    unit = kind.one if low == high and kind.one else kind.unit
    return unit[wording.language].format(numbers)


def source_phrase(claims: Sequence[Claim], wording: Wording) -> str:
    """Where the newest of the claims stands, and its date: "2021 survey", "their page, 12 Nov 2026"."""
    if not claims:
        return ""
    newest = max(of_the_program(claims), key=lambda c: (end_of(c.origin.as_of), c.origin.source))
    o = newest.origin
    kind = SOURCES[newest.basis]
    if kind == "page" and o.as_of != o.retrieved:
        kind = "page_dated"  # the page states its own date; else it is the day on which it was read
    return wording.say("source", kind, year=o.as_of[:4], date=day_words(o.as_of, wording), publisher=o.publisher)


def of_the_program(claims: Sequence[Claim]) -> Sequence[Claim]:
    """Those that speak of the program itself, where any of late do; else all, which speak of everything at its address."""
    own = [c for c in claims if c.origin.scope is not Scope.FACILITY]
    if len(own) in (0, len(claims)):
        return claims
    newest = max(end_of(c.origin.as_of) for c in claims)
    return [c for c in own if months_between(c.origin.as_of, newest) <= MEMORY_MONTHS] or claims


def day_words(date: str, wording: Wording) -> str:
    """A date (ISO 8601, a year or month alone allowed) as people write it: "12 Nov 2026", "Nov 2026", "2026"."""
    year, month, day = (*date[:10].split("-"), "", "")[:3]
    named = wording.words["month"][str(int(month))] if month else ""
    return " ".join(part for part in (str(int(day)) if day else "", named, year) if part)


def age_note(dates: Iterable[str], today: date, wording: Wording) -> str:
    """How old the newest of these dates is, in one of three ways: fresh, to be checked, not to be relied on. "" without any date."""
    newest = max(dates, key=end_of, default="")
    if not newest:
        return ""
    days = (today - date.fromisoformat(end_of(newest))).days
    age = "fresh" if days < FRESH_DAYS else "aging" if days < OLD_DAYS else "old"
    return wording.say("age", age, date=newest, year=newest[:4])
