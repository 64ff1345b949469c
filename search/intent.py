"""A sentence as people type it, to wishes that they can see and take away: rules and lists only, so every reading can be explained.

Nothing here is stored, logged or sent anywhere, and no error repeats a word of the sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from functools import cache, cached_property, lru_cache
from typing import Any, Literal

from data.crisis import Crisis
from data.gazetteer import Gazetteer, gazetteer
from finder.lexicon import Cut, Lexicon, Phrases, cut, parted
from finder.vocabulary import Vocabulary
from search.places import FoundPlace, find_places
from search.request import RADIUS, SearchRequest

Strength = Literal["prefer", "rule_out", "require", "avoid"]


@dataclass(frozen=True, slots=True)
class Heard:
    """A wish as a request takes it ("therapy:dbt"), how strongly it is meant, and the words of the sentence that say it."""

    wish: str
    strength: Strength
    words: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Said:
    """An age, a place, a radius or a level as a request takes it, and the words of the sentence that say it."""

    value: str
    words: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Intent:
    """What a sentence asks for. `crisis` are the ids of the boxes to show first, `rest` the words that nobody understood.

    A place that may be several is kept as it was written: the search asks which. A radius is in miles.
    """

    wishes: tuple[Heard, ...] = ()
    age: Said | None = None
    near: Said | None = None
    radius: Said | None = None
    level: Said | None = None
    crisis: tuple[str, ...] = ()
    rest: tuple[str, ...] = ()


def read_sentence(text: str, lexicon: Lexicon, crisis: Crisis, places: Gazetteer | None = None) -> Intent:
    """What the sentence asks for, in English or Spanish. Crisis words are found whatever else they mean, also where they are denied
    and however long the text is; wishes in its first 2,000 characters."""
    words = _spelled(cut(text[:LONGEST]), lexicon)
    reader = _Reader(text, words, lexicon.vocabulary)
    reader.read_measures()
    reader.read_phrases(_phrases(words, lexicon))
    near, radius = reader.read_place(places or gazetteer())
    age = reader.read_age()
    boxes = find_crisis(text, crisis)
    wishes = tuple(h for h in reader.wishes(age) if "overdose" not in boxes or h.words.lower() not in _SWALLOWED)
    return Intent(wishes, age, near, radius, reader.level(), boxes, reader.rest())


def to_request(intent: Intent, **fixed: Any) -> SearchRequest:
    """The request that an intent and explicit parameters make together; where both speak of one thing, the parameter is taken.

    `fixed` are SearchRequest's fields; None, empty texts and empty lists count as not given. A radius needs a place of the same hand.
    """
    given = {name: value for name, value in fixed.items() if value is not None and value not in ("", (), [], {})}
    names = {f.name for f in fields(SearchRequest)}
    if unknown := given.keys() - names:
        raise TypeError(f"not a parameter of a search: {', '.join(sorted(unknown))}")
    heard: dict[str, Any] = {}
    if intent.age and "age" not in given:
        heard["age"] = int(intent.age.value)
    if intent.near and "near" not in given:
        heard["near"] = intent.near.value
        if intent.radius:
            heard["radius"] = float(intent.radius.value)
    if intent.level:
        heard["level"] = intent.level.value
    explicit = {part for name in _STRENGTHS for wish in given.get(name, ()) for part in _parts(wish)}
    for name in _STRENGTHS:
        own = tuple(given.get(name, ()))
        heard[name] = own + tuple(h.wish for h in intent.wishes if h.strength == name and _free(h.wish, explicit, "age" in given))
        given.pop(name, None)
    return SearchRequest(**{**heard, **given})


_STRENGTHS: tuple[Strength, ...] = ("prefer", "rule_out", "require", "avoid")


def _parts(wish: str) -> Iterator[str]:
    """The terms of a wish, or its measure: what two wishes can contradict each other about."""
    about, _, value = wish.partition(":")
    yield from ([about] if ".." in value or value[:1].isdigit() else (f"{about}:{name.strip()}" for name in value.split(",")))


def _free(wish: str, explicit: set[str], aged: bool) -> bool:
    return not explicit.intersection(_parts(wish)) and not (aged and wish.startswith("age_group:"))


def find_crisis(text: str, crisis: Crisis) -> tuple[str, ...]:
    """The ids of the boxes whose words the text has, in the file's order. Wide on purpose: a slip of the pen and a denial count too."""
    phrases, speller = _crisis_phrases(crisis)
    words = cut(text)
    mended = [replace(w, word=speller.mend(w.word), comma=False, stop=w.stop and i == 0) for i, w in enumerate(words)]
    plain = [replace(w, comma=False) for w in words]
    found = {name for said in (plain, mended) for _, _, names in phrases.among(said, overlapping=True) for name in names}
    return tuple(box.id for box in crisis.boxes if box.id in found)


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


@cache
def _list(cues: str) -> tuple[str, ...]:
    """The cues of a list, as they are compared."""
    return tuple(" ".join(w.word for w in cut(cue)) for cue in cues.split(",") if cue.strip())


# How each dimension is meant where nothing more is said. What is refused is avoided, or else simply not wished: who has no depression
# does not want the programs that treat it last.

_REQUIRED = {"condition", "program_type"}
_COVERAGE = {"insurer", "payment"}
_AVOIDABLE = {"approach", "therapy", "delivery", "schedule", "service", "aftercare", "program_type"}
_EITHER = {"insurer", "payment", "schedule", "language", "age_group", "program_type", "accreditation"}
"""Dimensions of which several named side by side are alternatives: "evenings or weekends"."""

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
_SWALLOWED = {"pills", "pastillas"}
"""Of an overdose they are the means, not what is to be treated."""
_LEVELS = {"level_of_care:php": "php", "level_of_care:iop": "iop"}

