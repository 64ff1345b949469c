"""demo: the whole way in one command, on programs that do not exist."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import Annotated

import typer

NEAR, AGE, MUST, WISH = "Denver, CO", 16, "payment:medicaid", "therapy:dbt"


Once = Annotated[bool, typer.Option("--once", help="End after the search: serve nothing.")]


def demo(once: Once = False) -> None:
    """Try it: read the synthetic sample as a real source is read, build an index of it, explain one search, and serve it on 127.0.0.1:8000.

    Kept apart from real programs, in the folder `demo` under the settings' home.
    """
    from api.cli import output, render
    from api.cli.build import SAMPLE, build_index, inputs_of
    from api.root import make_finder, wording_of
    from api.settings import settings
    from ingest.progress import print_report
    from ingest.run import run_source
    from search.request import SearchRequest

    home = settings().home / "demo"
    with inputs_of(SAMPLE, []) as books:
        result = run_source(SAMPLE, books, home, now=datetime.now(UTC))
    print_report(result.report, result.shortfalls)
    manifest = build_index(home)
    output.err().print(f"{manifest['programs']:,} synthetic programs indexed (none of them exists)\n")
    service, wording = make_finder(home), wording_of("en")
    output.line(f'iop-finder search --near "{NEAR}" --age {AGE} --require {MUST} --prefer {WISH} --size 2', style="bold cyan")
    output.line()
    request = SearchRequest(near=NEAR, age=AGE, require=(MUST,), prefer=(WISH,), size=2)
    page = asyncio.run(service.search(request))
    render.page(page, wording, service.vocabulary)
    second = page.results[min(1, len(page.results) - 1)].program.id
    output.line()
    output.line(f"iop-finder why {second} (the same search)", style="bold cyan")
    render.why(asyncio.run(service.why(second, request)), wording, service.vocabulary)
    if once:
        return
    from api.cli.serve import run_server
    from api.http.app import make_app

    output.err().print(
        '\nServing the sample: open http://127.0.0.1:8000, or curl "http://127.0.0.1:8000/v1/search?near=80202&size=2" (Ctrl-C ends it)'
    )
    run_server(make_app(make_finder(home)), "127.0.0.1", 8000)
