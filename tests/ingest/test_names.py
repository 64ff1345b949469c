"""What a program's name says of it."""

import pytest

from data.vocabulary import load_vocabulary
from finder.claim import Basis, Claim, Says
from ingest.names import claims_of_name
from tests.builders import MH_SURVEY


@pytest.mark.parametrize(
    "name",
    [
        "Made-up IOP",
        "Made-up Center, IOP and PHP",
        "made-up iop",
        "Adult IOPs of Boulder",
        "Made-up IOP/PHP",
        "Made-up Intensive Outpatient Program",
        "INTENSIVE OUTPATIENT",
        "Teen Intensive Out-Patient",
        "Intensive Out Patient Services",
        "Intensive OutPt",
    ],
)
def test_a_name_that_says_iop(name):
    assert claims_of_name(name, MH_SURVEY) == (Claim("level_of_care:iop_in_name", Says.YES, name, Basis.NAMED, MH_SURVEY),)


@pytest.mark.parametrize(
    "name",
    [
        "Made-up Outpatient Center",
        "Intensive Care and Outpatient",
        "Thiophene House",
        "Biopsychosocial Center",
        "IOPTIONS",
        "Intensive Treatment",
        "Intensive Inpatient",
        "Partial Hospital",
        "",
    ],
)
def test_a_name_that_does_not(name):
    assert claims_of_name(name, MH_SURVEY) == ()


def test_what_a_name_says_is_a_term_that_questions_hear():
    (c,) = claims_of_name("Made-up IOP", MH_SURVEY)
    assert c.term in load_vocabulary().hints(["level_of_care:iop"])