# What seekers say and programs' pages do not, or not in this sense: a wish, a relation ("~men": only where the search is for that person),
# or nothing ("").
_SAID = """
approach:faith_based = religiosos, religiosas, churchy, spiritual stuff, jesus stuff, religious groups, religion, religious,
    christianity, religión, religioso, religiosa
!approach:faith_based = god, church, faith, bible, jesus, preachy, dios, iglesia, biblia
approach:twelve_step_facilitation = higher power, poder superior
program_type:addiction = drugs, drug, addict, addicted, addicted to drugs, drug addict, drug habit, getting sober, get sober, get clean,
    stay sober, drogas, droga, adicto, adicta, drogadicto, drogadicta, substance, substances
condition:alcohol = drink, drinks, dejar de tomar, dejar la bebida, dejar el trago, drink heavily, drinking heavily, i drink, he drinks,
    she drinks, drunk, booze, vodka, whiskey, beer, wine, liquor, stop drinking, sober from alcohol, etoh, bebo, bebe, tomo mucho,
    borracho, borracha, dejé de beber, cerveza, la bebida, beber, bebiendo, tomo alcohol, alcoholica
condition:prescription_drugs = addicted to pills, addicted to pain pills
condition:opioids = oxy, oxys, oxycontins, pressed pills of fentanyl, addicted to opioids, addicted to heroin, percs, dope, perc
    30s
condition:methamphetamine = cristal, tweaking, addicted to meth, metanfetamina cristal
condition:cocaine = coca, la coca, coke, addicted to cocaine, cocaina
condition:benzodiazepines = benzos, xanny, xans, alprazolam, clonazepam
condition:cannabis = pot, smoking weed, dabs, mota, edibles
condition:depression = depressed, sad all the time, depre, tristeza, triste, depressing
condition:eating_disorders = eating dissorder, trastorno de alimentación, desorden alimenticio, eatting disorder
condition:binge_eating = overeating, eats too much
condition:self_harm = cuts himself, cuts herself, cutting herself, cutting himself, me corto, self harming, self harms, hurts herself,
    hurts himself
condition:panic = panics, panicking
condition:autism = on the spectrum
condition:gambling = adicto al juego, adicta al juego, sports bets, gambler, gambles, casino, casinos, apostar, apuesta
condition:co_occurring = dual diagnosed, dual dx, co occuring, cooccuring
condition:trauma = abused as a child, childhood abuse, traumatized
payment:medicaid = husky, husky a, husky d, medicade, medicad, medi caid, medicaide
payment:private_insurance = insurance from work, insurance through my job, work insurance, through my employer
payment:self_pay = ni seguro, ni aseguranza, dont have insurance anymore, lost insurance, no tiene
    seguro, sin aseguranza, no tengo aseguranza, lost my insurance, pay cash, paying cash, dont have any insurance, havent got insurance
payment:sliding_scale = low income, low cost, cheap, affordable care, bajos ingresos, bajo costo, barato, económico
payment:free_care = free iop, free help, free counseling, free or low cost, for free, cant pay, can not pay, no puedo pagar
delivery:virtual = online, zoom, over zoom, remote, remotely, from home, from my house, telehealth iop, video, en línea, por internet,
    por zoom, desde casa, virtualmente, a distancia, telehealth only
delivery:in_person = in person, face to face, en persona, not online
schedule:evening = after work, work days, work during the day, works during the day, working during the day, work 9 to 5, work 9 5,
    works 9 to 5, trabajo de día, trabaja de día, trabajo durante el día, tardes noches, de noche, at night, evening hours, work full
    time days, have a day job, day job
schedule:daytime = day groups, day group, day sessions, daytime groups, day classes, work nights, works nights, work night shift, night
    shift, trabajo de noche, during school hours, before noon
schedule:after_school = after her school, after his school, outside school hours
population:veterans = vet, served in iraq, served in afghanistan, army veteran, marine veteran, navy veteran, ex army, ex marine
population:healthcare_professionals = im a nurse, i am a nurse, im a doctor, i am a doctor, im a physician, i am a physician, im an rn,
    soy enfermera, soy enfermero, soy médico, soy doctora, soy doctor
population:first_responders = cop, cops, im a police officer
population:women = ladys, lady, ladies, all women, females only, soy mujer, una mujer, señoras
population:men = man, gentleman, guys, im a man, i am a man, im a guy, a man, all men, soy hombre, un hombre, señores
population:lgbtq = lgbtq friendly, lgbt friendly, queer friendly, gay friendly, lgbtq affirming, soy gay, lgbtq youth,
    lgbtq teen
population:court_involved = on probation, probation officer, my po, on parole, felony
population:immigrants = no tengo papeles, no tenemos papeles, ni papeles, no papers, without papers
population:college_students = college freshman, college sophomore, college junior, college senior, undergrad, in grad school, grad
    student, in college, at college, universitaria, universitario
population:hispanic = latino program
age_group:children = for kids, for children, for a child, child program, childrens program, para niños, program for children, elementary
    schooler
age_group:adolescents = teenage, for youth, tween, high school, high schooler, middle schooler, in middle school, jovencita, jovencito,
    secundaria, preparatoria, high school junior, high school senior, high school sophomore, freshman in high school
age_group:seniors = elderly mother, elderly father, senior citizen, over 65
language:es = spanish, espanol, speaks only spanish, spanish speaker, hispanohablante
language:pt = portuguese
access:child_care = babysitting, someone to watch my kids, childcare on site
access:transport = no way to get there, dont have a ride, no puedo manejar
service:employment = finding a job, find a job, help finding work, encontrar trabajo
service:family_involvement = family can participate, families are involved, includes family, la familia participe
therapy:group = group only, group setting, de grupo, groupal, en grupo
!therapy:group = groups, group, grupos
therapy:individual = one on one, 1 on 1, 1:1, uno a uno, individual sessions
therapy:trauma = trauma work
approach:medication = medication for addiction, meds for addiction, medicine for addiction, non addictive medication
service:medication_management = med mgmt, meds management, manage my meds, manage her meds, manage his meds, help with meds
availability:accepting = start right away, start immediately, start asap, asap, start this week, start next week, openings, immediate
    opening, empezar ya, cupo inmediato, urgent, urgently, urgente
~men = husband, boyfriend, dad, father, brother, uncle, grandfather, grandpa, stepdad, ex husband, nephew, esposo, marido, novio, papá,
    padre, hermano, tío, abuelo, sobrino, cuñado, nieto, grandson
~women = wife, girlfriend, mom, mother, mum, sister, aunt, grandmother, grandma, stepmom, ex wife, niece, esposa, novia, mamá, madre,
    hermana, tía, abuela, sobrina, cuñada, nieta, granddaughter
- = eat or drink, eat and drink, food or drink, energy drinks, soft drinks, oh man, man i, man im, oh my god, thank god, gracias a dios,
    step down program, step down, stepping down, step down from, stepdown, last night, every night, all night, tonight, good morning,
    good evening, good night, good afternoon, every morning, all weekend, last weekend, every weekend, this morning, birth control
    pills, no idea, no problem, no matter, not sure, not only, not just, not far, no one, buenas noches, anoche, todas las noches, toda
    la noche, hard drive, free time, drug free, feel free, drug store, smoke free, my therapist, my psychiatrist, my doctor, my
    counselor, my psychologist, my nurse, my social worker, her doctor, his doctor, her therapist, his therapist, the doctor, the
    hospital, school counselor, guidance counselor, her psychiatrist, his psychiatrist, her counselor, his counselor, a doctor said, mi
    doctor, mi médico, mi psiquiatra, mi terapeuta, mi consejera, su doctor, el doctor, su terapeuta, el médico, la doctora, la
    consejera, as a parent, my parents, his parents, her parents, parents insurance, mis padres, as a mother, as a father, my kids, my
    children, my child, my kid, our child, our kid, two kids, three kids, mis hijos, mis niños, con niños, have kids, have children,
    your child, my kids school, just like me, people like me, someone like me, gente como yo, como yo, help me, near me, close to me,
    close to home, around me, cerca de mi, cerca de mí, cerca de mi casa, near my house, near home, near us
"""

