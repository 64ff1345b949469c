"""One file per question; this lists the folder."""

from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from finder.question import Question


@cache
def all_questions() -> tuple[Question, ...]:
    """Every question in this folder, by id; their order for people is that of `data/words`."""
    names = sorted(m.name for m in iter_modules(__path__))
    return tuple(getattr(import_module(f"{__name__}.{name}"), name) for name in names)
