"""search, show, compare, why: what the service does, in the terminal."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from finder.errors import BadParameter

Ids = Annotated[list[str], typer.Argument(help="Program ids, as search shows them.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print the API's object on stdout.")]
Lang = Annotated[str, typer.Option("--lang", help="Language of the words: en or es.")]
Near = Annotated[str, typer.Option("--near", help='Where: a ZIP, "City, ST", a county, "lat,lng", or a whole state.')]
Radius = Annotated[
    float | None, typer.Option("--radius", help="Miles around it, 1-500. Without: 30, widened to 60 and 150 until ten are found.")
]
TextOf = Annotated[str, typer.Option("--text", help="What is looked for, in a sentence. Parameters win over it; it is kept nowhere.")]
Name = Annotated[str, typer.Option("--name", help="Words of a program's name; all must be in it.")]
Age = Annotated[int | None, typer.Option("--age", help="Age in years, 0-120. Under 18 a program must say that it takes it.")]
Prefer = Annotated[
    list[str] | None, typer.Option("--prefer", help="A wish that ranks: payment:medicaid, hours_per_week:9..12. Repeatable.")
]
RuleOut = Annotated[list[str] | None, typer.Option("--rule-out", help="A wish that ranks, and a plain no removes. Repeatable.")]
Require = Annotated[list[str] | None, typer.Option("--require", help="A must: no removes, anything but yes is asked first. Repeatable.")]
Avoid = Annotated[list[str] | None, typer.Option("--avoid", help="The opposite is wanted: approach:twelve_step_facilitation. Repeatable.")]
Weight = Annotated[list[str] | None, typer.Option("--weight", help="How much a question (or distance) weighs: ID=0..3. Repeatable.")]
LevelOf = Annotated[str, typer.Option("--level", help="Level of care: iop, php, outpatient or any. Without: iop, or any with --name.")]
Tiers = Annotated[
    str, typer.Option("--tiers", help="Which parts of the list: listed,ask_first,maybe. Without: the first two, or all with --name.")
]
Facet = Annotated[list[str] | None, typer.Option("--facet", help="Count the programs by the terms of a dimension. Repeatable.")]
Size = Annotated[int, typer.Option("--size", help="Programs a page, 1-100.")]
Cursor = Annotated[str, typer.Option("--cursor", help="Where to go on: `next` of the page before.")]


def search(
    near: Near = "",
    radius: Radius = None,
    text: TextOf = "",
    name: Name = "",
    age: Age = None,
    prefer: Prefer = None,
    rule_out: RuleOut = None,
    require: Require = None,
    avoid: Avoid = None,
    weight: Weight = None,
    level: LevelOf = "",
    tiers: Tiers = "",
    facet: Facet = None,
    size: Size = 10,
    cursor: Cursor = "",
    lang: Lang = "en",
    as_json: AsJson = False,
) -> None:
    """Find programs, best first, with what each says to your questions and what to ask on the phone.

    Wishes are written DIMENSION:TERM (`iop-finder terms` lists them) or MEASURE:LOW..HIGH. A program that is silent is never dropped:
    it comes under "ask first".

    Examples: iop-finder search --near "Denver, CO" --age 16 --require payment:medicaid --prefer therapy:dbt;
    iop-finder search --text "DBT group for my 15 year old near Boulder, we have Medicaid"
    """
    from api.cli import output, render
    from api.root import run, understand, wording_of
    from api.wire import page_json
    from data.vocabulary import load_vocabulary
    from search.intent import to_request

    wording = wording_of(lang)
    intent = understand(text)
    request = to_request(
        intent, near=near, radius=radius, name=name, age=age, level=level, facet=facet, size=size, cursor=cursor, **_wishes(locals())
    )
    vocabulary = load_vocabulary()
    if text and not as_json:
        render.understood(intent, wording)  # before anything can fail: the boxes come first
    page = run(lambda finder: finder.search(request))
    if as_json:
        output.print_json(page_json(page, wording, vocabulary, intent))
        return
    render.page(page, wording, vocabulary)


def show(
    id: Annotated[str, typer.Argument(help="A program's id, as search shows it.")],
    lang: Lang = "en",
    as_json: AsJson = False,
) -> None:
    """Show one program whole: every question to ask, who said what and when, and what is still open."""
    from api.cli import output, render
    from api.root import run, wording_of
    from api.wire import program_json
    from data.vocabulary import load_vocabulary
    from search.request import SearchRequest

    wording = wording_of(lang)
    vocabulary = load_vocabulary()
    read = run(lambda finder: finder.why(id, SearchRequest()))
    if as_json:
        output.print_json(program_json(read.program))
        return
    render.program(read, wording, vocabulary)


def compare(
    ids: Ids,
    near: Near = "",
    age: Age = None,
    prefer: Prefer = None,
    rule_out: RuleOut = None,
    require: Require = None,
    avoid: Avoid = None,
    weight: Weight = None,
    level: LevelOf = "",
    lang: Lang = "en",
    as_json: AsJson = False,
) -> None:
    """Compare two to four programs, question by question, those first in which they differ."""
    from api.cli import output, render
    from api.root import run, wording_of
    from api.wire import compare_json
    from data.vocabulary import load_vocabulary
    from search.request import SearchRequest

    if not 2 <= len(set(ids)) == len(ids) <= 4:
        raise BadParameter("ids", "name two to four different programs")
    wording = wording_of(lang)
    request = SearchRequest(near=near, age=age, level=level, **_wishes(locals()))
    vocabulary = load_vocabulary()
    read, rows = run(lambda finder: finder.compare(ids, request, wording.order))
    if as_json:
        output.print_json(compare_json(read, rows, wording, vocabulary))
        return
    render.comparison(read, rows, wording, vocabulary)


def why(
    id: Annotated[str, typer.Argument(help="A program's id, as search shows it.")],
    near: Near = "",
    radius: Radius = None,
    name: Name = "",
    age: Age = None,
    prefer: Prefer = None,
    rule_out: RuleOut = None,
    require: Require = None,
    avoid: Avoid = None,
    weight: Weight = None,
    level: LevelOf = "",
    lang: Lang = "en",
    as_json: AsJson = False,
) -> None:
    """Say why a program stands where it stands for a search, or why it is not in the list."""
    from api.cli import output, render
    from api.root import run, wording_of
    from api.wire import why_json
    from data.vocabulary import load_vocabulary
    from search.request import SearchRequest

    wording = wording_of(lang)
    request = SearchRequest(near=near, radius=radius, name=name, age=age, level=level, **_wishes(locals()))
    vocabulary = load_vocabulary()
    read = run(lambda finder: finder.why(id, request))
    if as_json:
        output.print_json(why_json(read, wording, vocabulary))
        return
    render.why(read, wording, vocabulary)


def _wishes(given: dict[str, Any]) -> dict[str, Any]:
    """The request's wishes, weights and tiers out of a command's arguments."""
    from search.written import parted

    lists = {name: tuple(given[name] or ()) for name in ("prefer", "rule_out", "require", "avoid")}
    return {**lists, "tiers": parted(given.get("tiers", "")), "weights": tuple(given["weight"] or ())}
