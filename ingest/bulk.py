"""Work that makes millions of values and keeps them to its end."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

SELDOM = 100_000
"""Objects made and kept before Python looks for cycles among them. Its own 700 had it look 3,400 times while both national directories
were read and indexed, a sixth of the processor's time, and find next to nothing: peak memory is the same."""


@contextmanager
def garbage_seldom_sought() -> Iterator[None]:
    """Python looks for garbage cycles seldom while the block runs; what nothing refers to is freed at once, as ever."""
    first, *others = gc.get_threshold()
    gc.set_threshold(SELDOM, *others)
    try:
        yield
    finally:
        gc.set_threshold(first, *others)
