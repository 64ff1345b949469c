"""How a wish is meant: refused, preferred or required, by its dimension and by the words around it in its clause."""

from __future__ import annotations

import re

from data.cues import Words, load_cues
from finder.lexicon import parted
from search.intent.sentence import Found, Sentence

_CUES = load_cues().strength
_WHOSE = load_cues().whom.whose

# How each dimension is meant where nothing more is said. What is refused is avoided, or else simply not wished: who has no depression
# does not want the programs that treat it last.
_REQUIRED = {"condition", "program_type"}
COVERAGE = {"insurer", "payment"}
_AVOIDABLE = {"approach", "therapy", "delivery", "schedule", "service", "aftercare", "program_type"}

_INSISTED_BEHIND = re.compile(
    rf"(?:(?:groups?|sessions?|programs?|classes|care|iop|grupos?|sesiones) )?(?:{'|'.join(sorted(_CUES.insisted))})\b"
)
_WELCOME = re.compile(r"(?:is |are |esta )?(?:ok|okay|fine|good|great|please|yes|bien|si)\b")


def weigh(s: Sentence, found: Found, before: Found | None) -> None:
    """Sets how a phrase is meant, by its dimension and by the words around it in its clause."""
    if found.name.startswith("~"):
        found.strength = "prefer"
        return
    ahead, behind = _ahead(s, found, before), _behind_words(s, found)
    found.refused = (
        (s.words[found.first].word not in _CUES.denials and _refusing(ahead))
        or _chained(s, found, before)
        or any(behind.startswith(cue) for cue in _CUES.refused)
    )
    about = found.dimension.removeprefix("!")
    if found.name == "delivery:telehealth":
        found.name = "delivery:virtual" if found.refused else "delivery:virtual,telehealth"
    if found.refused:
        denied = about == "program_type" and bool(_CUES.denying & set(ahead.split()))
        found.strength = "avoid" if about in _AVOIDABLE and not denied else None
        return
    soft = _says(ahead, _CUES.softening) or any(behind.startswith(cue) for cue in _CUES.softened)
    firm = _says(ahead, _CUES.insisting) or bool(_INSISTED_BEHIND.match(behind))
    if about in COVERAGE and _insures(s, found):
        found.strength = "require" if firm and "must" in ahead else "rule_out"
    elif about in _REQUIRED:
        found.strength = "prefer" if soft else "require"
    else:
        found.strength = "require" if firm and not soft else "prefer"


def _insures(s: Sentence, found: Found) -> bool:
    """Whether it is a coverage that one has, not a help with the cost, of which silence and a no say less."""
    return found.dimension == "insurer" or s.vocabulary.terms[found.name].question == "insurance"


def _chained(s: Sentence, found: Found, before: Found | None) -> bool:
    """Whether a refusal goes on: "no AA or anything religious", "no AA, NA"; not "no AA and evenings"."""
    if before is not None and before.refused and before.name.startswith("!") and before.last == found.first:
        return True  # "no religious groups" in Spanish order
    middle = s.words[before.last : found.first] if before is not None and before.refused else []
    if len(middle) == 1 and middle[0].word in _WHOSE and not parted(middle[0]):
        return True  # "no groups with men"
    if before is None or not before.refused or (words := between(s, before, found)) is None:
        return False
    welcome = bool(_WELCOME.match(_behind_words(s, found)))
    return bool(_CUES.alternative & set(words)) or (before.dimension == found.dimension and not welcome)


def between(s: Sentence, before: Found, found: Found) -> list[str] | None:
    """The words between two phrases if they only join; None if they do not."""
    words = [w.word for w in s.words[before.last : found.first]]
    if any(w.stop for w in s.words[before.last : found.first + 1]) or not set(words) <= _CUES.joining:
        return None
    return words


def _ahead(s: Sentence, found: Found, before: Found | None) -> str:
    """The up to five words before a phrase, since its clause began or another phrase ended."""
    words: list[str] = []
    i = found.first
    while i > (before.last if before else 0) and len(words) < 5 and not parted(s.words[i]):
        i -= 1
        words.insert(0, s.words[i].word)
    return " ".join(words)


def _behind_words(s: Sentence, found: Found) -> str:
    words = []
    for i in range(found.last, min(found.last + 4, len(s.words))):
        if s.words[i].stop:
            break
        words.append(s.words[i].word)
    return " ".join(words)


def _refusing(words: str) -> bool:
    """Whether the words before a phrase refuse it: a "no" after which the clause does not turn."""
    padded = f" {words} "
    ends = [padded.rfind(f" {cue} ") + len(cue) + 1 for cue in _CUES.refusing if f" {cue} " in padded]
    if not ends:
        return False
    after = padded[max(ends) :].split()
    after = after[1:] if after[:1] in (["for"], ["para"]) else after  # "not for depression"
    return not (after and after[0] in _CUES.lost) and not set(after) & _CUES.breaking


def _says(words: str, cues: Words) -> bool:
    return any(f" {cue} " in f" {words} " for cue in cues)
