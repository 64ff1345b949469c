"""Made-up programs in the directories' own form, for the demo and for tests. `data.sample.write_sample` writes their workbooks."""

from __future__ import annotations

from finder.source import Expectations, Source
from ingest.sources import samhsa_directory

SOURCE = Source(
    id="sample",
    title="Synthetic sample: no program in it exists",
    publisher="IOP Finder (synthetic)",
    address="python -m data.sample FOLDER",
    licence="Apache-2.0",
    credit="Made up by IOP Finder; any likeness to a real program is chance",
    forms=samhsa_directory.SOURCE.forms,
    expects=Expectations(listings={"n-sumhss-sa": 100, "n-sumhss-mh": 50}, fill={"point": 0.9, "phones": 0.9}, dropped=0.05),
    synthetic=True,
)


class Spider(samhsa_directory.Spider):
    """Reads the sample as the directories are read; its editions are dated as theirs."""

    name = SOURCE.id
    source = SOURCE
