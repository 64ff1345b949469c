"""The controlled terms: what every entry must have, the ids that others build on, and whom a limited program shuts out."""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise
from math import inf

import pytest

from data.vocabulary import load_vocabulary
from finder.questions import all_questions
from finder.tokens import squash
from finder.vocabulary import Dimension, MeasureKind, Term

V = load_vocabulary()
LANGUAGES = {"en", "es"}
QUESTIONS = {q.id for q in all_questions()}

# DESIGN.md section 9: these ids are fixed.
FIXED = """
program_type: addiction mental_health both teens eating_disorders
level_of_care: iop php outpatient residential inpatient detox
payment: medicaid medicare private_insurance military_insurance state_plan self_pay sliding_scale payment_assistance
insurer: aetna cigna
age_group: children adolescents young_adults adults seniors
population: lgbtq veterans active_duty women men pregnant_postpartum court_involved american_indian black hispanic asian trauma_survivors
condition: alcohol opioids depression anxiety ptsd bipolar eating_disorders co_occurring gambling
therapy: cbt dbt emdr motivational_interviewing contingency_management family group individual trauma
accreditation: carf joint_commission coa ncqa hfap
license: state_substance_use state_mental_health state_health_department
aftercare: alumni_group continuing_counseling follow_up step_down peer_support recovery_coach naloxone
staff: psychiatrist psychologist social_worker counselor nurse dietitian recovery_specialist
delivery: in_person virtual hybrid
schedule: daytime evening weekend
language: es ase
serves_only: women men veterans tribal opioid alcohol dui
serves_state: co tx ny dc pr
approach: twelve_step_facilitation cognitive_behavioral motivational therapeutic_community matrix medication
service: employment housing school_support medication_management workshops case_management medical_monitoring nutrition
service: assessment individual_plan family_involvement family_education
availability: accepting waitlist not_accepting assessment_first
access: transport child_care wheelchair interpreter
"""
# DESIGN.md section 2: which question hears what (a dimension, a term, or a measure).
HEARS = {
    "stay": "weeks",
    "insurance": "insurer:aetna insurer_out_of_network:aetna payment:medicaid payment:private_insurance",
    "issues": "program_type condition",
    "people": "population language serves_only:women serves_only:veterans",
    "life": "service:employment service:housing service:school_support",
    "ages": "age age_group",
    "structure": "hours_per_week days_per_week hours_per_day schedule delivery",
    "approach": "approach",
    "therapies": "therapy",
    "accredited": "accreditation license",
    "team": "staff",
    "comprehensive": "service:medication_management service:workshops service:case_management service:medical_monitoring service:nutrition",
    "own_plan": "service:assessment service:individual_plan service:family_involvement service:family_education",
    "afterwards": "aftercare",
    "cost": "price_usd payment:sliding_scale payment:payment_assistance",
    "start": "availability",
    "access": "access",
    "level": "level_of_care",
}


def test_the_questions_of_the_design_are_all_there_and_no_others() -> None:
    assert HEARS.keys() == QUESTIONS
    assert not QUESTIONS & (V.dimensions.keys() - {"access", "approach"}), "no id is both a question and a dimension"


@pytest.mark.parametrize(("question", "heard"), HEARS.items())
def test_a_question_hears_what_the_design_says(question: str, heard: str) -> None:
    for name in heard.split():
        kinds = [V.measures[name]] if name in V.measures else [t for t in V.terms.values() if name in (t.id, t.dimension)]
        assert kinds, name
        assert {k.question for k in kinds} == {question}, name


@pytest.mark.parametrize("line", FIXED.strip().splitlines())
def test_the_fixed_ids_are_there(line: str) -> None:
    dimension, _, names = line.partition(": ")
    assert {f"{dimension}:{n}" for n in names.split()} <= V.terms.keys()


def test_the_measures_and_the_dimensions_wanted_each_are_those_of_the_design() -> None:
    assert V.measures.keys() == {"hours_per_week", "hours_per_day", "days_per_week", "weeks", "age", "price_usd"}
    each = {d.id for d in V.dimensions.values() if d.each}
    assert each >= {"therapy", "approach", "service", "aftercare", "population", "condition"}
    assert not each & {
        "payment",
        "insurer",
        "insurer_out_of_network",
        "language",
        "age_group",
        "level_of_care",
        "serves_only",
        "availability",
        "program_type",
    }


