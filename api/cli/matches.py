"""matches: which listings were nearly taken for one program, or barely."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Any

import typer

from finder.listing import Listing

if TYPE_CHECKING:
    from ingest.match import Look


def matches(
    source: Annotated[str, typer.Option("--source", help="Only pairs in which a listing of this source stands.")] = "",
    limit: Annotated[int, typer.Option("--limit", min=1, max=1_000, help="At most so many of each kind.")] = 20,
    as_json: Annotated[bool, typer.Option("--json", help="Print the pairs on stdout as JSON.")] = False,
) -> None:
    """Show pairs of listings that were nearly taken for one program, and pairs that barely were, each with its score in parts.

    Look at these when a program is listed twice, or two programs as one. The newest good runs are matched anew; nothing is changed.
    """
    from api.cli import output
    from api.settings import settings
    from finder.errors import BadParameter
    from ingest.match.score import THRESHOLD
    from ingest.merge_all import doubtful
    from ingest.snapshot import stored_sources

    home = settings().home
    known = stored_sources(home)
    if source and source not in known:
        raise BadParameter("source", "has not been read", tuple(known))
    with output.err().status("Matching the newest good runs ..."):
        found = [x for x in doubtful(home) if not source or source in (x.left.origin.source, x.right.origin.source)]
    shown = [*[x for x in found if not x.merged][:limit], *[x for x in found if x.merged][:limit]]
    if as_json:
        output.print_json([look_json(x, THRESHOLD) for x in shown])
        return
    merged = sum(x.merged for x in found)
    output.line(
        f"{len(found) - merged:,} pairs nearly merged, {merged:,} barely; {THRESHOLD:g} points and more are one program", style="bold"
    )
    for x in shown:
        output.line()
        output.line(f"{x.score.points:g} points: {'merged' if x.merged else 'not merged'}", style="bold")
        for side in told(x):
            a = side.address
            place = ", ".join(word for word in ("(address hidden)" if a.hidden else a.street, a.city, f"{a.state} {a.zip}") if word.strip())
            output.line(f"{side.name} · {place} · {side.key}", indent=4)
        for part in x.score.parts:
            output.line(f"{part.points:+g} {part.evidence}: {part.said}", indent=8)


def look_json(x: Look, threshold: float) -> dict[str, Any]:
    """A pair: its listings without their claims, its points with their parts, and whether it was merged."""
    from api.wire import listing_json

    left, right = ({k: v for k, v in listing_json(side).items() if k not in ("claims", "measures")} for side in told(x))
    parts = [{"evidence": p.evidence, "said": p.said, "points": p.points} for p in x.score.parts]
    return {"merged": x.merged, "points": x.score.points, "threshold": threshold, "parts": parts, "left": left, "right": right}


def told(x: Look) -> tuple[Listing, Listing]:
    """Both listings as they may be shown: where one address is hidden, the other would tell it."""
    if not x.hidden:
        return x.left, x.right
    left, right = (replace(side, address=replace(side.address, street="", hidden=True)) for side in (x.left, x.right))
    return left, right
