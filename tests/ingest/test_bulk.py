"""Looking for garbage seldom is a matter of the block alone."""

from __future__ import annotations

import gc

import pytest

from ingest.bulk import SELDOM, garbage_seldom_sought


def test_python_looks_as_often_as_before_once_the_work_is_done_or_has_failed() -> None:
    usual = gc.get_threshold()
    with garbage_seldom_sought():
        assert gc.get_threshold() == (SELDOM, *usual[1:])
        assert gc.isenabled()
    assert gc.get_threshold() == usual
    with pytest.raises(OSError, match="full"), garbage_seldom_sought():
        raise OSError("full")
    assert gc.get_threshold() == usual