@pytest.mark.parametrize("dimension", sorted(V.dimensions))
def test_every_entry_has_its_labels_question_and_a_plain_id(dimension: str) -> None:
    own = [t for t in V.terms.values() if t.dimension == dimension]
    assert own
    entries: list[Dimension | Term] = [V.dimensions[dimension], *own]
    for entry in entries:
        assert entry.label.keys() == LANGUAGES, entry.id
        assert all(text == text.strip() and text for text in entry.label.values()), entry.id
    for t in own:
        assert t.id.partition(":")[2].replace("_", "").isalnum() and t.id == t.id.lower(), t.id
        assert t.question in QUESTIONS, t.id
        assert t.words.keys() <= LANGUAGES, t.id
    for language in LANGUAGES:
        labels = [squash(t.label[language]) for t in own]
        assert len(set(labels)) == len(labels), f"two terms read the same in {language}"


@pytest.mark.parametrize("measure", V.measures.values(), ids=lambda m: m.id)
def test_a_measure_has_a_unit_in_which_its_numbers_stand(measure: MeasureKind) -> None:
    for texts in (measure.label, measure.unit, *([measure.one] if measure.one else [])):
        assert texts.keys() == LANGUAGES
    assert all(text.count("{}") == 1 for text in (*measure.unit.values(), *measure.one.values()))
    assert 0 < measure.most < inf


@pytest.mark.parametrize("kind", [*V.dimensions.values(), *V.measures.values()], ids=lambda kind: kind.id)
def test_what_a_question_is_about_reads_well_inside_a_sentence(kind: Dimension | MeasureKind) -> None:
    assert all(text[0].islower() for text in kind.label.values())


@pytest.mark.parametrize("dimension", sorted(V.dimensions))
def test_no_lay_word_stands_under_two_terms_of_a_dimension(dimension: str) -> None:
    under: dict[str, set[str]] = defaultdict(set)
    for t in V.terms.values():
        if t.dimension == dimension:
            for word in (*t.label.values(), *(w for said in t.words.values() for w in said)):
                assert squash(word), (t.id, word)
                under[squash(word)].add(t.id)
    assert {word: terms for word, terms in under.items() if len(terms) > 1} == {}


def test_lay_words_are_written_as_they_are_compared_and_in_both_languages() -> None:
    for t in V.terms.values():
        assert all(w == w.strip().lower() for said in t.words.values() for w in said), t.id
        if t.words and t.dimension not in ("insurer", "insurer_out_of_network"):
            assert all(t.words.get(language) for language in LANGUAGES), t.id


def test_what_an_entry_names_exists_and_is_another_term() -> None:
    for t in V.terms.values():
        for named in (t.broader, t.hints, t.excludes, t.admits, t.serves):
            assert named <= V.terms.keys() - {t.id}, t.id


@pytest.mark.parametrize("kind", ["hints", "broader"])
def test_hints_and_kinds_never_go_round(kind: str) -> None:
    def reached(term: str, seen: frozenset[str]) -> None:
        for other in getattr(V.terms[term], kind):
            assert other not in seen, f"{term} comes back to {other}"
            reached(other, seen | {other})

    for t in V.terms:
        reached(t, frozenset({t}))


def test_a_hint_stays_within_its_question() -> None:
    for t in V.terms.values():
        assert {V.terms[h].question for h in t.hints} <= {t.question}, t.id


def test_that_one_is_welcome_is_a_hint_and_nobody_is_told_so_unasked() -> None:
    welcoming = [t for t in V.terms if t.endswith("_welcoming")]
    assert len(welcoming) >= 4
    for term in welcoming:
        assert term in V.hints([term.removesuffix("_welcoming")])
        assert not V.terms[term].general


