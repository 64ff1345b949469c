"""What people read before they run anything says everything there is."""

from __future__ import annotations

import pytest
from typer.main import get_command

from api.cli import app
from api.settings import Settings
from data.words import LANGUAGES, load_wording
from finder.questions import all_questions
from tests.conftest import ROOT

pytestmark = pytest.mark.checkout
README = (ROOT / "README.md").read_text("utf-8") if (ROOT / "README.md").is_file() else ""


def test_the_readme_names_every_command() -> None:
    commands = get_command(app).commands  # type: ignore[attr-defined]  # a group of commands, as ours is
    assert [name for name in commands if f"`{name}" not in README] == []


def test_the_readme_names_every_setting() -> None:
    """In full, or by its ending where several are named together ("`_USER`")."""
    missing = [
        name
        for name in Settings.model_fields
        if f"IOP_FINDER_{name.upper()}" not in README and f"`_{name.upper().rpartition('_')[2]}" not in README
    ]
    assert [name for name in missing if f"_{name.upper().removeprefix('ELASTICSEARCH_')}`" not in README] == []


def test_every_question_has_words_in_both_languages() -> None:
    ids = {q.id for q in all_questions()}
    for language in LANGUAGES:
        assert set(load_wording(language).order) == ids