# Words before a wish, in its clause, that change how it is meant; `_LOST` words after a "no" that take its sting.
_REFUSING = """
no, not, non, without, dont want, do not want, doesnt want, does not want, dont, doesnt, do not, does not, didnt want, hate, hates,
hated, avoid, avoiding, except, against, instead of, rather than, other than, nothing, never, none, neither, isnt, not into, arent, sick
of, tired of, cant stand, isnt a, refuses, refuse, any but, anything but, not a fan of, tried, sin, nada de, ni, tampoco, nunca, odio,
odia, evitar, en vez de, en lugar de, no quiero, no quiere, que no sea, que no use, excepto, menos
"""
_LOST = """
deja, dejo, dejan, para, care, feel, think, mind, live, go, help, eat, trust, remember, drive, understand, sure, only, just, know, find,
afford, far, get, stop, sleep, cope, able, too, puedo, puede, pude, pudo, se, logro, logra, consigo, más, solo
"""
_BREAKING = """
but, because, porque, pero, sino, so, need, needs, want, wants, looking, necesito, necesita, busco, prefer, just, also, quiero, quiere,
aunque, though, which, then, with, con, please, takes, accepts, acepte, acepta, for, para
"""
_INSISTING = """
must, must have, has to, have to, only, required, requires, absolutely, solo, solamente, únicamente, debe, tiene que, obligatorio
"""
_SOFTENING = """
ideally, preferably, prefer, prefers, prefiero, preferred, hopefully, idealmente, de preferencia, preferiblemente, ojalá, would be nice,
maybe
"""
_INSISTED = "only, is a must, a must, required, solamente, unicamente, obligatorio"
_INSISTED_BEHIND = re.compile(
    rf"(?:(?:groups?|sessions?|programs?|classes|care|iop|grupos?|sesiones) )?(?:{'|'.join(w.strip() for w in _INSISTED.split(','))})\b"
)
_SOFTENED = """
if possible, would be nice, preferred, is a plus, a plus, a bonus, nice to have, si es posible, si se puede, would be great, ideally
"""
_REFUSED = """
didnt work, doesnt work, does not work, did not work, not for me, isnt for me, is not for me, no me funciona, no funciona, no me sirve,
no es para mi
"""
_JOINING = """
or, and, y, o, u, e, nor, ni, any, anything, either, stuff, style, based, any of, the, a, an, other, kind, of, type, like, meetings, de,
nada, thing, use, do, using, groups, group, program
"""
_ALTERNATIVE = {"or", "nor", "o", "u", "ni"}

# Words that say nothing about a program: what is left when these and all that was understood are gone is the rest.
_EMPTY = _words(
    """
a able about accept accepted accepting accepts acepta aceptan acepte acepten ademas after again ago ahora al algo alguien algun alguna
all also always am an and ano anos another any anyone anything anywhere aqui are area around as asi ask at aunque available away ayuda
ayudar back bad be because been before being best better between bien both boy buen buena busca buscamos busco but by cada call can cant
care casa center centro cerca child children class classes client clinic clinica close come como con could couldnt counseling cover
covers cual cuando cuanto cuesta da daughter day days de dealing del desde dia diagnosed diagnosis dias did didnt different disorder do
does doesnt doing donde done dont dos down each either el ella ellos else en era es esa ese eso esta estamos estan estar este esto estoy
even ever every everything facility family far feel female few find finding first for friend from fue full get gets getting girl give go
goes going good got gracias gran great group groups grupo ha hace hacer had has hasnt hasta have havent having hay he hed hello help
helps her here hers hey hi hija hijo hijos him himself his history hola home hope hora horas hours house how hoy i id if ill im in info
information insurance intensive into ir is isnt issue issues it its ive just keep kept kid kids kind know la las last le les less let
like little live lives living lo local long look looking los lot lots low lugar made make male many mas may maybe me mean meet mejor mi
might miles mine mis more most move much mucha mucho must muy my myself nada near nearby necesita necesitamos necesito need needed needs
never new next nice no non none nos nosotros not nothing now nuestra nuestro o of off offer offers ok okay old on once one ones only
open option options or other otra otro our out outpatient over own para part partner patient people pero person persona place places
plan please poco por porque possible pregunta pretty probably problem problema problemas problems program programa programas programs
provider providers pueda puede puedo put que queremos quien quiere quiero quisiera rather really recomiendan recommend recommendation
recommended right saber said same say says se sea search see seeing seeking seguro semana ser services sesion sesiones session sessions
she shes should si sin since small so sobre solo some somebody someone something somewhere somos son soon sort soy start started
starting still stop struggle struggles struggling su such suffer suffering suffers suggestions support sure sus take takes taking
tambien tan te tenemos tener tengo terapia than thank thanks that thats the their them then therapist therapy there these they theyre
thing things think this those through tiene tienen time times tipo to toda today todo told toma tomo too took trabajo tratamiento treat
treatment treats tried try trying tu two type un una uno until up us usa use used uses using uso va very vez vive vivimos vivo voy want
wanted wants was way we week weekly weeks well went were weve what whats when where which while who whos whose why will wish with within
without wont work working works would y ya year years yes yet yo you your
"""
)
_ORDINARY = _words(
    """
allen aurora bath beverly bliss carolina clean clinton college commerce corona crisis eagle early elizabeth energy enterprise eugene
everett faith fall florence friendship general grace help hollywood home hope hospital house independence industry jackson liberty love
madison media mobile moody need normal norman office opportunity orange pain paradise park peace person power price reading recovery
rehab rest sale school sober spring star success summer sunrise sunset surprise therapy time town treatment trouble trust tyler union
winter
"""
)
_FIRST_NAMES = _words("austin cary charlotte dallas denver houston irving lincoln phoenix raleigh savannah victoria")
_WEAK_CODES = {"in", "or", "me", "hi", "ok", "as", "la", "de", "al", "mi"}
"""State codes that are everyday words: in lower case they count only where a clause ends."""
_PLACED = frozenset(
    _list("""
alrededor de, around, based in, cerca, cerca de, cerca del, close to, en, from, im from, in, live by, live in, live near, lives in,
living in, located in, miles from, miles of, millas de, near, nearby, next to, outside, outside of, por, serving, vive en, vivimos en,
vivo en
""")
)
_LOOSE = {"in", "en", "from", "por", "cerca"}
"""After these a name counts as a place only if it is a large town's, has its state with it, or is written with a capital."""
_LENGTHS = {"hours", "hour", "minutes", "min", "mins", "hrs", "hr"}
_BEFORE_NAMES = {
    *("the", "downtown", "greater", "metro", "el", "la", "area", "de", "north", "south", "east", "west", "northern", "southern", "eastern"),
    *("western", "central", "suburban", "rural", "city", "of", "ciudad", "upstate", "norte", "sur", "zona", "centro"),
}
LONGEST = 2_000
"""Characters read for wishes: some rules look at all pairs of phrases, and nobody's question is longer."""
LARGE, TOWN = 100_000, 20_000
"""People in a place that counts without any word before it, and after a loose one ("in", "en")."""

