"""The phrases of the vocabulary and of seekers' own speech among the words, each as the one term that it is taken for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cache

from data.cues import load_cues
from finder.lexicon import Cut, Lexicon, Phrases, parted
from search.intent.sentence import Found

# Which dimension a phrase of several is taken for, first to last; those that are not here are never wished by a sentence.
_TAKEN_FOR = (
    *("condition", "age_group", "payment", "insurer", "therapy", "approach", "population", "language", "schedule", "delivery", "access"),
    *("aftercare", "service", "staff", "accreditation", "license", "availability", "program_type", "level_of_care"),
)
_MEANT = {
    "condition:hiv": "population:hiv",  # said of oneself, not as what is to be treated
    "program_type:teens": "age_group:adolescents",
    "program_type:eating_disorders": "condition:eating_disorders",
    "program_type:both": "condition:co_occurring",
    "population:adolescents": "age_group:adolescents",
    "population:young_adults": "age_group:young_adults",
    "population:seniors": "age_group:seniors",
    "age_group:minors": "age_group:children,adolescents",
    "access:hearing_impairment": "population:deaf",
}
"""What a term means where a seeker says it."""


def find_phrases(words: Sequence[Cut], lexicon: Lexicon) -> Iterator[Found]:
    """The phrases of the vocabulary and of seekers' own speech, leftmost and longest; seekers' own before the vocabulary's."""
    own = [
        (i, j, names)
        for i, j, names in _own().among(words, overlapping=True)
        if not names[0].startswith("~") or i == 0 or words[i - 1].word in load_cues().whom.owned or parted(words[i])
    ]
    listed = [(i, j, names) for i, j, names in lexicon.phrases.among(words, overlapping=True)]
    spans: dict[int, tuple[int, tuple[str, ...], bool]] = {}
    for i, j, names in (*own, *((i, j, names) for i, j, names in listed)):
        if i not in spans or j > spans[i][0]:
            spans[i] = (j, names, (i, j, names) in own)
    past = 0
    for i in sorted(spans):
        last, names, mine = spans[i]
        if i < past:
            continue
        name = names[0] if mine else _taken_for(names)
        if name is not None:
            past = last
            yield Found(i, last, name)


def _taken_for(names: Iterable[str]) -> str | None:
    """The one term that a phrase is taken for; None where it is none that a sentence can wish."""
    meant = {_MEANT.get(n, n.removesuffix("_welcoming")) for n in names}
    rank = {d: i for i, d in enumerate(_TAKEN_FOR)}
    known = sorted((n for n in meant if n.partition(":")[0] in rank), key=lambda n: (rank[n.partition(":")[0]], n))
    return known[0] if known else None


@cache
def own_phrases() -> tuple[tuple[str, str], ...]:
    """Seekers' own phrases, each with its meaning: a wish, one that counts only if refused ("!therapy:group"), a relation ("~men", only
    where the search is for that person; also as what is his or hers), or nothing ("")."""
    cues = load_cues()
    relations = [(phrase, f"~{name}") for name, phrases in cues.relations.items() for phrase in phrases]
    return (
        *((phrase, name) for name, phrases in cues.said.items() for phrase in phrases),
        *((phrase, f"!{name}") for name, phrases in cues.said_no.items() for phrase in phrases),
        *relations,
        *((f"{phrase}s", name) for phrase, name in relations),
        *((phrase, "") for phrase in cues.nothing),
    )


@cache
def _own() -> Phrases:
    return Phrases(own_phrases())
