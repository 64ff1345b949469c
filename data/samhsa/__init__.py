"""SAMHSA's service codes: one checked dictionary, and the loader that turns it into one codebook a survey."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

from finder.codebook import Code, Codebook, Together, Unticked

SURVEYS = {"sa": "n-sumhss-sa", "mh": "n-sumhss-mh"}
"""The two halves of N-SUMHSS (substance use, mental health), and the name of each as a form."""


@cache
def load_codebooks() -> dict[str, Codebook]:
    """By form, the dictionary of the codes that its survey asks."""
    raw = tomllib.loads((files(__name__) / "codes.toml").read_text("utf-8"))
    return {form: _book(survey, form, raw) for survey, form in SURVEYS.items()}


def _book(survey: str, form: str, raw: dict[str, Any]) -> Codebook:
    asked = {code: entry for code, entry in raw["codes"].items() if survey in entry["asked"]}
    codes = {code: _code(code, entry, raw["categories"][entry["category"]], survey) for code, entry in asked.items()}
    groups = (g for g in raw["together"] if g["survey"] == survey)
    return Codebook(
        form, codes, tuple(Together(frozenset(g["every"]), frozenset(g.get("none", ())), tuple(g["yes"]), g["why"]) for g in groups)
    )


def _code(code: str, entry: dict[str, Any], category: dict[str, Any], survey: str) -> Code:
    def own(key: str, default: Any) -> Any:
        """The survey's own entry, else the code's, else the default."""
        return entry.get(f"{key}_{survey}", entry.get(key, default))

    return Code(
        code=code,
        category=entry["category"],
        name=entry["name"],
        yes=tuple(own("yes", ())),
        no=tuple(own("no", ())),
        unticked=Unticked(own("unticked", category.get(f"unticked_{survey}", category["unticked"]))),
        why=own("why", category["why"]),
        unused=entry.get("unused", ""),
    )