_NUMBERS = """
zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen
"""
_NUMEROS = """
cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciseis diecisiete dieciocho diecinueve
"""
_VALUE = {word: n for names in (_NUMBERS, _NUMEROS) for n, word in enumerate(names.split())}
_N = rf"(?:\d{{1,3}}|{'|'.join(w for w in _VALUE if _VALUE[w] > 1)})"
_RELATIVE = "|".join(
    sorted(
        _words(
            """
son daughter kid child teen teenager boy girl he she hes shes brother sister mom dad mother father husband wife who client patient
grandmother grandma grandfather grandpa uncle aunt niece nephew grandson granddaughter boyfriend girlfriend partner woman man male
female adolescente joven muchacho muchacha chico chica mujer hombre hijo hija nino nina hermano hermana esposo esposa sobrino sobrina
nieto nieta mama papa novio novia abuelo abuela
"""
        )
    )
)
_SELF = "i am|im|i m|soy|tengo"
_NOT_YEARS = "|".join(
    _words("years? yrs? months? weeks? hours? minutes? miles? days? percent steps? of times? pills? beers? drinks? lbs? pounds mins? st th")
    | _words("dollars bucks anos meses semanas dias kids children hijos ninos")
)
_NOT_AGED = r"bebiendo|tomando|consumiendo|usando|sin\b|con\b|en (?:recup|trat)|limpi|sobri|de (?!edad)"
_AGES = (
    rf"\b(?P<n>{_N}) ?(?:years?|yrs?) ?olds?\b",
    rf"\b(?P<n>{_N}) years? of age\b",
    rf"\b(?P<n>{_N}) ?(?:yo|y o)s?\b",
    rf"\b(?:age|aged|edad|edad de) (?:of )?(?P<n>{_N})\b(?! (?:to|through|or|and|a|y) \d)",
    r"\b(?P<n>[1-9]\d)(?:f|m)\b|\b[fm](?P<n2>[1-9]\d)\b",
    rf"\b(?:de|tiene|tengo|tienen|cumplio) (?P<n>{_N}) an(?:os|itos)\b(?! (?:{_NOT_AGED}))",
    rf"\b(?:{_RELATIVE}) (?:de )?(?P<n>{_N}) an(?:os|itos)\b",
    rf"\b(?:{_SELF}|(?:{_RELATIVE})(?: is| s| just turned| turned| turning| turns| tiene| de)?|is|turned|turning|tiene) (?P<n>{_N})\b"
    rf"(?! (?:{_NOT_YEARS})\b)",
)
_AGE_THEN = re.compile(
    r"\b(?:since|when|started at|began at|from age|desde los|cuando|was|ago|at age|at the age of"
    r"|copay|budget|cost|costs|deductible|price|limit|fee|adiccion|sobriedad|matrimonio|experiencia)(?: \w+){0,3} ?$"
)
_THEIR_CHILD = re.compile(r"\b(?:my|our|mi|nuestr[ao]) (?:\w+ )?(?:son|daughter|kid|child|teen|teenager|boy|girl|hijo|hija)\b")
AGES = (5, 110)
"""Years that can be a patient's: a two-year-old is why someone needs child care."""

_LOW = "at least|minimum|minimum of|min|more than|over|por lo menos|al menos|minimo|mas de"
_HIGH = "up to|at most|no more than|not more than|max|maximum|less than|under|hasta|maximo|menos de|no mas de"
_SPAN = rf"(?:(?P<low>{_LOW}) |(?P<high>{_HIGH}) )?(?P<n>{_N})(?:(?: (?:to|a|or|o|and|y))? (?P<to>{_N}))? ?"
_AFTER = r"(?: (?P<high2>max|maximum|tops|or less|at most|maximo|o menos)| (?P<low2>or more|minimum|at least|o mas|minimo))?\b"
_A_WEEK = r" ?(?:a|per|por|a la|each|every|x)? ?(?:week|wk|weekly|semana|semanales)"
_A_DAY = r" ?(?:a|per|al|por|each|every)? ?(?:day|dia|session|sesion)"
_MEASURES = {
    "days_per_week": rf"\b{_SPAN}(?:days?|dias?|x|times?|veces|nights?|evenings?|sessions?|noches){_A_WEEK}{_AFTER}",
    "hours_per_week": rf"\b{_SPAN}(?:hours?|hrs?|hr|horas?){_A_WEEK}{_AFTER}",
    "hours_per_day": rf"\b{_SPAN}(?:hours?|hrs?|hr|horas?){_A_DAY}{_AFTER}",
    "weeks": rf"\b{_SPAN}weeks? (?:long|program|iop)\b|\b(?:programa? (?:of|de)) (?P<n2>{_N}) (?:weeks|semanas)\b",
}
_NOT_SCHEDULE = re.compile(
    r"\b(?:drink|drinks|drinking|use|uses|using|smoke|smokes|smoking|work|works|working|bebe|bebo|toma|tomo|trabajo|trabaja|fuma)"
    r"(?: \w+)? ?$"
)
_EVENING = re.compile(
    r"\b(?:after|despues de las|a partir de las) [4-8] ?(?:[03]0)?(?: ?p ?m| de la tarde)?\b"
    r"(?! (?:years?|months?|weeks?|days?|hours?|beers?|drinks?|min|miles?|anos))"
)
_RADIUS = re.compile(
    r"\b(?:within|under|less than|up to|a menos de|menos de|dentro de|max)? ?(?P<n>\d{1,3}) ?(?:miles?|mi|millas)\b(?! (?:per|away))"
)
_ZIP = re.compile(r"\d{5}(?:\d{4})?")


@dataclass(slots=True)
class _Found:
    """A phrase among the words: from the word `first` to before `last`. `name` is a wish, a relation ("~men"), a level, or nothing."""

    first: int
    last: int
    name: str
    strength: Strength | None = None
    refused: bool = False

    @property
    def dimension(self) -> str:
        """The part before the colon."""
        return self.name.partition(":")[0]


