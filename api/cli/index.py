"""index build, index use, index status: from the newest good snapshots to what is served."""

from __future__ import annotations

from typing import Annotated

import typer

index = typer.Typer(help="Build what is searched, and say what is served.", no_args_is_help=True, rich_markup_mode=None)

AsJson = Annotated[bool, typer.Option("--json", help="Print the manifest on stdout.")]


@index.command()
def build(
    engine: Annotated[str, typer.Option("--engine", help="embedded or elastic; without: the setting IOP_FINDER_ENGINE.")] = "",
    as_json: AsJson = False,
) -> None:
    """Merge the newest good snapshot of each source into programs, build a new index of them, and serve it from then on.

    A build that fails or is killed changes nothing: the index served before stays.
    """
    from api.cli import output
    from api.cli.build import build_index
    from api.settings import settings
    from api.wire import status_json

    with output.err().status("Merging sources and building the index ..."):
        manifest = build_index(settings().home, engine or settings().engine)
    if as_json:
        output.print_json(status_json(manifest))
        return
    if manifest["nowhere"]:
        output.err().print(f"corrections name programs that there are not: {', '.join(manifest['nowhere'])}", style="yellow")
    output.err().print(f"{manifest['programs']:,} programs, generation {manifest['generation']} ({manifest['engine']})")


@index.command()
def use(
    generation: Annotated[str, typer.Argument(help="The name of a generation that is kept; a wrong one is answered with those there are.")],
    engine: Annotated[str, typer.Option("--engine", help="embedded or elastic; without: the setting IOP_FINDER_ENGINE.")] = "",
    as_json: AsJson = False,
) -> None:
    """Go back to a generation that is kept, or forward again; it is checked first, and served until the next build.

    Servers that run follow by themselves. `iop-finder doctor` and `index status` name the generations.
    """
    from api.cli import output
    from api.cli.build import use_generation
    from api.settings import settings
    from api.wire import status_json

    manifest = use_generation(settings().home, generation, engine or settings().engine)
    if as_json:
        output.print_json(status_json(manifest))
        return
    output.err().print(f"served from now on: generation {manifest['generation']}, {manifest['programs']:,} programs")


@index.command()
def status(as_json: AsJson = False) -> None:
    """Say what is served: programs, sources, dates, and how much of each kind of fact is known."""
    from api.cli import output
    from api.root import run
    from api.wire import status_json

    manifest = run(lambda finder: finder.index.current()).manifest
    if as_json:
        output.print_json(status_json(manifest))
        return
    care = ", ".join(f"{count:,} {name.replace('_', ' ')}" for name, count in manifest["by_care"].items())
    output.line(f"generation {manifest['generation']} ({manifest['engine']}), built {manifest['built'][:16]}", style="bold")
    output.line(f"{manifest['programs']:,} programs of {manifest['listings']:,} listings: {care}")
    output.line(f"{manifest['iop']:,} say that they have an IOP; {manifest['siblings']:,} pairs of siblings at one site")
    output.line(f"{manifest['with_point']:,} have a place on the map")
    output.line()
    rows = [(s["source"], s["run"], ", ".join(s["as_of"]), s["retrieved"], f"{s['listings']:,}") for s in manifest["sources"]]
    output.grid(rows, ("source", "run", "as of", "retrieved", "listings"))
    output.line()
    output.grid([(k, f"{share:.1%}") for k, share in manifest["fill"].items()], ("something is said about", "share of programs"))
