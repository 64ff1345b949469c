"""The page of results: boxes first, what was understood, the list in its parts, and what helps beside it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from api.told import total_words, where_words
from api.web.asked import Asked, to_link, to_text
from api.web.frame import Frame
from api.web.views.beside import Group, Importance, groups, importance, towns
from api.web.views.card import Sites, folded, make_card
from api.web.views.speaker import Speaker
from api.wire import notices
from data.crisis import CrisisBox, CrisisLine, load_crisis
from finder.evaluate import Tier
from finder.program import Program
from finder.query import Wish
from finder.tokens import tokens
from finder.wording import wish_words
from search.intent.heard import STRENGTHS
from search.page import Page, Result
from search.repair import Refusal
from search.request import SearchRequest
from search.written import read_wish


@dataclass(frozen=True, slots=True)
class Box:
    """A crisis box: its text in the language of the page, and its lines."""

    title: str
    text: str
    lines: tuple[CrisisLine, ...]


@dataclass(frozen=True, slots=True)
class Chip:
    """One thing that was understood, and the name under which it is taken away."""

    text: str
    remove: str


@dataclass(frozen=True, slots=True)
class Section:
    """One part of the list."""

    id: str
    title: str
    sites: tuple[Sites, ...]


@dataclass(frozen=True, slots=True)
class Offer:
    """A must that can be let go: its words, its name in the form, and how many that brings."""

    wanted: str
    wish: str
    count: int


@dataclass(frozen=True, slots=True)
class LeftOut:
    """The programs that one must keeps out: how many, and the first of them, nearest to the rest of what was asked."""

    offer: Offer
    sites: tuple[Sites, ...]
    count: int


@dataclass(frozen=True, slots=True)
class Results:
    """All that the page shows. `asked` is the search as the forms carry it on; `link` as it may stand in an address line."""

    asked: str
    link: str
    request: SearchRequest
    who: str
    boxes: tuple[Box, ...]
    chips: tuple[Chip, ...]
    unheard: tuple[str, ...]
    counts: str
    where: str
    notices: tuple[str, ...]
    sections: tuple[Section, ...]
    about: bool
    found: int
    maybe: int
    maybe_shown: bool
    refused: tuple[Offer, ...]
    left_out: LeftOut | None
    relax: tuple[Offer, ...]
    groups: tuple[Group, ...]
    importance: tuple[Importance, ...]
    next: str
    towns: str
    picked: tuple[str, ...]
    kept: tuple[Program, ...]
    changed: bool


@dataclass(frozen=True, slots=True)
class Aside:
    """What the musts of a search keep out: each counted, and the programs of the one that somebody wants to see."""

    refused: Sequence[Refusal] = ()
    opened: Refusal | None = None
    programs: Sequence[Result] = ()


@dataclass(frozen=True, slots=True)
class Search:
    """A search as it was run: what was asked, its page, what its musts keep out, the words that nobody understood, the programs that
    were kept, and whether a list that stood there before was changed."""

    asked: Asked
    page: Page
    aside: Aside
    unheard: tuple[str, ...]
    picked: tuple[Program, ...]
    changed: bool


def make_results(search: Search, frame: Frame, speaker: Speaker) -> Results:
    """The page of a search."""
    asked, page = search.asked, search.page
    here = {r.program.id for r in (*page.results, *page.virtual, *page.farther, *search.aside.programs)}
    w = speaker.wording
    return Results(
        asked=to_text(asked),
        link=to_link(asked),
        request=asked.request,
        who=asked.who,
        boxes=boxes(asked.boxes, w.language),
        chips=tuple(chips(asked.request, frame, speaker)),
        unheard=tuple(word for word in search.unheard if not dangerous(word, asked.boxes)),
        counts=total_words(shown(page.total), w),
        where=where_words(page, w),
        notices=tuple(n["text"] for n in notices(page, w)),
        sections=(parts := tuple(sections(page, speaker))),
        about=any(c.about for part in parts for s in part.sites for c in (s.card, *s.more)),
        found=len(page.results),
        maybe=page.total[Tier.MAYBE],
        maybe_shown=Tier.MAYBE in page.checked.tiers,
        refused=tuple(offer(r.wish, r.count, speaker) for r in search.aside.refused if r is not search.aside.opened),
        left_out=left_out(search.aside, speaker),
        relax=tuple(offer(r.wish, r.listed, speaker) for r in page.relaxed[:3]),
        groups=tuple(groups(page, speaker)),
        importance=tuple(importance(page, frame)),
        next=page.next,
        towns=towns([r.program.point for r in page.results if r.program.point]),
        picked=tuple(p.id for p in search.picked),
        kept=tuple(p for p in search.picked if p.id not in here),
        changed=search.changed,
    )


def shown(total: Mapping[Tier, int]) -> Mapping[Tier, int]:
    """The counts of the parts of the list that hold something; where none does, that none is listed."""
    return {t: total[t] for t in (Tier.LISTED, Tier.ASK_FIRST) if total[t]} or {Tier.LISTED: 0}


def boxes(ids: Iterable[str], language: str) -> tuple[Box, ...]:
    """The crisis boxes of these ids, in the file's order, each with its lines."""
    crisis = load_crisis()
    return tuple(_box(b, language) for b in crisis.boxes if b.id in set(ids))