@dataclass
class _Reader:
    """Reads one sentence: each word is taken once, by what understands the longest run of words."""

    text: str
    words: Sequence[Cut]
    vocabulary: Vocabulary
    found: list[_Found] = field(default_factory=list)
    taken: set[int] = field(default_factory=set)

    @cached_property
    def line(self) -> str:
        """The words with one space between."""
        return " ".join(w.word for w in self.words)

    @cached_property
    def at(self) -> Mapping[int, int]:
        """The word that begins at a place of `line`."""
        places, position = {}, 0
        for i, word in enumerate(self.words):
            places[position] = i
            position += len(word.word) + 1
        return places

    def slice(self, first: int, last: int) -> tuple[str, int, int]:
        """The original text of some words, and where it stands."""
        start, end = self.words[first].start, self.words[last - 1].end
        return self.text[start:end], start, end

    def said(self, value: str, first: int, last: int) -> Said:
        """A value with its words, which are taken now."""
        self.taken.update(range(first, last))
        return Said(value, *self.slice(first, last))

    def matches(self, pattern: str | re.Pattern[str], shared: bool = False) -> Iterator[tuple[re.Match[str], int, int]]:
        """Each match of a pattern in `line` that takes whole words which nobody has taken; `shared` ones may be."""
        for match in re.finditer(pattern, self.line):
            start = match.start() + (len(match[0]) - len(match[0].lstrip()))
            if (first := self.at.get(start)) is None or not match[0].strip():
                continue
            last = first + len(match[0].split())
            if (shared or not self.taken.intersection(range(first, last))) and not any(self.words[i].stop for i in range(first + 1, last)):
                yield match, first, last

    def read_phrases(self, phrases: Iterable[_Found]) -> None:
        """Takes the phrases that were found in the words, but for those that were taken before."""
        for found in phrases:
            if not self.taken.intersection(range(found.first, found.last)):
                self.found.append(found)
                self.taken.update(range(found.first, found.last))
        self.found.sort(key=lambda f: f.first)

    # Places

    def read_place(self, places: Gazetteer) -> tuple[Said | None, Said | None]:
        """Where, and within how many miles: a ZIP, else what follows "near" or "in", else a town with its state, or a large one alone."""
        radius = next(((m["n"], i, j) for m, i, j in self.matches(_RADIUS) if RADIUS[0] <= int(m["n"]) <= RADIUS[1]), None)
        near = self._zip(places) or self._placed(places) or self._stated(places) or self._alone(places)
        if not near:
            return None, None
        (first, last), kinds = near
        self.found = [f for f in self.found if f.last <= first or f.first >= last]
        words, _, _ = self.slice(first, last)
        place = self.said(" ".join(words.split()), first, last)
        return place, self.said(*radius) if radius and kinds != {"state"} else None

    def _zip(self, places: Gazetteer) -> tuple[tuple[int, int], set[str]] | None:
        for i, word in enumerate(self.words):
            if _ZIP.fullmatch(word.word) and not self.text[: word.start].endswith("$") and places.zip(word.word[:5]):
                for first in range(max(0, i - 4), i):
                    free = not self.taken.intersection(range(first, i)) - self._states(first, i)
                    if free and self._find(first, i + 1, places) and any(p.kind == "city" for p in self._find(first, i, places)):
                        return (first, i + 1), {"zip"}
                more = i + 1 < len(self.words) and bool(re.match(r"-\d{4}\b", self.text[word.end :]))
                return (i, i + 1 + more), {"zip"}
        return None

    def _placed(self, places: Gazetteer) -> tuple[tuple[int, int], set[str]] | None:
        for loose in (False, True):
            for i in range(1, len(self.words)):
                for count in (2, 1):
                    before = " ".join(w.word for w in self.words[max(0, i - count) : i])
                    if before in _PLACED and (before in _LOOSE) == loose and not parted(self.words[i]):
                        if before == "from" and i > 1 and self.words[i - 2].word in _LENGTHS:
                            break
                        if found := self._named(i, i - count, loose, places):
                            return found
                        break
        return None

    def _named(self, i: int, preposition: int, loose: bool, places: Gazetteer) -> tuple[tuple[int, int], set[str]] | None:
        """The longest place from the word i on, perhaps after "the" or "downtown"."""
        for first in range(i, min(i + 4, len(self.words))):
            for last in range(min(first + 6, len(self.words)), first, -1):
                if self.words[first].word == "the" or not self._free(preposition, first, last):
                    continue
                found = self._find(first, last, places)
                if found and (not loose or self._sure(first, last, found)) and not (last - first == 1 and self._ordinary(first, found)):
                    return (first, last), {p.kind for p in found}
            if self.words[first].word not in _BEFORE_NAMES:
                return None
        return None

    def _free(self, preposition: int, first: int, last: int) -> bool:
        """Whether no phrase reaches into these words that is as long as they are, with the preposition."""
        return not any(
            f.first < last and f.last > first and (f.name or f.first < first) and f.last - f.first >= last - preposition - (f.last > last)
            for f in self.found
            if not f.name.startswith("~") and f.dimension != "level_of_care"
        ) and not any(f.dimension == "level_of_care" and f.first < last and f.last > first for f in self.found)

    def _find(self, first: int, last: int, places: Gazetteer) -> list[FoundPlace]:
        """The places that the words mean; none where they reach over a stop, or over a comma that no state or ZIP follows."""
        words = self.words[first:last]
        if any(w.stop for w in words[1:]) or (words[-1].word in _EMPTY and not places.state(words[-1].word)):
            return []
        if words[-1].word in ("area", "region"):
            return []
        commas = [i for i, w in enumerate(words) if i and w.comma]
        if len(words) > 1 and words[-1].word in _WEAK_CODES and not self._ends(last) and self._lower(last - 1):
            return []
        if commas and (len(commas) > 1 or not self._state_or_zip(words[commas[0] :], places)):
            return []
        name, _, _ = self.slice(first, last)
        if (words[0].word in _EMPTY and len(words) == 1) or (words[0].word.isdigit() and len(words[0].word) != 5):
            return []
        return find_places(" ".join(name.split()), places)

    def _state_or_zip(self, words: Sequence[Cut], places: Gazetteer) -> bool:
        names = [w.word for w in words if not _ZIP.fullmatch(w.word)]
        return not names or places.state(" ".join(names)) is not None

    def _ends(self, last: int) -> bool:
        """Whether a clause ends before the word `last`."""
        return last >= len(self.words) or bool(parted(self.words[last]))

    def _lower(self, i: int) -> bool:
        """Whether a word is written small, or everything is written large."""
        word = self.text[self.words[i].start : self.words[i].end]
        return not word.isupper() or self.text.isupper()

    def _ordinary(self, first: int, found: list[FoundPlace]) -> bool:
        word = self.words[first].word
        small = not self.text[self.words[first].start].isupper()
        return (word in _ORDINARY and (small or found[0].population < LARGE)) or (found[0].kind == "county" and small)

    def _sure(self, first: int, last: int, found: list[FoundPlace]) -> bool:
        capital = self.text[self.words[first].start].isupper() and not self.text.isupper()
        return capital or last - first > 1 or found[0].population >= TOWN or found[0].kind in ("zip", "state")

    def _stated(self, places: Gazetteer) -> tuple[tuple[int, int], set[str]] | None:
        """A town and its state, wherever they stand: "boulder co", "Fort Collins, Colorado"."""
        for last in range(2, len(self.words) + 1):
            for count in (2, 1):
                if last - count < 1 or not places.state(" ".join(w.word for w in self.words[last - count : last])):
                    continue
                for first in range(max(0, last - count - 3), last - count):
                    if any(f.name and f.first < last and f.last > first and (f.first < first or f.last > last) for f in self.found):
                        continue
                    found = self._find(first, last, places)
                    if found and found[0].kind in ("city", "neighbourhood", "county"):
                        return (first, last), {p.kind for p in found}
        return None

    def _states(self, first: int, last: int) -> set[int]:
        return {i for f in self.found if f.dimension == "serves_state" for i in range(f.first, f.last) if first <= i < last}

    def _alone(self, places: Gazetteer) -> tuple[tuple[int, int], set[str]] | None:
        """A large town or a state that is a clause by itself, or begins or ends the sentence, or stands beside "iop" or "area"."""
        beside = {f.last for f in self.found if f.name.startswith("level_of_care")} | {
            i + 1 for i, w in enumerate(self.words) if w.word in _SERVED
        }
        ahead = {f.first for f in self.found if f.name.startswith("level_of_care")} | {
            i for i, w in enumerate(self.words) if w.word in ("area", "programs")
        }
        for count in (3, 2, 1):
            for first in range(len(self.words) - count, -1, -1):
                last = first + count
                starts = first == 0 or bool(parted(self.words[first]))
                ends = self._ends(last)
                capital = first > 0 and self.text[self.words[first].start].isupper() and not self.text.isupper()
                named = capital and not starts and not (count == 1 and self.words[first].word in _FIRST_NAMES)
                if not (named or (starts and ends) or (last == len(self.words)) or first == 0 or first in beside or last in ahead):
                    continue
                if self.taken.intersection(range(first, last)) - self._states(first, last) or (
                    count == 1 and self.words[first].word in _ORDINARY | _EMPTY
                ):
                    continue
                if first and self.words[first].word in _FIRST_NAMES and re.fullmatch(_RELATIVE, self.words[first - 1].word):
                    continue
                found = self._find(first, last, places)
                county = bool(found) and found[0].kind == "county" and self.words[last - 1].word in ("county", "parish")
                if found and (
                    county
                    or found[0].population >= LARGE
                    or (starts and ends and found[0].kind in ("city", "state") and found[0].population >= TOWN)
                ):
                    return (first, last), {p.kind for p in found}
        return None

    # Numbers

    def read_measures(self) -> None:
        """Takes hours, days and weeks, and "after 5 pm"."""
        for name, pattern in _MEASURES.items():
            for match, first, last in self.matches(pattern):
                if _NOT_SCHEDULE.search(self.line[: match.start()]):
                    self.read_phrases([_Found(first, last, "")])
                elif value := _span(match, self.vocabulary.measures[name].most):
                    evening = [_Found(first, last, "schedule:evening")] if re.search("night|evening|noche", match[0]) else []
                    self.read_phrases([_Found(first, last, f"{name}:{value}")])
                    self.found += evening
        for _, first, last in self.matches(_EVENING):
            self.read_phrases([_Found(first, last, "schedule:evening")])

    def read_age(self) -> Said | None:
        """The age of whom the search is for: of several, someone else's rather than the writer's own."""
        ages: list[tuple[int, int, int, str]] = []
        for pattern in _AGES:
            for match, first, last in self.matches(pattern, shared=True):
                number = next(i for i in range(first, last) if re.search(rf"\d|^(?:{_N})", self.words[i].word))
                if number in self.taken:
                    continue
                years = _number(match["n"] or match.groupdict().get("n2") or "0")
                before = self.line[: match.start()]
                if AGES[0] <= years <= AGES[1] and not _AGE_THEN.search(before):
                    own = bool(re.match(rf"(?:{_SELF})\b", match[0])) or bool(re.search(rf"\b(?:{_SELF})(?: an?)?\s*$", before))
                    ages.append((own, first, last, str(years)))
        for i, word in enumerate(self.words):
            alone = (i == 0 or parted(word)) and self._ends(i + 1) and i not in self.taken
            if alone and re.fullmatch(r"[1-9]\d", word.word):
                ages.append((False, i, i + 1, word.word))
        for match, first, last in self.matches(rf"\b(?P<n>{_N}) (?:anos|years)\b"):
            if (first == 0 or parted(self.words[first])) and self._ends(last) and AGES[0] <= _number(match["n"]) <= AGES[1]:
                ages.append((False, first, last, str(_number(match["n"]))))
        if _THEIR_CHILD.search(self.line):
            ages = [a for a in ages if not a[0]]  # "our daughter has anorexia. I am 52": a wrong age would remove what is right
        if not ages:
            return None
        _, first, last, value = min(ages, key=lambda a: a[0])
        return self.said(value, first, last)

    # Wishes

    def wishes(self, age: Said | None) -> tuple[Heard, ...]:
        """The wishes in the order of the sentence, each with its strength; alternatives side by side are one wish."""
        minor = (age is not None and int(age.value) < 18) or any(
            f.name.startswith(("age_group:adol", "age_group:child")) for f in self.found
        )
        before: _Found | None = None
        for found in self.found:
            self._weigh(found, before)
            before = found if found.name else before
        self.found = [f for f in self.found if self._wished_if_refused(f)]
        meant = [f for f in self.found if self._wished(f, age, minor)]
        return tuple(self._heard(group) for group in self._joined(_first_of_each(meant)))

    def _wished_if_refused(self, found: _Found) -> bool:
        """Takes the mark off what is only heard when it is refused ("no groups"), and leaves the rest out; "no religious groups" is one."""
        if not found.name.startswith("!"):
            return True
        of_whom = found.last < len(self.words) and self.words[found.last].word in _WHOSE
        beside = of_whom or any(found.last == other.first or found.first == other.last for other in self.found)
        found.name = found.name[1:]
        return found.refused and not beside

    def level(self) -> Said | None:
        """Another level of care than IOP, where it alone is asked for; not one that is behind the person ("after detox")."""
        named = [f for f in self.found if f.name in _LEVELS and not f.refused and not self._behind(f)]
        levels = {_LEVELS[f.name] for f in named}
        if levels != {"php"}:
            return None
        return Said("php", *self.slice(named[0].first, named[0].last))

    def rest(self) -> tuple[str, ...]:
        """The words that nobody understood."""
        left = [w for i, w in enumerate(self.words) if i not in self.taken and w.word not in _EMPTY and w.word not in _cue_words()]
        return tuple(dict.fromkeys(self.text[w.start : w.end] for w in left))

    def _behind(self, found: _Found) -> bool:
        return bool(_LEAVING & {w.word for w in self.words[max(0, found.first - 3) : found.first]})

    def _wished(self, found: _Found, age: Said | None, minor: bool) -> bool:
        if not found.name or found.strength is None or found.dimension in ("level_of_care", "serves_state"):
            return False
        if found.name.startswith("~"):
            return not minor and self._for_them(found, age)
        if found.name == "program_type:addiction":
            return not any(self._one_with(found, other) for other in self.found if other.dimension == "condition")
        if found.name == "condition:suicidal_thoughts":
            return not _BEREAVED & {w.word for w in self.words[max(0, found.first - 6) : found.first]}
        if found.name == "payment:private_insurance":
            return not any(other.dimension == "insurer" for other in self.found)
        if found.dimension == "staff":
            return not self._speaks(found)
        if found.dimension == "age_group":
            return age is None
        return not (minor and found.name == "population:parents")

    def _one_with(self, kind: _Found, condition: _Found) -> bool:
        """Whether "addiction" says no more than the condition beside it: "opioid addiction", "addicted to meth"."""
        first, last = sorted((kind, condition), key=lambda f: f.first)
        return {w.word for w in self.words[first.last : last.first]} <= _OF and not any(
            w.stop for w in self.words[first.last : last.first + 1]
        )

    def _speaks(self, found: _Found) -> bool:
        """Whether a profession is someone's who writes or advises: "I am a social worker", "her therapist says"."""
        before = [w.word for w in self.words[max(0, found.first - 3) : found.first]]
        after = [w.word for w in self.words[found.last : found.last + 3]]
        return bool(
            set(before[-1:]) & {*_OWNED, "the", "school", "el", "la"} or {"am", "im", "soy"} & set(before) or _SAYING & set(after[:2])
        )

    def _for_them(self, found: _Found, age: Said | None) -> bool:
        """Whether the search is for this relation: "for my husband", "my husband drinks", not "my husband has Aetna" or "my wife died"."""
        before = [w.word for w in self.words[max(0, found.first - 4) : found.first]]
        after = [w.word for w in self.words[found.last : found.last + 2]]
        if before and before[-1] not in _OWNED and found.first:
            return False
        if self.words[found.last - 1].word.endswith("s") and found.first:
            return not _WORK & set(after[:1])  # "my dad's gambling"
        if age is not None and 0 <= age.start - self.words[found.last - 1].end <= 12:
            return True  # "my brother, 31"
        if {"for", "help", "about", "para", "get", "a"} & set(before[-3:-1]):
            return True
        insured = any(f.dimension in _COVERAGE and 0 <= f.first - found.last <= 4 for f in self.found) and bool(
            {"has", "tiene"} & set(after[:1])
        )
        return bool(after) and after[0] in _DOING and not insured

    def _weigh(self, found: _Found, before: _Found | None) -> None:
        """Sets how a phrase is meant, by its dimension and by the words around it in its clause."""
        if found.name.startswith("~"):
            found.strength = "prefer"
            return
        ahead, behind = self._ahead(found, before), self._behind_words(found)
        found.refused = (
            (self.words[found.first].word not in _DENIALS and _refusing(ahead))
            or self._chained(found, before)
            or any(behind.startswith(cue) for cue in _list(_REFUSED))
        )
        about = found.dimension.removeprefix("!")
        if found.name == "delivery:telehealth":
            found.name = "delivery:virtual" if found.refused else "delivery:virtual,telehealth"
        if found.refused:
            denied = about == "program_type" and bool(_DENYING & set(ahead.split()))
            found.strength = "avoid" if about in _AVOIDABLE and not denied else None
            return
        soft = _says(ahead, _SOFTENING) or any(behind.startswith(cue) for cue in _list(_SOFTENED))
        firm = _says(ahead, _INSISTING) or bool(_INSISTED_BEHIND.match(behind))
        if about in _COVERAGE and self._insures(found):
            found.strength = "require" if firm and "must" in ahead else "rule_out"
        elif about in _REQUIRED:
            found.strength = "prefer" if soft else "require"
        else:
            found.strength = "require" if firm and not soft else "prefer"

    def _insures(self, found: _Found) -> bool:
        """Whether it is a coverage that one has, not a help with the cost, of which silence and a no say less."""
        return found.dimension == "insurer" or self.vocabulary.terms[found.name].question == "insurance"

    def _ahead(self, found: _Found, before: _Found | None) -> str:
        """The up to five words before a phrase, since its clause began or another phrase ended."""
        words: list[str] = []
        i = found.first
        while i > (before.last if before else 0) and len(words) < 5 and not parted(self.words[i]):
            i -= 1
            words.insert(0, self.words[i].word)
        return " ".join(words)

    def _behind_words(self, found: _Found) -> str:
        words = []
        for i in range(found.last, min(found.last + 4, len(self.words))):
            if self.words[i].stop:
                break
            words.append(self.words[i].word)
        return " ".join(words)

    def _between(self, before: _Found, found: _Found) -> list[str] | None:
        """The words between two phrases if they only join; None if they do not."""
        words = [w.word for w in self.words[before.last : found.first]]
        if any(w.stop for w in self.words[before.last : found.first + 1]) or not set(words) <= set(_list(_JOINING)):
            return None
        return words

    def _chained(self, found: _Found, before: _Found | None) -> bool:
        """Whether a refusal goes on: "no AA or anything religious", "no AA, NA"; not "no AA and evenings"."""
        if before is not None and before.refused and before.name.startswith("!") and before.last == found.first:
            return True  # "no religious groups" in Spanish order
        between = self.words[before.last : found.first] if before is not None and before.refused else []
        if len(between) == 1 and between[0].word in _WHOSE and not parted(between[0]):
            return True  # "no groups with men"
        if before is None or not before.refused or (words := self._between(before, found)) is None:
            return False
        welcome = bool(_WELCOME.match(self._behind_words(found)))
        return bool(_ALTERNATIVE & set(words)) or (before.dimension == found.dimension and not welcome)

    def _joined(self, found: list[_Found]) -> Iterator[list[_Found]]:
        group: list[_Found] = []
        for f in found:
            if group and self._alternatives(group[-1], f):
                group.append(f)
            else:
                if group:
                    yield group
                group = [f]
        if group:
            yield group

    def _alternatives(self, before: _Found, found: _Found) -> bool:
        if before.dimension != found.dimension or found.dimension not in _EITHER or before.strength != found.strength:
            return False
        questions = {self.vocabulary.terms[_terms(f)[0]].question for f in (before, found)}
        return found.strength != "avoid" and len(questions) == 1 and self._between(before, found) is not None

    def _heard(self, group: list[_Found]) -> Heard:
        name = group[0].name
        if name.startswith("~"):
            name = f"population:{name[1:]}"
        elif len(group) > 1:
            names = dict.fromkeys(term.partition(":")[2] for f in group for term in _terms(f))
            name = f"{group[0].dimension}:{','.join(names)}"
        assert group[0].strength is not None
        return Heard(name, group[0].strength, *self.slice(group[0].first, group[-1].last))


