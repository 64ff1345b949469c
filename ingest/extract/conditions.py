"""What a program treats."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ingest.extract.lines import Line
from ingest.extract.named import named
from ingest.extract.said import Said, make_said
from ingest.extract.scope import Scopes

_TREATS = re.compile(
    r"\b(?:treat|treats|treated|treating|treatment|treatments|specializ\w+|help|helps|helping|serve|serves|serving|for|with"
    r"|program|programs|iop|track|therapy|support|supports|address|addresses|addressing|care|recover|recovering|recovery|respond"
    r"|responds|our|work with|living with|manage|managing|struggling|"
    r"tratamos|trata|tratar|tratamiento|atendemos|atiende|programa|ayudamos|para|personas con|especializ\w+|terapia)\b"
)
_HEADED = re.compile(
    r"\b(?:treat|treats|treated|conditions|diagnos\w+|disorders|specialt\w+|concerns|issues|who we help|who we serve|help with"
    r"|we help|addictions|substances|mental health|programs|focus|tratamos|trastornos|condiciones|problemas|what we|services"
    r"|atendemos)\b"
)
_ASIDE = re.compile(
    r"\b(?:trauma-informed|trauma informed|trauma-focused|trauma-sensitive|drug and alcohol counsel|alcohol and drug counsel"
    r"|alcohol counselor|alcohol-free|alcohol free|alcohol and drug abuse services|department|screen|screens|screening|board"
    r"|safety|test|tests|testing|trauma therapy|trauma center)\b"
)


def read_conditions(line: Line, scopes: Scopes) -> Iterator[Said]:
    """The conditions that a line says are treated or not."""
    headed = any(_HEADED.search(over) for over in line.over_plain[-2:])
    for mention, says in named(line, "condition"):
        around = line.plain[max(0, mention.start - 10) : mention.end + 24]
        if _ASIDE.search(around):
            continue
        labelled = _HEADED.search(line.plain[: mention.start].rpartition(":")[0])
        if labelled or (headed and line.is_fragment) or _TREATS.search(line.plain):
            yield make_said(line, mention.term, says, scopes.of(line, mention.start))
