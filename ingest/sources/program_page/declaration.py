"""What programs' own pages are as a source, and what a good run of it must hold."""

from __future__ import annotations

from finder.listing import PAGE
from finder.source import Expectations, Source

SOURCE = Source(
    id="program-page",
    title="Programs' own web sites",
    publisher="each program, for itself",
    address="each program's own web site",
    licence="facts and addresses only: the quotations that prove them are shown beside their source, and left out of every export",
    credit="each program's own web site, named beside each fact",
    forms=(PAGE,),
    expects=Expectations(
        listings={PAGE: 1},
        dropped=2.0,  # a page that cannot be had, and its site with it, are counted with their reasons, not judged
        lost=0.5,
        fell=1.0,  # every run may read other sites
    ),
)
