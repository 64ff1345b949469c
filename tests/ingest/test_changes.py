"""Two states of the programs beside each other."""

from __future__ import annotations

import pytest

from ingest.changes import beside
from tests.builders import program


@pytest.mark.parametrize("before", ["", "b", "c", "x", "abc", "adx", "bcd", "abcdx"])
@pytest.mark.parametrize("after", ["", "b", "bd", "bcd", "y"])
def test_each_program_has_its_state_before_whatever_else_there_was(before: str, after: str) -> None:
    found = beside(map(program, before), map(program, after))
    assert [(old.id if old else None, new.id) for old, new in found] == [(id if id in before else None, id) for id in after]
