"""Which insurers and kinds of payment a program takes, in its network or out of it, and which it does not."""

from __future__ import annotations

import re
from collections.abc import Iterator

from data.pages import load_page_cues
from data.vocabulary import load_vocabulary
from finder.claim import Says
from ingest.extract.lines import Line, Mention
from ingest.extract.named import answers
from ingest.extract.polarity import clause, is_marked, polarity
from ingest.extract.said import Said, make_said
from ingest.extract.scope import Scopes

_CUES = load_page_cues()
_IN_NETWORK = re.compile(r"\b(?:in[- ]network|dentro de la red|accepts?|accepted|aceptamos|take)\b")
_ALL_INSURANCE = re.compile(r"\b(?:(?:insurance|insurances|insurance companies|any insurance|seguros?|seguro medico|health plans)\b)")
_NO_INSURANCE = re.compile(
    r"\b(?:do not|don't|does not|cannot|not) (?:currently |directly )?(?:accept|take|bill|contract with|participate (?:in|with)"
    r"|work with) (?:any |with |health |private |commercial )*(?:insurance|insurances|insurance plans|insurance companies)\b"
    r"|\bno (?:aceptamos|trabajamos con) (?:ningun )?seguros?\b|\bnot covered by insurance\b|\binsurance is not accepted\b"
)
_MONEY = frozenset(("payment:self_pay", "payment:sliding_scale", "payment:payment_assistance", "payment:payment_plan", "payment:free_care"))


def read_insurance(line: Line, scopes: Scopes) -> Iterator[Said]:
    """The insurers and kinds of payment that a line claims or denies."""
    for mention, says in answers(line, "insurer", "payment"):
        yield make_said(line, mention.term, says)
    if _CUES["out_of_network_all"].search(line.plain) and not any(m.dimension == "insurer" for m in line.mentions):
        yield make_said(line, "payment:out_of_network", Says.YES)
    elif _NO_INSURANCE.search(line.plain) and not any(m.dimension == "insurer" for m in line.mentions):
        yield make_said(line, "payment:private_insurance", Says.NO)
    about = _is_about(line)
    for mention in line.mentions:
        if not about and mention.term not in _MONEY and is_marked(line, mention.end) is None:
            continue
        if mention.dimension not in ("insurer", "payment") or (
            _CUES["insurer_aside"].search(line.plain) and not _IN_NETWORK.search(line.plain)
        ):
            continue
        if said := _read(line, mention):
            yield said


def _read(line: Line, mention: Mention) -> Said | None:
    says = polarity(line, mention.start, mention.end)
    network = "insurer" if mention.dimension == "insurer" else ""
    if network and _is_out(line, mention):
        term = f"insurer_out_of_network:{mention.term.partition(':')[2]}"
        return make_said(line, term, Says.YES) if says is not None and term in load_vocabulary().terms else None
    return make_said(line, mention.term, says) if says is not None else None


def _is_out(line: Line, mention: Mention) -> bool:
    """Whether an insurer is named as one out of network: in its clause, or by what stands over it."""
    before, after = line.plain[: mention.start], clause(line.plain, mention.start, mention.end)[1]
    bracket = _bracket(line.plain, mention.end)
    if _CUES["out_of_network"].search(bracket) or _IN_NETWORK.search(bracket):
        return _CUES["out_of_network"].search(bracket)
    outs = [m.start() for m in _CUES["out_of_network"].finditer(before)]
    ins = [m.start() for m in _IN_NETWORK.finditer(before) if not any(o <= m.start() < o + 25 for o in outs)]
    if outs or ins:
        return max(outs, default=-1) > max(ins, default=-1)
    if _CUES["out_of_network"].search(after):
        return True
    near = " ".join(line.over_plain[-2:])
    return bool(_CUES["out_of_network"].search(near))


def _bracket(plain: str, end: int) -> str:
    """What stands in brackets right behind a name: "Aetna (out of network)"."""
    found = re.match(r" ?\(([^()]{0,60})\)", plain[end : end + 70])
    return found[1] if found else ""


def _is_about(line: Line) -> bool:
    """Whether the line, or what stands over it, is about what the program takes."""
    return any(_CUES[name].search(text) for name in ("insured", "out_of_network") for text in (line.plain, *line.over_plain[-2:]))
