"""Every command does what its help says; stdout holds the answer and nothing else; the wire has the shape that is promised."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer

from api.cli import app
from api.wire import listing_json
from data.words import load_wording
from finder.questions import all_questions
from tests.api.conftest import CommandLine
from tests.api.shapes import ANSWER, LISTING, POINT, PROGRAM, READ, RESULT, SEARCH, SUMMARY, VERDICT, fits
from tests.builders import listing, program
from tests.search.embedded.built import IOP, at, build_of, south

DENVER = ("search", "--near", "Denver, CO", "--age", 16, "--require", "payment:medicaid", "--prefer", "therapy:cbt,dbt")
HELPLINE = "1-800-662-4357"
GROUP: Any = typer.main.get_command(app)
COMMANDS: dict[tuple[str, ...], Any] = {
    **{(name,): command for name, command in GROUP.commands.items()},
    **{("index", name): command for name, command in GROUP.commands["index"].commands.items()},
}


@pytest.mark.parametrize("words", [(), *COMMANDS], ids=" ".join)
def test_help_of_every_command(no_home: CommandLine, words: tuple[str, ...]) -> None:
    said = no_home(*words, "--help")
    assert (said.code, said.err) == (0, "") and "Usage: iop-finder" in said.out
    assert not no_home.home.exists()
    for parameter in COMMANDS[words].params if words else ():
        assert parameter.param_type_name == "argument" or parameter.opts[0] in said.out


def test_every_command_and_parameter_has_its_help() -> None:
    for words, command in COMMANDS.items():
        assert command.help and command.help.strip(), words
        for parameter in command.params:
            assert getattr(parameter, "help", None), (words, parameter.name)


def test_the_commands_of_the_design_are_there() -> None:
    wanted = {"demo", "ingest", "search", "why", "show", "compare", "sources", "questions", "terms", "places", "index"}
    assert wanted <= GROUP.commands.keys() and {("index", "build"), ("index", "status")} <= COMMANDS.keys()


def test_search_shows_ranked_answers_and_what_to_ask(iop: CommandLine) -> None:
    said, page = iop(*DENVER, "--size", 3), iop(*DENVER, "--size", 3, "--json").json()
    assert (said.code, said.err) == (0, "")
    for r in page["results"]:
        assert " ".join(f"{r['rank']}. {r['program']['name']}".split()) in said.words
        assert r["program"]["id"] in said.out
    assert f"{page['total']['listed']} listed" in said.words and "within 30 miles of Denver, CO" in said.words
    assert "They say yes (2021 survey) – Takes Medicaid" in said.words
    assert "☎ Do you offer" in said.words, "nothing that is open is asked"
    assert f"--cursor {page['next']}\n" in said.out, "the cursor cannot be copied"


def test_search_as_json_has_the_promised_shape(iop: CommandLine) -> None:
    page = iop(*DENVER, "--json").json()
    fits(page, SEARCH)
    assert [r["rank"] for r in page["results"]] == list(range(1, len(page["results"]) + 1))
    for r in page["results"]:
        assert sorted(a["question"] for a in r["answers"]) == sorted(q.id for q in all_questions())
        assert all(len(part["claims"]) <= 3 for a in r["answers"] for part in a["parts"])
        assert {a["question"] for a in r["answers"] if a["asked"]} == {"level", "ages", "insurance", "therapies"}
    parts = [p for a in page["results"][0]["answers"] for p in a["parts"]]
    assert all((p["reason"] is not None) == (p["verdict"] == "unknown") for p in parts)
    assert page["query"]["near"]["label"] == "Denver, CO" and page["query"]["age"] == 16
    assert [w["strength"] for w in page["query"]["wishes"]] == ["require", "prefer", "require"]


def test_a_whole_state_has_no_radius_and_no_distance(iop: CommandLine) -> None:
    page = iop("search", "--near", "Colorado", "--json").json()
    fits(page, SEARCH)
    assert page["area"] == {"radius_miles": None, "widened": False}
    assert page["results"] and all(r["distance"] is None for r in page["results"])
    assert {r["program"]["address"]["state"] for r in page["results"]} == {"CO"}


def test_tiers_choose_what_is_listed(iop: CommandLine) -> None:
    for tier in ("listed", "ask_first", "maybe"):
        page = iop("search", "--near", "Colorado", "--size", 100, "--tiers", tier, "--json").json()
        assert {r["tier"] for r in page["results"]} == {tier} and len(page["results"]) == page["total"][tier]


def test_show_has_every_question_and_the_whole_program(iop: CommandLine) -> None:
    (id,) = iop.ids(1)
    said, shown = iop("show", id), iop("show", id, "--json").json()
    fits(shown, PROGRAM)
    assert (said.code, said.err) == (0, "") and shown["id"] == id and shown["name"] in said.words
    wording = load_wording("en")
    assert [said.words.index(wording.title(q)) for q in wording.order] == sorted(said.words.index(wording.title(q)) for q in wording.order)
    claims = [c for terms in shown["facts"].values() for fact in terms.values() for c in fact["claims"]]
    assert claims and all(c["as_of"] == "2021" and c["source"] == "sample" for c in claims)


def test_compare_puts_differences_first(iop: CommandLine) -> None:
    ids = iop.ids(3)
    said, compared = iop("compare", *ids, "--near", "Denver, CO"), iop("compare", *ids, "--json").json()
    assert (said.code, said.err) == (0, "")
    assert all(f"{letter}: " in said.out for letter in "ABC")
    fits(compared["programs"], [READ])
    fits(compared["rows"], [{"question": str, "title": str, "differs": bool, "answers": [ANSWER]}])
    assert [p["program"]["id"] for p in compared["programs"]] == ids
    differs = [row["differs"] for row in compared["rows"]]
    assert differs == sorted(differs, reverse=True) and len(differs) == len(all_questions())
    assert all(len(row["answers"]) == 3 for row in compared["rows"])


def test_why_tells_what_lowers_and_what_keeps_out(iop: CommandLine) -> None:
    (id,) = iop.ids(1)
    read = iop("why", id, "--near", "Miami, FL", "--prefer", "therapy:dbt", "--json").json()
    fits(read, READ)
    fits(read["clauses"], [{"question": str, "verdict": VERDICT, "lost": float, "removes": bool}])
    assert read["filters"][0]["filter"] == "radius"
    lost = [c["lost"] for c in read["clauses"] if not c["removes"]]
    assert lost == sorted(lost, reverse=True)
    said = iop("why", id, "--near", "Miami, FL", "--prefer", "therapy:dbt")
    assert (said.code, said.err) == (0, "") and "not in the list" in said.out
    assert "not in the list" not in iop("why", id, "--near", "Colorado").out


def test_sources_questions_terms_places(iop: CommandLine) -> None:
    for command in (("sources",), ("questions",), ("terms",), ("terms", "payment"), ("places", "Denver, CO")):
        said = iop(*command)
        assert (said.code, said.err) == (0, "") and said.out.strip()
    found = {s["id"]: s for s in iop("sources", "--json").json()}
    assert found["sample"]["synthetic"] and found["sample"]["last_good_run"]["kept"] > 400
    assert not found["samhsa-directory"]["synthetic"] and found["samhsa-directory"]["last_good_run"] is None
    questions = iop("questions", "--json").json()
    assert [q["id"] for q in questions] == list(load_wording("en").order) and all(q["why"] and q["hears"] for q in questions)
    assert {"payment", "hours_per_week"} <= {d["id"] for d in iop("terms", "--json").json()}
    terms = iop("terms", "payment", "--json").json()
    assert "payment:medicaid" in {t["id"] for t in terms} and all(t["label"]["en"] and t["label"]["es"] for t in terms)
    assert all(t["id"] in iop("terms", "payment").out for t in terms)
    springfields = iop("places", "Springfield", "--json").json()
    assert len(springfields) > 5 and springfields[0]["label"] == "Springfield, MO"
    people = [p["population"] for p in springfields]
    assert people == sorted(people, reverse=True)


def test_index_status_says_what_is_served(iop: CommandLine) -> None:
    said, status = iop("index", "status"), iop("index", "status", "--json").json()
    assert (said.code, said.err) == (0, "")
    assert f"{status['programs']:,} programs of {status['listings']:,} listings" in said.words
    assert status["generation"] in said.out and status["sources"][0]["source"] == "sample"
    assert sum(status["by_care"].values()) == status["programs"] and 0 < status["iop"] < status["programs"]
    assert all(0 < share <= 1 for share in status["fill"].values())


def test_ingest_and_build_from_nothing(no_home: CommandLine, sample_books: list[Path]) -> None:
    dry = no_home("ingest", "sample", *sample_books, "--dry-run", "--json")
    value = dry.json()
    assert set(value) == {"listings", "report"} and value["report"]["kept"] == len(value["listings"])
    fits(value["listings"], [LISTING])
    assert not (no_home.home / "snapshots").exists(), "a dry run stores nothing"
    ingested = no_home("ingest", "sample", *sample_books)
    assert (ingested.code, ingested.out) == (0, "") and "read" in ingested.err and "index build" in ingested.err
    built = no_home("index", "build")
    assert (built.code, built.out) == (0, "") and "programs, generation" in built.err
    again = no_home("index", "build", "--json").json()
    assert no_home("index", "status", "--json").json() == again
    assert no_home("search", "--near", "Colorado").code == 0


def test_a_refused_run_is_exit_code_1_and_changes_nothing(own_home: Path, sample_books: list[Path]) -> None:
    iop = CommandLine(own_home)
    before = sorted(own_home.glob("snapshots/sample/2*"))
    said = iop("ingest", "sample", sample_books[0])
    assert (said.code, said.out) == (1, "") and "is refused" in said.err and "n-sumhss-mh" in said.err
    assert sorted(own_home.glob("snapshots/sample/2*")) == before
    as_json = iop("ingest", "sample", sample_books[0], "--dry-run", "--json")
    assert as_json.code == 1 and '"shortfalls"' in as_json.out


def test_demo_once_explains_one_search(no_home: CommandLine) -> None:
    said = no_home("demo", "--once")
    assert said.code == 0 and said.out.startswith("iop-finder search --near") and "iop-finder why" in said.out
    assert "(synthetic)" in said.out and "988" in said.out and HELPLINE in said.words
    assert "none of them exists" in " ".join(said.err.split()) and "none of them exists" not in said.words
    assert [f.name for f in no_home.home.iterdir()] == ["demo"], "the demo stays apart from real programs"


def test_crisis_lines_are_on_every_page(iop: CommandLine) -> None:
    one, other = iop.ids(2)
    empty = ("search", "--near", "Denver, CO", "--name", "zzzz")
    for lang in ("en", "es"):
        for command in (DENVER, empty, ("show", one), ("compare", one, other), ("why", one)):
            said = iop(*command, "--lang", lang)
            assert said.code == 0 and "988" in said.words and HELPLINE in said.words, command
            assert said.words.endswith(HELPLINE), "not in the same place"
        for command in (DENVER, empty):
            lines = {x["id"]: x["number"] for x in iop(*command, "--lang", lang, "--json").json()["crisis"]["lines"]}
            assert lines["988"] == "988" and lines["samhsa"] == HELPLINE


@pytest.fixture
def payers(tmp_path: Path) -> CommandLine:
    """The command line over three programs near Denver, two of them with Medicaid, one far away with more, and one online."""
    medicaid = f"{IOP} payment:medicaid"
    some = [
        *at(2, 2, yes=medicaid),
        *at(4, 1, yes=f"{IOP} payment:self_pay", no="payment:medicaid"),
        *at(400, 1, yes=f"{medicaid} therapy:cbt", name="Far House"),
        program("online", yes=f"{IOP} delivery:virtual serves_state:co", state="NY", at=south(900), name="Harbor Online"),
    ]
    build_of(tmp_path / "index", some)
    return CommandLine(tmp_path)


BOTH = ("--near", "Denver, CO", "--require", "payment:medicaid", "--require", "therapy:cbt")


def test_facets_as_json(payers: CommandLine) -> None:
    near = ("search", "--near", "Denver, CO")
    page = payers(*near, "--facet", "payment", "--facet", "therapy", "--json").json()
    fits(page, SEARCH)
    medicaid = {"term": "payment:medicaid", "label": "Medicaid", "count": 2, "unknown": 0, "selected": False}
    self_pay = {"term": "payment:self_pay", "label": "self-pay", "count": 1, "unknown": 2, "selected": False}
    assert page["facets"] == {"payment": [medicaid, self_pay], "therapy": []}
    ticked = payers(*near, "--facet", "payment", "--require", "payment:medicaid", "--json").json()
    assert ticked["facets"] == {"payment": [{**medicaid, "selected": True}, self_pay]}
    assert ticked["total"]["listed"] == 2 and page["total"]["listed"] == 3
    assert payers(*near, "--json").json()["facets"] == {}


def test_facets_in_the_terminal(payers: CommandLine) -> None:
    facets = ("search", "--near", "Denver, CO", "--facet", "payment", "--require", "payment:medicaid")
    said, spanish = payers(*facets), payers(*facets, "--lang", "es")
    assert (said.code, said.err) == (0, "")
    assert "[x] Medicaid: 2, not known of 0 (payment:medicaid)" in said.words
    assert "[ ] self-pay: 1, not known of 2 (payment:self_pay)" in said.words
    assert "Payment\n" in said.out and "Formas de pago\n" in spanish.out and "no se sabe de 0" in spanish.words
    assert "not known of" not in payers("search", "--near", "Denver, CO").words


def test_virtual_programs_stand_in_a_section_of_their_own(payers: CommandLine) -> None:
    here, there = (payers("search", "--near", near, "--json").json() for near in ("Denver, CO", "Wyoming"))
    fits(here["virtual"], [RESULT])
    assert [(r["rank"], r["program"]["id"], r["distance"]) for r in here["virtual"]] == [(1, "online", None)]
    assert "online" not in [r["program"]["id"] for r in here["results"]] and there["virtual"] == []
    title = "Online programs that serve your state"
    said = payers("search", "--near", "Colorado").words
    assert said.index(title) < said.index("Harbor Online · Denver, NY") and title not in payers("search", "--near", "Wyoming").words


def test_what_helps_where_nothing_is_listed(payers: CommandLine) -> None:
    page = payers("search", *BOTH, "--json").json()
    fits(page, SEARCH)
    relax, farther = page["repair"]
    wish = {"about": "therapy", "terms": ["therapy:cbt"], "strength": "require", "asked": True}
    assert relax == {"relax": wish, "listed": 2}
    assert [r["program"]["name"] for r in farther["farther"]] == ["Far House"]
    assert farther["farther"][0]["distance"]["miles"] == pytest.approx(400, abs=2)
    words = payers("search", *BOTH).words
    assert "cognitive behavioral therapy" in words.lower() and "as a must: 2 say yes to the rest." in words
    assert words.index("Farther away") < words.index("Far House · Denver, CO · 400 miles")
    assert payers("search", *BOTH[:4], "--json").json()["repair"] == []


def test_a_name_finds_what_no_other_search_would_show(tmp_path: Path) -> None:
    said = {"a": (IOP, ""), "b": ("therapy:cbt", ""), "c": ("", IOP)}
    build_of(tmp_path / "index", [program(id, yes=yes, no=no, name=f"Harbor {id}") for id, (yes, no) in said.items()])
    iop = CommandLine(tmp_path)
    found = iop("search", "--name", "harbor", "--json").json()
    assert sorted(r["program"]["id"] for r in found["results"]) == ["a", "b", "c"]
    assert (found["query"]["level"], found["query"]["tiers"]) == ("any", ["listed", "ask_first", "maybe"])
    strict = iop("search", "--name", "harbor", "--level", "iop", "--json").json()
    assert [(r["program"]["id"], r["tier"]) for r in strict["results"]] == [("a", "listed"), ("b", "maybe")]
    assert [r["program"]["id"] for r in iop("search", "--json").json()["results"]] == ["a"]


def pages(iop: CommandLine, *search: object) -> Iterator[dict[str, Any]]:
    """All pages of a search."""
    cursor: tuple[str, ...] = ()
    for _ in range(100):
        page = iop(*search, *cursor, "--json").json()
        yield page
        if page["next"] is None:
            return
        cursor = ("--cursor", page["next"])
    pytest.fail("the pages do not end")


@pytest.mark.parametrize(
    "search",
    [
        ("search", "--near", "Colorado"),
        ("search", "--near", "Denver, CO", "--tiers", "listed,ask_first,maybe"),
        ("search", "--near", "Grand Junction, CO", "--require", "payment:medicaid"),
        ("search", "--near", "Denver County, CO", "--weight", "distance=3"),
        ("search", "--name", "recovery", "--avoid", "approach:twelve_step_facilitation"),
    ],
    ids=lambda search: " ".join(search[1:]),
)
def test_paging_to_the_end_gives_each_program_once(iop: CommandLine, search: tuple[str, ...]) -> None:
    whole = [r for page in pages(iop, *search, "--size", 100) for r in page["results"]]
    small = list(pages(iop, *search, "--size", 4))
    assert [r for page in small for r in page["results"]] == whole
    assert len({r["program"]["id"] for r in whole}) == len(whole) > 4
    assert [r["rank"] for r in whole] == list(range(1, len(whole) + 1))
    for key in ("total", "area", "generation"):
        assert len({str(page[key]) for page in small}) == 1
    assert len(whole) == sum(small[0]["total"][t] for t in small[0]["query"]["tiers"])


def fragments(language: str) -> set[str]:
    """The sentences of a catalogue, cut where values are filled in; pieces that a person would know for a sentence."""
    wording = load_wording(language)
    texts = [t for table in (*wording.questions.values(), *wording.words.values()) for t in table.values()]
    pieces = {piece.strip(" .:,;()") for text in texts for piece in re.split(r"\{[^}]*\}", text)}
    return {p for p in pieces if len(p.split()) > 1}


def test_spanish_prints_no_english_sentence(iop: CommandLine) -> None:
    one, other = iop.ids(2)
    english = fragments("en") - fragments("es")
    assert len(english) > 100
    for command in (
        DENVER,
        ("search", "--near", "Nebraska"),
        ("show", one),
        ("show", other),
        ("compare", one, other),
        ("why", one, *DENVER[1:]),
    ):
        words = iop(*command, "--lang", "es").words
        assert [e for e in english if re.search(rf"\b{re.escape(e)}\b", words)] == [], command
    page = iop(*DENVER, "--lang", "es", "--json").json()
    shown = [a["title"] for r in page["results"] for a in r["answers"]]
    shown += [p["sentence"] for r in page["results"] for a in r["answers"] for p in a["parts"]]
    assert [e for e in english if re.search(rf"\b{re.escape(e)}\b", " ".join(shown))] == []
    assert any("Medicaid" in s for s in shown) and page["crisis"]["lines"][0]["name"].startswith("988 Línea")


def test_spanish_prints_no_english_heading(iop: CommandLine) -> None:
    one, other = iop.ids(2)
    said = " ".join(iop(*c, "--lang", "es").words for c in (DENVER, ("compare", one, other), ("why", one), ("show", one)))
    headings = ("to ask first", "within", "more: the same search", "They differ", "loses", "source:")
    assert [h for h in headings if re.search(rf"\b{h}", said)] == []


def test_a_hidden_address_is_in_no_output(tmp_path: Path) -> None:
    street, at = "17 Secretgarden Lane", ("39.7392", "-104.9903", "39.739", "-104.990")
    hidden = listing("a", yes=IOP, name="Harbor House")
    hidden = type(hidden)(**{**{f: getattr(hidden, f) for f in hidden.__slots__}, "address": _hidden(hidden.address, street)})
    build_of(tmp_path / "index", [program("h1", hidden), program("o1", yes=IOP)])
    iop = CommandLine(tmp_path)
    near = ("--near", "Boulder, CO")
    for command in (("search", *near), ("show", "h1"), ("why", "h1", *near), ("compare", "h1", "o1", *near)):
        for form in ((), ("--json",), ("--lang", "es")):
            said = iop(*command, *form)
            assert said.code == 0 and "Harbor House" in said.words
            assert "Secretgarden" not in said.out + said.err, command
    result = next(r for r in iop("search", *near, "--json").json()["results"] if r["program"]["id"] == "h1")
    assert result["program"]["address"]["hidden"] and result["program"]["address"]["street"] is None
    assert result["program"]["point"] is None and result["distance"] is None
    for out in (iop("show", "h1", "--json").out, iop("why", "h1", *near, "--json").out, str(listing_json(hidden))):
        assert not any(degrees in out for degrees in at) and "Secretgarden" not in out
    open_one = iop("show", "o1", "--json").json()
    fits(open_one["point"], POINT)
    fits(result, RESULT)
    fits(result["program"], SUMMARY)


def _hidden(address: Any, street: str) -> Any:
    return type(address)(street, address.city, address.county, address.state, address.zip, hidden=True)