def test_spans_are_ranges_and_the_age_groups_cover_a_life_without_overlap() -> None:
    for t in V.terms.values():
        if t.span:
            assert 0 <= t.span[0] <= t.span[1] <= V.measures["age"].most, t.id
    spans = sorted(t.span for t in V.terms.values() if t.dimension == "age_group" and t.span and t.general)
    assert [later[0] - earlier[1] for earlier, later in pairwise(spans)] == [1.0] * 4
    assert (spans[0][0], spans[-1][1]) == (0.0, 120.0)


@pytest.mark.parametrize(
    ("low", "high", "groups"),
    [
        (0, 0, "children"),
        (11, 11, "children"),
        (12, 12, "adolescents"),
        (17, 17, "adolescents"),
        (18, 18, "young_adults"),
        (25, 26, "young_adults adults"),
        (64, 64, "adults"),
        (65, 99, "seniors"),
        (16, 19, "adolescents young_adults"),
        (0, inf, "children adolescents young_adults adults seniors"),
    ],
)
def test_years_meet_their_groups(low: float, high: float, groups: str) -> None:
    assert V.meeting("age_group", low, high) == {f"age_group:{g}" for g in groups.split()}


@pytest.mark.parametrize(
    ("only", "wished"),
    [
        ("women", "population:men"),
        ("men", "population:women"),
        ("men", "population:pregnant_postpartum"),
        ("opioid", "condition:alcohol"),
        ("opioid", "condition:eating_disorders"),
        ("opioid", "condition:depression"),
        ("alcohol", "condition:opioids"),
        ("alcohol", "condition:gambling"),
        ("alcohol", "condition:ptsd"),
        ("dui", "condition:eating_disorders"),
    ],
)
def test_whom_a_limited_program_shuts_out(only: str, wished: str) -> None:
    assert f"serves_only:{only}" in V.excluding(frozenset({wished}))


@pytest.mark.parametrize(
    ("wished", "never"),
    [
        ("population:pregnant_postpartum", "women"),
        ("population:women", "women"),
        ("population:veterans", "veterans military women men tribal"),
        ("population:lgbtq", "women men veterans"),
        ("condition:opioids", "opioid women men tribal dui"),
        ("condition:alcohol", "alcohol dui women"),
        ("condition:prescription_drugs", "opioid"),
        ("condition:co_occurring", "opioid alcohol dui"),
        ("condition:chronic_pain", "opioid alcohol"),
        ("payment:medicaid", "women men veterans tribal opioid alcohol dui military"),
        ("condition:opioids condition:depression", "opioid"),
    ],
)
def test_whom_a_limited_program_does_not_shut_out(wished: str, never: str) -> None:
    assert not V.excluding(frozenset(wished.split())) & {f"serves_only:{only}" for only in never.split()}


def test_every_condition_was_considered_for_the_clinics_of_one_substance() -> None:
    conditions = {t for t in V.terms if t.startswith("condition:")}
    open_to = {only: conditions - V.terms[f"serves_only:{only}"].excludes for only in ("opioid", "alcohol")}
    shared = {"condition:co_occurring", "condition:chronic_pain", "condition:hiv"}
    assert open_to["opioid"] == shared | {"condition:opioids", "condition:prescription_drugs"}
    assert open_to["alcohol"] == shared | {"condition:alcohol"}


@pytest.mark.parametrize(
    ("wished", "meant"),
    [
        ("population:women", "women"),
        ("population:pregnant_postpartum", ""),  # admitted, which is not yet a yes
        ("population:men population:women", "men women"),
        ("population:veterans", "veterans"),
        ("population:active_duty", "military"),
        ("population:military_families", ""),
        ("population:american_indian", "tribal"),
        ("condition:opioids", "opioid"),
        ("condition:alcohol", "alcohol"),
        ("population:dui", "dui"),
        ("population:court_involved", ""),
        ("age_group:adolescents", ""),  # boxes and years say which ages
        ("program_type:teens", ""),
        ("age_group:young_adults", ""),
        ("age_group:adults", ""),
        ("population:lgbtq", ""),
        ("", ""),
    ],
)
def test_whom_a_limited_program_is_meant_for(wished: str, meant: str) -> None:
    assert V.serving(frozenset(wished.split())) == {f"serves_only:{only}" for only in meant.split()}