def dangerous(word: str, ids: Iterable[str]) -> bool:
    """True of a word that belongs to what brings up one of these boxes: it was understood, and answered there."""
    said = (tokens(phrase) for b in load_crisis().boxes if b.id in set(ids) for phrases in b.words.values() for phrase in phrases)
    return any(tokens(word) & own for own in said)


def _box(b: CrisisBox, language: str) -> Box:
    return Box(b.title[language], b.text[language], tuple(x for id in b.lines for x in load_crisis().lines if x.id == id))


def chips(r: SearchRequest, frame: Frame, speaker: Speaker) -> Iterator[Chip]:
    """What was understood, each to be taken away."""
    w, v = speaker.wording, speaker.vocabulary
    if r.near:
        yield Chip(frame.say("chip.near", place=r.near), "near")
    if r.radius is not None:
        yield Chip(frame.say("chip.radius", miles=f"{r.radius:g}"), "radius")
    if r.age is not None:
        yield Chip(frame.say("chip.age", age=r.age), "age")
    if r.name:
        yield Chip(frame.say("chip.name", name=r.name), "name")
    if r.level:
        yield Chip(frame.say(f"level.{r.level}"), "level")
    for strength in STRENGTHS:
        for wish in getattr(r, strength):
            yield Chip(frame.say(f"chip.{strength}", wanted=wish_words(read_wish(wish, strength, v), w, v)), f"{strength} {wish}")


def sections(page: Page, speaker: Speaker) -> Iterator[Section]:
    """The parts of the list that hold something: its tiers, then programs held online, and those farther away."""
    w = speaker.wording
    plain = sum(c.must for c in page.plan.clauses) == len(page.plan.level)
    for tier in sorted(Tier, reverse=True):
        if found := [r for r in page.results if r.evaluation.tier is tier]:
            title = w.say("tier", "listed_plain" if plain and tier is Tier.LISTED else tier.word)
            yield Section(tier.word, title, cards(found, speaker))
    if page.virtual:
        yield Section("virtual", w.say("notice", "virtual"), cards(page.virtual, speaker))
    if page.farther:
        yield Section("farther", w.say("notice", "farther"), cards(page.farther, speaker))


def cards(results: Iterable[Result], speaker: Speaker) -> tuple[Sites, ...]:
    """Results as cards, in their order."""
    return folded(make_card(r.rank, r.program, r.evaluation, speaker) for r in results)


def offer(wish: Wish, count: int, speaker: Speaker) -> Offer:
    """A must that can be let go."""
    return Offer(wish_words(wish, speaker.wording, speaker.vocabulary), written(wish), count)


def left_out(aside: Aside, speaker: Speaker) -> LeftOut | None:
    """The part that shows whom a must keeps out; they have no place in the list, so no number."""
    if not aside.opened:
        return None
    sites = cards([replace(r, rank=0) for r in aside.programs], speaker)
    return LeftOut(offer(aside.opened.wish, aside.opened.count, speaker), sites, len(aside.programs))


def written(wish: Wish) -> str:
    """A wish as a request takes it: "payment:medicaid", "age:15..15"."""
    if wish.span:
        low, high = wish.span
        return f"{wish.about}:{low:g}..{'' if high == float('inf') else f'{high:g}'}"
    return f"{wish.about}:{','.join(sorted(t.partition(':')[2] for t in wish.terms))}"