_WELCOME = re.compile(r"(?:is |are |esta )?(?:ok|okay|fine|good|great|please|yes|bien|si)\b")
_WHOSE = {"with", "for", "of", "con", "para", "de"}
_OF = {"to", "a", "al", "la", "el", "los", "las", "with", "of", "de", "por", "use", "abuse"}
_SAYING = _words(
    """
dice dijo recomendo recomienda recommend recommended recommending recommends referred refers said says suggested suggesting suggests
thinks told
"""
)
_LEAVING = _words("after from leaving left finished finishing completed de despues sali step stepping")
_WORK = _words("job work insurance plan employer employers policy company seguro trabajo")
_DENIALS = {"no", "not", "dont", "without", "sin", "doesnt", "cant", "wont", "lost"}
"""A phrase that begins with one is not refused: "no money no insurance"."""
_BEREAVED = {"lost", "losing", "lose", "died", "death", "murio", "perdi", "perdimos"}
_DENYING = {"have", "use", "uses", "using", "do", "does", "touched", "took", "tried", "drink", "tengo", "tiene", "usa", "uso", "consume"}
"""After a "no": something that one does not do, which says nothing about a program."""
_OWNED = {"my", "our", "his", "her", "their", "mi", "mis", "nuestro", "nuestra", "su", "elderly", "ex"}
_SERVED = {"area", "iop", "in"}
_DOING = _words(
    """
bebe been came cant consume drank drinks esta got has hasnt hes is just keeps lost necesita needs no overdosed que quiere recayo
relapsed s se shes sigue started struggles struggling suffers sufre tiene toma tuvo usa uses using wants was went who wont
"""
)