@pytest.mark.parametrize("only", ["minors", "under_26"])
def test_a_program_whose_boxes_are_of_the_young_shuts_nobody_out(only: str) -> None:
    assert not V.terms[f"serves_only:{only}"].excludes


FIELDS = {"program_type:addiction", "program_type:mental_health", "program_type:both"}


@pytest.mark.parametrize(
    ("conditions", "fields"),
    [
        ("stimulants methamphetamine cocaine cannabis benzodiazepines prescription_drugs hallucinogens inhalants", "addiction"),
        (
            "depression anxiety bipolar schizophrenia psychosis ocd adhd behavior_problems personality_disorders borderline_personality "
            "self_harm suicidal_thoughts anger grief perinatal_depression panic social_anxiety school_refusal dissociation insomnia",
            "mental_health",  # care for both is first of all addiction care: no answer to depression
        ),
        # what a survey asks by name, or what many programs of the field do not treat, is no matter of the field
        ("alcohol opioids gambling eating_disorders ptsd trauma autism serious_mental_illness co_occurring dementia hiv", ""),
    ],
)
def test_the_field_is_a_hint_for_what_no_survey_asks_and_the_field_treats(conditions: str, fields: str) -> None:
    for name in conditions.split():
        assert V.terms[f"condition:{name}"].hints & FIELDS == {f"program_type:{f}" for f in fields.split()}, name


def test_the_field_answers_only_what_no_survey_asks() -> None:
    asked = frozenset().union(*V.asks.values())
    assert not [t.id for t in V.terms.values() if t.dimension == "condition" and t.hints & FIELDS and t.id in asked]


def test_that_a_name_says_iop_is_a_hint_and_nobody_is_told_so_unasked() -> None:
    assert V.hints(["level_of_care:iop"]) == {"level_of_care:iop_in_name"}
    assert not V.terms["level_of_care:iop_in_name"].general
    assert not V.terms["level_of_care:iop_in_name"].words, "nobody wishes for it"
    assert not any("level_of_care:iop_in_name" in asked for asked in V.asks.values())


def test_nobody_is_both_admitted_and_shut_out_and_nobody_is_told_of_a_limit_unasked() -> None:
    named = {t.id.partition(":")[2] for t in V.exclusive}
    assert named == {"women", "men", "veterans", "military", "tribal", "opioid", "alcohol", "dui", "minors", "under_26"}
    for t in V.exclusive:
        assert t.admits, t.id
        assert not t.admits & t.excludes, t.id
        assert t.serves <= t.admits, t.id
        assert bool(t.serves) == (t.question != "ages"), t.id
        assert not t.general, t.id
    assert not V.excluding(frozenset()), "no wish, nobody shut out"


def test_a_medicaid_brand_is_medicaid_and_its_commercial_sister_is_not() -> None:
    assert V.broader(["insurer:aetna_better_health"]) == {"payment:medicaid"}
    assert V.broader(["insurer:aetna"]) == {"payment:private_insurance"}
    assert "insurer:aetna_better_health" in V.narrower(["payment:medicaid"])
    assert "insurer:aetna_better_health" not in V.narrower(["payment:private_insurance", "insurer:aetna"])


def test_out_of_network_is_a_term_for_each_insurer_and_for_nothing_else() -> None:
    insurers = {t.partition(":")[2] for t in V.terms if t.startswith("insurer:")}
    assert {t.partition(":")[2] for t in V.terms if t.startswith("insurer_out_of_network:")} == insurers
    assert V.out_of_network(["insurer:aetna", "payment:medicaid"]) == {"insurer_out_of_network:aetna", "payment:out_of_network"}
    assert V.out_of_network(["payment:medicaid"]) == set()
    aetna = V.terms["insurer_out_of_network:aetna"]
    assert aetna.label["en"] == "Aetna (out of network)"
    assert (aetna.words, aetna.broader, aetna.general) == ({}, frozenset(), False)


def test_every_state_is_served_by_its_own_term() -> None:
    states = [t for t in V.terms if t.startswith("serves_state:")]
    assert len(states) == 56  # 50 states, DC, PR, VI, GU, AS, MP
    assert all(len(t.partition(":")[2]) == 2 for t in states)
