"""What the lexicon finds, where, and that it is quick: expected values by hand."""

from __future__ import annotations

from itertools import pairwise
from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.vocabulary import load_vocabulary
from finder.lexicon import Lexicon, Phrases, cut
from finder.tokens import squash

LEXICON = Lexicon(load_vocabulary())


def found(text: str) -> dict[str, set[str]]:
    """The terms by the words that they were found in."""
    matches: dict[str, set[str]] = {}
    for match in LEXICON.find(text):
        matches.setdefault(match.text, set()).add(match.term)
    return matches


@pytest.mark.parametrize(
    ("text", "words", "term"),
    [
        ("We take Aetna Better Health.", "Aetna Better Health", "insurer:aetna_better_health"),
        ("BCBS of Texas", "BCBS of Texas", "insurer:bcbs_texas"),
        ("depresión posparto", "depresión posparto", "condition:perinatal_depression"),
        ("DEPRESION POSPARTO", "DEPRESION POSPARTO", "condition:perinatal_depression"),
        ("co-occurring disorders", "co-occurring disorders", "condition:co_occurring"),
        ("co occurring\ndisorders", "co occurring\ndisorders", "condition:co_occurring"),
        ("Alzheimer’s", "Alzheimer’s", "condition:dementia"),
        ("alzheimer's,", "alzheimer's", "condition:dementia"),
        ("can’t sleep", "can’t sleep", "condition:insomnia"),
        ("(HIV/AIDS)", "HIV/AIDS", "condition:hiv"),
        ("mind, body and spirit", "mind, body and spirit", "approach:holistic"),
        ("mind body and spirit", "mind body and spirit", "approach:holistic"),
        ("cognitive behavioral therapy (CBT)", "cognitive behavioral therapy (CBT", "therapy:cbt"),
        ("embarazada\u0301", "embarazada\u0301", "population:pregnant_postpartum"),
    ],
)
def test_a_phrase_is_found_whole_where_it_stands(text: str, words: str, term: str) -> None:
    assert term in found(text)[words]
    assert set(found(text)) == {words}


@pytest.mark.parametrize(
    "text", ["alcoholics anonymity aside", "methodical", "65 miles", "therapy group. Therapy", "reactivity", "Depress. ion", ""]
)
def test_parts_of_words_and_bare_numbers_are_not_found(text: str) -> None:
    assert {term for terms in found(text).values() for term in terms} <= {"condition:alcohol"}
    assert "alcoholics anonymous" not in found(text)


@pytest.mark.parametrize("gap", [", ", ". ", "; ", ": ", " • ", "\n\n", "! ", " | "])
def test_a_phrase_ends_with_its_sentence_and_at_a_comma(gap: str) -> None:
    assert set(found(f"depression{gap}screening")) == {"depression", "screening"}
    assert set(found("depression screening")) == {"depression screening"}


def test_a_phrase_of_several_dimensions_gives_all() -> None:
    assert found("dual diagnosis")["dual diagnosis"] == {"condition:co_occurring", "approach:integrated_dual_diagnosis"}
    assert found("CBT")["CBT"] == {"therapy:cbt", "approach:cognitive_behavioral"}


def test_matches_come_from_left_to_right_and_do_not_overlap_unless_asked() -> None:
    phrases = Phrases([("a b", "one"), ("b c d", "two"), ("c", "three"), ("a b c", "four")])
    words = cut("A b-c d c")
    assert [*phrases.among(words)] == [(0, 3, ("four",)), (4, 5, ("three",))]
    assert [*phrases.among(words, overlapping=True)] == [(0, 3, ("four",)), (1, 4, ("two",)), (2, 3, ("three",)), (4, 5, ("three",))]


def test_every_word_of_the_vocabulary_finds_its_term() -> None:
    for term in load_vocabulary().terms.values():
        for said in (*term.label.values(), *(w for words in term.words.values() for w in words)):
            if not squash(said).isdigit():
                assert term.id in {m.term for m in LEXICON.find(said)}, said


@given(st.text(max_size=80))
def test_words_are_those_of_squash_and_stand_where_they_say(text: str) -> None:
    cuts = cut(text)
    assert " ".join(c.word for c in cuts) == squash(text)
    assert all(squash(text[c.start : c.end]) == c.word for c in cuts if text[c.start : c.end].isascii())
    assert all(a.start <= b.start and a.end <= b.end for a, b in pairwise(cuts))  # "¼" is two words in one place


@given(
    st.lists(st.sampled_from(["aetna", "Better", "health", "no", "depressión", "can't", "sleep", ",", ". ", "x-y", "\u0301"]), max_size=12)
)
def test_offsets_give_the_words(parts: list[str]) -> None:
    text = " ".join(parts)
    matches = LEXICON.find(text)
    assert all(text[m.start : m.end] == m.text and m.text for m in matches)
    assert matches == tuple(sorted(matches, key=lambda m: m.start))


def test_a_long_page_is_quick() -> None:
    page = ("We offer cognitive behavioral therapy, Depresión care & evening groups; Blue Cross Blue Shield of Texas is accepted. " * 180)[
        :20_000
    ]
    LEXICON.find(page)
    times = []
    for _ in range(5):
        start = perf_counter()
        LEXICON.find(page)
        times.append(perf_counter() - start)
    assert min(times) < 0.05  # 0.02 on the machine it was written on; room for a busy one
