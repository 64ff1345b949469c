"""The routes of the pages about care and about this site, each in both languages."""

from __future__ import annotations

from starlette.responses import Response

from api.web.asked import first
from api.web.call import Call, page
from api.web.views.about import WHERE, make_list, make_told
from api.web.views.known import make_known
from api.web.views.ranking import make_ranking
from api.web.views.sources import make_sources

WORDS = ("iop", "steps", "choices", "privacy")
"""Pages that are words alone."""


@page("/about", "GET")
async def listed(call: Call) -> Response:
    """The list of these pages."""
    return call.reply("about.html", call.frame(), make_list(call.language))


async def told(call: Call) -> Response:
    """A page of words."""
    name = next(n for n in WORDS if WHERE[n] == call.path)
    return call.reply("told.html", call.frame(), make_told(name, call.language))


for name in WORDS:
    page(WHERE[name], "GET")(told)


@page(WHERE["ranking"], "GET")
async def ranking(call: Call) -> Response:
    """How the list is ordered."""
    return call.reply("ranking.html", call.frame(), make_ranking(call.frame().wording))


@page(WHERE["known"], "GET", "POST")
async def known(call: Call) -> Response:
    """What is known, in the whole country or in the state that was chosen; a state comes in the body, as a search does."""
    manifest = (await call.finder.index.current()).manifest
    return call.reply("known.html", call.frame(), make_known(manifest, first(call.fields, "state"), call.speaker))


@page(WHERE["sources"], "GET")
async def sources(call: Call) -> Response:
    """The lists behind the programs."""
    manifest = (await call.finder.index.current()).manifest
    return call.reply("sources.html", call.frame(), make_sources(manifest, call.language))
