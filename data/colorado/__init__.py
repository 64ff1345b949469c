"""Colorado's register of licensed and designated sites: what each of its labels says in our terms, for each kind of care."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

from finder.claim import Basis
from finder.codebook import Code, Codebook, Unticked

FORMS = {"sud": "co-ladders-sud", "mh": "co-ladders-mh"}
"""What a row says of a site's substance-use care and of its mental-health care, as two forms: each has services of its own."""


@cache
def load_codebooks() -> dict[str, Codebook]:
    """By form, the dictionary of the register's labels, each under its column: "Fees: Medicaid"."""
    raw = tomllib.loads((files(__name__) / "labels.toml").read_text("utf-8"))
    return {form: _book(care, form, raw) for care, form in FORMS.items()}


def _book(care: str, form: str, raw: dict[str, Any]) -> Codebook:
    columns = {name: about for name, about in raw["columns"].items() if care in about["forms"]}
    codes = {
        f"{name}: {label}": _code(name, label, about, entry) for name, about in columns.items() for label, entry in about["labels"].items()
    }
    return Codebook(form, codes, (), Basis.LISTED)


def _code(column: str, label: str, about: dict[str, Any], entry: dict[str, Any]) -> Code:
    yes, unused = tuple(entry.get("yes", ())), entry.get("unused", "")
    return Code(column, column, label, yes, (), Unticked.UNKNOWN, about["why"], unused)
