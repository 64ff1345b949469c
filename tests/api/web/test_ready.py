"""What is read before the first visitor comes."""

from __future__ import annotations

from api.web.assets import assets, packed
from api.web.ready import make_ready
from api.web.render import environment


def test_a_first_visitor_waits_for_nothing_that_could_be_read_before() -> None:
    make_ready()
    compiled = environment().cache
    assert compiled is not None and len(compiled) == len(environment().list_templates())
    before = packed.cache_info().misses
    for name in assets():
        packed(name)
    assert packed.cache_info().misses == before