def _first_of_each(found: Iterable[_Found]) -> list[_Found]:
    """Each term once: the strongest way it is meant; an avoidance stays."""
    order = {"avoid": 0, "require": 1, "rule_out": 2, "prefer": 3}
    best: dict[str, _Found] = {}
    for f in found:
        key = (
            f.name.replace("~", "population:")
            if ":" not in f.name or f.dimension not in ("hours_per_week", "days_per_week")
            else f.dimension
        )
        if key not in best or order[f.strength or "prefer"] < order[best[key].strength or "prefer"]:
            best[key] = f
    return sorted(best.values(), key=lambda f: f.first)


def _terms(found: _Found) -> list[str]:
    about, _, names = found.name.partition(":")
    return [f"{about}:{name}" for name in names.split(",")]


def _refusing(words: str) -> bool:
    """Whether the words before a phrase refuse it: a "no" after which the clause does not turn."""
    padded = f" {words} "
    ends = [padded.rfind(f" {cue} ") + len(cue) + 1 for cue in _list(_REFUSING) if f" {cue} " in padded]
    if not ends:
        return False
    after = padded[max(ends) :].split()
    after = after[1:] if after[:1] in (["for"], ["para"]) else after  # "not for depression"
    return not (after and after[0] in _list(_LOST)) and not set(after) & set(_list(_BREAKING))


