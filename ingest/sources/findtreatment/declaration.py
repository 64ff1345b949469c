"""What FindTreatment.gov is, and what a good run of it must hold."""

from __future__ import annotations

from data.samhsa import SURVEYS
from finder.source import Expectations, Source

SA, MH = SURVEYS["sa"], SURVEYS["mh"]

SOURCE = Source(
    id="findtreatment",
    title="FindTreatment.gov, the locator of substance use and mental health treatment facilities",
    publisher="SAMHSA",
    address="https://findtreatment.gov",
    licence="US Government work, in the public domain; the API's guide is for approved users: FindTreatment@samhsa.hhs.gov",
    credit="Substance Abuse and Mental Health Services Administration (SAMHSA), FindTreatment.gov",
    forms=(SA, MH),
    expects=Expectations(
        # An answer may be a town's, or one survey's only, so there is no least number for either form: a run that keeps nothing is refused
        # in any case. The whole country has one, THE_COUNTRY, which the spider holds it to.
        listings={SA: 0, MH: 0},
        fill={"zip": 0.95, "point": 0.9, "phones": 0.9, "claims": 0.9},
        dropped=0.9,  # asked without sType, most rows are health centres and prescribers: 98,000 rows, 21,000 of them facilities
        unknown_codes=25,  # labels change without notice (63 of 2019's are others today); more than that is another form
    ),
    inputs=("https://findtreatment.gov/locator/exportsAsJson/v2",),
)

THE_COUNTRY = {SA: 10_000, MH: 7_500}
"""The least that SAMHSA's own address must give for all states, by form: as for its directories, 12,176 and 9,037 in 2022."""
