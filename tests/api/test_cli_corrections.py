"""show says who corrected what, when and why; the reply tells it too."""

from dataclasses import replace
from pathlib import Path

import pytest

from finder.claim import Basis, Claim, Origin, Range, Says, Scope
from finder.merge import merge
from tests.api.conftest import CommandLine
from tests.builders import listing
from tests.search.embedded.built import IOP, build_of

DESK = Origin("corrections", "Made-up desk", "correction", Scope.PERSON, "corrections.toml", "2026-11-02", "2026-11-03")


@pytest.mark.parametrize(
    ("basis", "told", "says"),
    [(Basis.SETTLED, "settled this on 2026-11-02", "no"), (Basis.CORRECTED, "disputes this since 2026-11-02", "disputed")],
)
def test_show_says_who_corrected_what_and_why(tmp_path: Path, basis: Basis, told: str, says: str) -> None:
    own = listing("a", yes=f"{IOP} payment:medicaid", name="Harbor House")
    no = Claim("payment:medicaid", Says.NO, "They stopped in October. (Made-up desk)", basis, DESK)
    teens = Claim("age", Says.YES, "13-17: the director wrote. (Made-up desk)", basis, DESK)
    word = replace(own, source_id="1 h1", origin=DESK, claims=(no,), measures={"age": (Range(13, 17, (teens,)),)})
    build_of(tmp_path / "index", [merge("h1", [own, word])])
    iop = CommandLine(tmp_path)
    shown = iop("show", "h1").words
    assert f"Made-up desk {told}, Medicaid: They stopped in October." in shown and f"Made-up desk {told}, ages: 13-17" in shown
    assert "Made-up desk" in iop("show", "h1", "--lang", "es").words
    fact = iop("show", "h1", "--json").json()["facts"]["payment"]["medicaid"]
    assert fact["says"] == says
    assert {c["source"] for c in fact["claims"]} == {"corrections", own.origin.source}