def _says(words: str, cues: str) -> bool:
    return any(f" {cue} " in f" {words} " for cue in _list(cues))


@cache
def _cue_words() -> frozenset[str]:
    every = (_REFUSING, _BREAKING, _INSISTING, _SOFTENING, _INSISTED, _SOFTENED, _REFUSED, _JOINING)
    return (
        frozenset(word for cues in every for cue in _list(cues) for word in cue.split())
        | _BEFORE_NAMES
        | {w for p in _PLACED for w in p.split()}
    )


def _number(word: str) -> int:
    return _VALUE[word] if word in _VALUE else int(word)


def _span(match: re.Match[str], most: float) -> str:
    """ "3", "9..12", "9.." or "..12"; empty if it makes no sense."""
    said = match.groupdict()
    low = _number(said["n"] or said.get("n2") or "0")
    high = _number(said["to"]) if said.get("to") else low
    if not 0 < low <= high <= most:
        return ""
    if said.get("low") or said.get("low2"):
        return f"{low}.."
    if said.get("high") or said.get("high2"):
        return f"..{high}"
    return f"{low}..{high}" if low != high else str(low)


# Phrases and spelling


def _phrases(words: Sequence[Cut], lexicon: Lexicon) -> Iterator[_Found]:
    """The phrases of the vocabulary and of seekers' own speech, leftmost and longest; seekers' own before the vocabulary's."""
    own = [
        (i, j, names)
        for i, j, names in _own_phrases().among(words, overlapping=True)
        if not names[0].startswith("~") or i == 0 or words[i - 1].word in _OWNED or parted(words[i])
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
            yield _Found(i, last, name)


def _taken_for(names: Iterable[str]) -> str | None:
    """The one term that a phrase is taken for; None where it is none that a sentence can wish."""
    meant = {_MEANT.get(n, n.removesuffix("_welcoming")) for n in names}
    rank = {d: i for i, d in enumerate(_TAKEN_FOR)}
    known = sorted((n for n in meant if n.partition(":")[0] in rank), key=lambda n: (rank[n.partition(":")[0]], n))
    return known[0] if known else None


@cache
def _own() -> tuple[tuple[str, str], ...]:
    """Seekers' own phrases, each with its meaning; a relation's also as what is his or hers."""
    entries = (entry.partition(" = ") for entry in re.split(r"\n(?=\S)", _SAID.strip()))
    said = [(" ".join(phrase.split()), name.removeprefix("-")) for name, _, phrases in entries for phrase in phrases.split(",")]
    return (*said, *((f"{phrase}s", name) for phrase, name in said if name.startswith("~")))


@cache
def _own_phrases() -> Phrases:
    return Phrases(_own())


class _Speller:
    """Mends a word that is one slip (a letter more, less, other, or two changed about) from a known word of six letters or more,
    if all words that it may be begin alike."""

    def __init__(self, words: Iterable[str], also: frozenset[str] = frozenset()) -> None:
        targets = frozenset(words)
        self._known = targets | also
        self._near: dict[str, set[str]] = {}
        for word in targets:
            if len(word) >= 6 and word.isalpha():
                for form in (word, *_shorter(word)):
                    self._near.setdefault(form, set()).add(word)

    def mend(self, word: str) -> str:
        """The known word that is meant, or the word itself. One more letter at the end is no slip: "relapsed" is not "relapse"."""
        if len(word) < 6 or word in self._known or word in _EMPTY or word in _NOT_SLIPS or not word.isalpha():
            return word
        near = {
            k
            for form in (word, *_shorter(word))
            for k in self._near.get(form, ())
            if k[0] == word[0] and word[:-1] != k and _one_slip(word, k)
        }
        return min(near) if len({known[:5] for known in near}) == 1 else word


_NOT_SLIPS = _words(
    """
addition another attended brother carried charity country county courses evening evenings fainting father feather granted grieve manage
married massage mediation medical medicate medicated meeting meetings mental message mission morning mother mothers painting parties
patents planes relation relations several weather whether worried
"""
)


def _shorter(word: str) -> Iterator[str]:
    return (word[:i] + word[i + 1 :] for i in range(len(word)))


def _one_slip(a: str, b: str) -> bool:
    if len(a) == len(b):
        differ = [i for i, (x, y) in enumerate(zip(a, b, strict=True)) if x != y]
        swapped = len(differ) == 2 and differ[1] == differ[0] + 1 and a[differ[0]] == b[differ[1]] and a[differ[1]] == b[differ[0]]
        return len(differ) == 1 or swapped
    return abs(len(a) - len(b)) == 1 and min(a, b, key=len) in _shorter(max(a, b, key=len))


_SPELLED = {"condition", "therapy", "payment", "insurer", "program_type", "approach", "schedule"}


@lru_cache(maxsize=4)
def _speller(lexicon: Lexicon) -> _Speller:
    terms = lexicon.vocabulary.terms.values()
    said = [(t.dimension, s) for t in terms for s in (*t.label.values(), *(w for words in t.words.values() for w in words))]
    known = frozenset(w.word for s in (*(s for _, s in said), *(phrase for phrase, _ in _own())) for w in cut(s))
    return _Speller((w.word for dimension, s in said if dimension in _SPELLED for w in cut(s)), known)


@lru_cache(maxsize=4)
def _spelled_crisis(phrases: tuple[tuple[str, str], ...]) -> tuple[Phrases, _Speller]:
    return Phrases(phrases), _Speller(w.word for phrase, _ in phrases for w in cut(phrase))


def _crisis_phrases(crisis: Crisis) -> tuple[Phrases, _Speller]:
    return _spelled_crisis(tuple((word, box.id) for box in crisis.boxes for said in box.words.values() for word in said))


def _spelled(words: Sequence[Cut], lexicon: Lexicon) -> list[Cut]:
    speller = _speller(lexicon)
    return [replace(w, word=speller.mend(w.word)) for w in words]
