"""What the first visitor of a worker would wait for, done before anyone comes."""

from __future__ import annotations

from api.root import understand, wording_of
from api.web.assets import assets, packed
from api.web.render import environment
from data.gazetteer import gazetteer
from data.words import LANGUAGES
from search.places import locate


def make_ready() -> None:
    """Nothing: templates are compiled, words, terms and places are read, files are packed: 0.8 s of one core (measured), once."""
    for language in LANGUAGES:
        wording_of(language)
    for name in environment().list_templates():
        environment().get_template(name)
    locate("20001")  # the ZIP areas; what it finds is not wanted
    understand("x")
    gazetteer().towns_within(0.0, 0.0, 0.0, 0.0)
    for name in assets():
        packed(name)
