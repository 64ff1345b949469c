"""The only catalogue of what people read: the same in both languages, and a sentence for everything that any question can answer."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import replace
from importlib.resources import files
from math import inf
from string import Formatter

import pytest

from data.vocabulary import load_vocabulary
from data.words import LANGUAGES, load_wording
from finder.answer import Judged, judge
from finder.claim import Basis, Claim, Range, Says
from finder.evaluate import Tier
from finder.listing import Care, PhoneKind
from finder.plan import Clause, question_of, read_ladder, subjects, widest
from finder.query import Strength, Wish
from finder.question import Question, Rung, Verdict
from finder.questions import all_questions
from finder.wording import ask, said, sentence
from tests.builders import PAGE, SURVEY, claim, listing, program, wish

V = load_vocabulary()
W = {language: load_wording(language) for language in LANGUAGES}
QUESTIONS = {q.id: q for q in all_questions()}
MAY_HOLD = {
    "any": {"wanted", "found"}, "said": {"source"}, "source": {"year", "date", "publisher"}, "age": {"year", "date"},
    "distance": {"miles", "place"},
    "phone": {"count"}, "fit": {"yes", "count"}, "questions": {"wanted", "found", "evidence"},
    "total": {"count"}, "area": {"miles", "place"}, "compare": {"found"}, "closed": {"date", "source"},
    "standing": {"url", "heading", "date"},
    "notice": {"date", "publisher", "miles", "cursor", "wanted", "count", "unknown", "why", "share", "sources", "id", "heard"},
}  # fmt: skip


def texts(language: str) -> dict[tuple[str, ...], str]:
    """Every text of a catalogue by its path in the file."""

    def leaves(table: dict[str, object], path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], str]]:
        for name, value in table.items():
            if isinstance(value, dict):
                yield from leaves(value, (*path, name))
            else:
                yield (*path, name), str(value)

    return dict(leaves(tomllib.loads(files("data.words").joinpath(f"{language}.toml").read_text("utf-8"))))


def holes(text: str) -> list[str]:
    return sorted(name for _, name, _, _ in Formatter().parse(text) if name is not None)


EN, ES = texts("en"), texts("es")


def test_both_languages_have_the_same_texts_in_the_same_order() -> None:
    assert list(EN) == list(ES)


@pytest.mark.parametrize("path", EN, ids=".".join)
def test_a_text_is_whole_and_has_the_same_places_in_both(path: tuple[str, ...]) -> None:
    for text in (EN[path], ES[path]):
        assert text.strip()
        assert "  " not in text
        assert text == text.strip() or path == ("any", "or")
        assert set(holes(text)) <= MAY_HOLD.get(path[0], set())
    assert set(holes(EN[path])) == set(holes(ES[path]))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_question_has_its_words_and_no_other_has(language: str) -> None:
    assert set(W[language].order) == QUESTIONS.keys()
    for q in QUESTIONS:
        own = W[language].questions[q]
        assert {"title", "name", "ask", "ask_wanted"} <= own.keys()
        assert own["title"].endswith("?")
        assert own["ask"].endswith("?")
        assert not holes(own["title"] + own["name"] + own["ask"])
        assert "wanted" in holes(own["ask_wanted"])


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_value_that_is_looked_up_has_a_word(language: str) -> None:
    words = W[language].words
    assert words["said"].keys() >= set(Verdict) | {"no_unticked"}
    assert words["kind"].keys() >= set(Verdict)
    assert words["care"].keys() >= set(Care)
    assert words["phone"].keys() >= set(PhoneKind)
    assert words["tier"].keys() == {t.word for t in Tier} | {"listed_plain"}  # where nothing but the level is required
    assert words["total"].keys() == {t.word for t in Tier}
    assert words["area"].keys() == {"country", "whole", "around"}
    assert words["compare"].keys() == {"differ", "same", "all"}
    assert words["reason"].keys() == {"not_asked", "left_blank"}


def test_spanish_holds_no_english() -> None:
    english = re.compile(
        r"\b(the|and|or|ask|with|without|program|for|only|says?|survey|sources?|they|takes?|offers?|you|your|about|miles|phone|others?|is|are|not?\s+said)\b",
        re.IGNORECASE,
    )
    for path, text in ES.items():
        own = re.sub(r"\{\w+\}", "", text)
        assert not english.findall(own), path
        assert text != EN[path] or not re.search(r"\w", own), path


@pytest.mark.parametrize("catalogue", [EN, ES], ids=LANGUAGES)
def test_no_text_promises_or_orders(catalogue: dict[tuple[str, ...], str]) -> None:
    # "all that you need" is what the seeker said; "you need" alone would be a verdict of ours
    need = r"(?<!\bthat )(?<!\bwhat )you need|(?<!\bque )usted necesita"
    never = re.compile(rf"%|{need}|you should|you must|success|guarantee|best|debe\b|éxito|garantiz|mejor", re.IGNORECASE)
    assert {path: text for path, text in catalogue.items() if never.search(text)} == {}
    assert {path: text for path, text in catalogue.items() if len(text.split()) > 20} == {}


def wishes(question: Question) -> Iterator[Wish]:
    """Every single term and some ranges that the question hears, in every strength, and its general forms."""
    for strength in Strength:
        for t in V.terms.values():
            if t.question == question.id:
                yield Wish(t.dimension, frozenset({t.id}), strength=strength)
        for m in V.measures.values():
            if m.question == question.id:
                for span in ((3.0, 3.0), (2.0, 5.0), (4.0, inf)):
                    yield Wish(m.id, span=span, strength=strength)
    yield from widest(question, V)


def judged_by(rung: Rung, clause: Clause) -> Iterator[Judged]:
    """The rung holding, by what a survey ticked or left empty, and by what a page says."""
    for basis, origin in ((Basis.TICKED, SURVEY), (Basis.UNTICKED, SURVEY), (Basis.QUOTED, PAGE)):
        claims = tuple(Claim(s, Says.YES, "9 to 12", basis, origin) for s in sorted(subjects(rung.when))[:3])
        yield Judged(clause, rung.verdict, 0.0, rung.says or rung.verdict, claims)


@pytest.mark.parametrize("question", QUESTIONS.values(), ids=lambda q: q.id)
def test_everything_that_a_question_can_answer_has_a_sentence_in_both_languages(question: Question) -> None:
    for one in wishes(question):
        clause = Clause(question.id, one, read_ladder(question, one, V), 1.0, 0.5)
        answers = [j for rung in clause.ladder for j in judged_by(rung, clause)]
        for j in (*answers, Judged(clause, Verdict.UNKNOWN, 0.5, Verdict.UNKNOWN, ())):
            for w in W.values():
                read = (sentence(j, w, V), said(j, w), ask(j, w, V))
                assert not any(re.search(r"[{}]|  |None|\b[a-z]+_[a-z]+\b", text) for text in read), read
                assert read[0].endswith(".") and not read[0][0].islower(), read
                assert read[2].endswith("?"), read


def answer(wished: Wish, yes: str = "", no: str = "", quoted: str = "", years: tuple[float, float] | None = None) -> Judged:
    """A wish read of a program: ticked and not ticked on a survey, denied on its page, with the ages it states there."""
    base = listing("a", yes, no)
    denied = tuple(claim(t, Says.NO, PAGE, Basis.QUOTED) for t in quoted.split())
    stated = Claim("age", Says.YES, "ages {:g}-{:g}".format(*years), Basis.QUOTED, PAGE) if years else None
    measures = {"age": (Range(*years, (stated,)),)} if years and stated else {}
    question = QUESTIONS[question_of(wished, V)]
    clause = Clause(question.id, wished, read_ladder(question, wished, V), 1.0, 0.5)
    return judge(clause, program("p", replace(base, claims=(*base.claims, *denied), measures=measures)))


def age(years: int) -> Wish:
    return Wish("age", span=(years, years))


def avoid(term: str) -> Wish:
    return wish(term, Strength.AVOID)


IOP, AETNA, TEEN, TWELVE = "level_of_care:iop", "insurer:aetna", "age_group:adolescents", "approach:twelve_step_facilitation"
ANY_HELP = next(w for w in widest(QUESTIONS["life"], V))
SAYS = {
    "iop": (answer(wish(IOP), IOP), "Yes: intensive outpatient.", "Sí: tratamiento ambulatorio intensivo."),
    "no iop": (answer(wish(IOP), no=IOP), "Was asked, and did not tick intensive outpatient.", ""),
    "day": (
        answer(wish(IOP), "level_of_care:php"),
        "Runs a day program (partial hospitalization): ask whether it also has an IOP.",
        "Tiene un programa de día (hospitalización parcial): pregunte si también tiene un IOP.",
    ),
    "neither": (answer(wish(IOP), no="level_of_care:php level_of_care:outpatient"), "Has neither a day program nor outpatient care.", ""),
    "nobody says": (
        answer(wish(IOP)),
        "Nothing said about intensive outpatient.",
        "No se dice nada sobre tratamiento ambulatorio intensivo.",
    ),
    "medicaid": (answer(wish("payment:medicaid"), "payment:medicaid"), "Takes Medicaid.", "Acepta Medicaid."),
    "no medicaid": (answer(wish("payment:medicaid"), no="payment:medicaid"), "Did not tick Medicaid.", "No marcó Medicaid."),
    "aetna": (answer(wish(AETNA), AETNA), "Takes Aetna.", ""),
    "kind": (
        answer(wish(AETNA), "payment:private_insurance"),
        "Takes private insurance: ask whether that covers Aetna.",
        "Acepta seguro privado: pregunte si eso cubre Aetna.",
    ),
    "no kind": (answer(wish(AETNA), no="payment:private_insurance"), "Did not tick private insurance.", "No marcó seguro privado."),
    "denied kind": (answer(wish(AETNA), quoted="payment:private_insurance"), "They say no to private insurance.", ""),
    "out of network": (
        answer(wish(AETNA), "insurer_out_of_network:aetna"),
        "Takes Aetna only out of network: ask what you would pay.",
        "",
    ),
    "some plans": (answer(wish("payment:private_insurance"), AETNA), "Takes Aetna. Ask whether that covers private insurance.", ""),
    "years": (answer(age(16), years=(12, 17)), "Takes ages 12-17.", ""),
    "other years": (answer(age(16), years=(18, 64)), "Takes ages 18-64.", ""),
    "teens": (answer(age(16), TEEN), "Takes teens.", "Acepta adolescentes."),
    "no teens": (answer(age(16), no=TEEN), "Did not tick teens.", "No marcó adolescentes."),
    "minors": (
        answer(age(16), "age_group:minors"),
        "Ticked children or teens (it does not say which). Ask about people aged 16.",
        "Marcó niños o adolescentes (no dice cuáles). Pregunte por personas de 16 años.",
    ),
    "no age said": (answer(age(70)), "Nothing said about people aged 70.", "No se dice nada sobre personas de 70 años."),
    "limited": (
        answer(wish("population:men"), "serves_only:women"),
        "Serves only others: women only.",
        "Atiende solo a otras personas: solo mujeres.",
    ),
    "welcome": (
        answer(wish("population:lgbtq"), "population:lgbtq_welcoming"),
        "Names LGBTQ+ people welcome, but no service of its own for LGBTQ+ people: ask what there is.",
        "",
    ),
    "alcohol denied": (answer(wish("condition:alcohol"), quoted="condition:alcohol"), "They say no to alcohol addiction.", ""),
    "near it": (answer(wish("condition:ptsd"), "condition:trauma"), "Names trauma; ask about PTSD.", ""),
    "the field": (
        answer(wish("condition:depression"), "program_type:mental_health"),
        "Names mental health conditions; ask about depression.",
        "Nombra problemas de salud mental; pregunte por depresión.",
    ),
    "named": (
        answer(wish(IOP), "level_of_care:iop_in_name"),
        "Its name says so (evidence of level_of_care:iop_in_name): ask whether it has intensive outpatient now.",
        "Su nombre lo dice (evidence of level_of_care:iop_in_name): pregunte si ahora tiene tratamiento ambulatorio intensivo.",
    ),
    "meant": (answer(wish("population:women"), "serves_only:women"), "Serves women only.", "Atiende a solo mujeres."),
    "meant for": (answer(wish("condition:opioids"), "serves_only:opioid"), "Serves people with opioid addiction only.", ""),
    "avoided": (answer(avoid(TWELVE), no=TWELVE), "Does without twelve-step facilitation.", "Trabaja sin el programa de doce pasos."),
    "not avoided": (answer(avoid(TWELVE), TWELVE), "Has twelve-step facilitation, which you would rather avoid.", ""),
    "step down": (answer(ANY_HELP, "level_of_care:outpatient"), "Has regular outpatient to step down to.", ""),
    "waiting": (answer(wish("availability:accepting"), "availability:accepting"), "Has places for new people now.", ""),
    "wait list": (answer(wish("availability:waitlist"), "availability:waitlist"), "Has a waiting list.", "Tiene lista de espera."),
    "evenings": (answer(wish("schedule:evening"), "schedule:evening"), "Evening sessions.", "Sesiones de noche."),
}


@pytest.mark.parametrize("case", SAYS)
def test_what_is_printed(case: str) -> None:
    judged, english, spanish = SAYS[case]
    assert sentence(judged, W["en"], V) == english
    if spanish:
        assert sentence(judged, W["es"], V) == spanish


@pytest.mark.parametrize(
    ("judged", "who", "quien"),
    [
        (SAYS["medicaid"][0], "They say yes (2021 survey)", "Dicen que sí (encuesta de 2021)"),
        (SAYS["no medicaid"][0], "Not ticked (2021 survey)", "Sin marcar (encuesta de 2021)"),
        (SAYS["alcohol denied"][0], "They say no (their page, dated 1 Feb 2022)", "Dicen que no (su página, fecha 1 feb 2022)"),
        (SAYS["kind"][0], "Maybe: ask (2021 survey)", "Tal vez: pregunte (encuesta de 2021)"),
        (SAYS["no age said"][0], "Not known: ask", "No se sabe: pregunte"),
        (answer(wish("payment:medicaid"), "payment:medicaid", quoted="payment:medicaid"), "Sources disagree: ask", ""),
        # of what is to be avoided: what they said, and not how it suits
        (SAYS["avoided"][0], "Not ticked (2021 survey)", "Sin marcar (encuesta de 2021)"),
        (SAYS["not avoided"][0], "They say yes (2021 survey)", "Dicen que sí (encuesta de 2021)"),
        (answer(avoid(TWELVE), quoted=TWELVE), "They say no (their page, dated 1 Feb 2022)", ""),
        (answer(avoid("approach:methadone"), "approach:medication"), "Maybe: ask (2021 survey)", ""),
        (answer(avoid(TWELVE)), "Not known: ask", ""),
        (
            answer(wish("payment:medicaid"), no="payment:medicaid", quoted="payment:medicaid"),
            "They say no (their page, dated 1 Feb 2022)",
            "",
        ),
    ],
)
def test_who_says_it(judged: Judged, who: str, quien: str) -> None:
    assert said(judged, W["en"]) == who
    if quien:
        assert said(judged, W["es"]) == quien


@pytest.mark.parametrize(
    ("wished", "question", "pregunta"),
    [
        (age(16), "Do you take people aged 16?", "¿Aceptan personas de 16 años?"),
        (wish(TEEN), "Do you take teens?", "¿Aceptan adolescentes?"),
        (wish(AETNA), "Do you take Aetna?", "¿Aceptan Aetna?"),
        (wish("payment:medicaid payment:medicare"), "Do you take Medicaid or Medicare?", "¿Aceptan Medicaid o Medicare?"),
        (Wish("hours_per_week", span=(9, 12)), "Do you have 9-12 hours a week?", "¿Tienen 9-12 horas por semana?"),
        (Wish("weeks", span=(8, inf)), "Do people usually stay 8+ weeks?", "¿Las personas suelen quedarse 8+ semanas?"),
        (wish("availability:waitlist"), "Do you have a waiting list?", "¿Tienen lista de espera?"),
        (wish("staff:psychiatrist"), "Is there a psychiatrist on your staff?", "¿Hay psiquiatra en su equipo?"),
        (ANY_HELP, "How do you help with work, school and housing", "¿Cómo ayudan con el trabajo"),
    ],
)
def test_what_to_ask_on_the_phone(wished: Wish, question: str, pregunta: str) -> None:
    judged = answer(wished)
    assert ask(judged, W["en"], V).startswith(question)
    assert ask(judged, W["es"], V).startswith(pregunta)
