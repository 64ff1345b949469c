"""SAMHSA's FindTreatment.gov: the answers of its API, version 2, a search at a time, as JSON whose services are labels in words.

An input is the API's address (with a search: `sAddr`, `limitType`, `limitValue`, ...; without one: every state, substance use and mental
health apart), whose pages are followed to the last, or a file that holds an answer, or a list of answers.

Nothing in an answer is dated: not the answer, not its rows (SAMHSA's API guide, version 1.9, names no field for it). A file's name can
hold its date (`locator_listing_2019-05-23.json`); all else is taken for the survey of the year before the run, which is counted as a
repair: facilities answer once a year, and the locator shows what they said last.

There is no id: the identity is the directories' (names, address, survey), so the ledger knows a facility again. The guide speaks of
"the approved user": write to the address that it names before a nightly crawl. The territories have no number in its search by state.
"""

from ingest.sources.findtreatment.crawl import Spider
from ingest.sources.findtreatment.declaration import SOURCE

__all__ = ["SOURCE", "Spider"]
