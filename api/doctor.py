"""What is wrong with an installation, and how to mend it: each check looks at one thing and changes nothing."""

from __future__ import annotations

import asyncio
import json
import shutil
import sys
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any

from api.settings import Settings
from data.crisis import load_crisis
from finder.errors import FinderError

STALE_INDEX = 35
"""Days: a nightly or weekly update that still works leaves none as old."""
STALE_LINES = 365
"""Days after which crisis numbers must be looked up again."""
ROOM = 3
"""Generations that must fit on the disk beside each other: the one served, the one before it, the one being built."""
LEAST_ROOM = 200_000_000
"""Bytes that a first index of the national directories needs, snapshots included."""

BUILD = "Run `iop-finder index build`."
NO_ELASTIC = "Does it run, and at IOP_FINDER_ELASTICSEARCH_URL? Where it does and has no index: `iop-finder index build`."


class State(StrEnum):
    """How a check ended: `look` may be meant so, `wrong` cannot be."""

    FINE = "fine"
    LOOK = "look"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at: what was found, and what mends it ("" where nothing need be)."""

    about: str
    state: State
    found: str
    mend: str = ""


def examine(settings: Settings, today: date) -> Iterator[Check]:
    """All checks but those of the sources, one after the other as they are made."""
    yield check_python()
    yield check_home(settings.home)
    yield check_room(settings.home)
    yield from check_embedded(settings.home / "index", today) if settings.engine == "embedded" else check_elastic(settings, today)
    yield check_lines(today)


def check_python() -> Check:
    """The interpreter, and the libraries that the embedded index stands on: some builds of Python lack SQLite."""
    version = sys.version.split()[0]
    try:
        from search.embedded.libraries import check_libraries

        return Check("Python", State.FINE, f"{version}, {check_libraries()}")
    except (ImportError, FinderError) as e:
        return Check("Python", State.WRONG, f"{version}: {e}", "Install the package anew, with a Python that has SQLite.")


def check_home(home: Path) -> Check:
    """The folder that everything is kept in."""
    if not home.is_dir():
        return Check("home", State.LOOK, f"{home} is not there yet", "Run `iop-finder ingest SOURCE`, or set IOP_FINDER_HOME.")
    try:
        with TemporaryFile(dir=home):
            pass
    except OSError as e:
        mend = "Searching works; for new runs and builds give this user the right to write there."
        return Check("home", State.LOOK, f"{home} cannot be written to ({e.strerror})", mend)
    return Check("home", State.FINE, str(home))


def check_room(home: Path) -> Check:
    """The space left on the disk of the home."""
    there = next(folder for folder in (home, *home.parents) if folder.exists())
    free = shutil.disk_usage(there).free
    newest = max((sum(f.stat().st_size for f in g.rglob("*")) for g in (home / "index" / "generations").glob("*")), default=0)
    needed = max(LEAST_ROOM, ROOM * newest)
    found = f"{free / 1e6:,.0f} MB free"
    if free < needed:
        mend = "Make room, or move IOP_FINDER_HOME to another disk."
        return Check("disk", State.WRONG, f"{found}, a build wants {needed / 1e6:,.0f} MB", mend)
    return Check("disk", State.FINE, found)


def check_embedded(index: Path, today: date) -> Iterator[Check]:
    """The generation that is served and the one before it, every byte of them."""
    from search.embedded.generation import MANIFEST, current, folder_of, names, verify

    try:
        served = current(index)
    except FinderError as e:
        yield Check("index", State.WRONG, str(e), BUILD)
        return
    for name in sorted({served.name, *names(index)}, reverse=True):
        about = f"generation {name}" + (" (served)" if name == served.name else "")
        try:
            manifest = json.loads((folder_of(index, name) / MANIFEST).read_text("utf-8"))
            verify(index / "generations" / name, manifest)
        except (FinderError, OSError, ValueError, KeyError, TypeError) as e:
            yield Check(about, State.WRONG, str(e), f"{BUILD} Until then the generation before it is served, if there is a whole one.")
        else:
            yield check_age(about, manifest, today) if name == served.name else Check(about, State.FINE, "whole, kept to go back to")


def check_age(about: str, manifest: Mapping[str, Any], today: date) -> Check:
    """How long ago a generation was built, by its manifest."""
    days = (today - datetime.fromisoformat(manifest["built"]).astimezone(UTC).date()).days
    found = f"{manifest['programs']:,} programs, built {manifest['built'][:10]}"
    if days < 0:
        return Check(about, State.WRONG, f"{found}, which is still to come", "Set this machine's clock; then build the index again.")
    if days > STALE_INDEX:
        return Check(about, State.LOOK, f"{found}, {days} days ago", "Does the nightly `iop-finder update` still run?")
    return Check(about, State.FINE, found)


def check_elastic(settings: Settings, today: date) -> Iterator[Check]:
    """The cluster, the generation that its alias names, and the one before it."""
    try:
        version, manifest, there, kept = asyncio.run(_ask_elastic(settings))
    except FinderError as e:
        yield Check("Elasticsearch", State.WRONG, str(e), NO_ELASTIC)
        return
    yield Check("Elasticsearch", State.FINE, f"version {version} at {settings.elasticsearch_url}")
    about = f"generation {manifest['generation']} (served)"
    if there != manifest["programs"]:
        yield Check(about, State.WRONG, f"{there:,} programs are there of {manifest['programs']:,}", BUILD)
    else:
        yield check_age(about, manifest, today)
    for name in sorted(kept - {manifest["generation"]}, reverse=True):
        yield Check(f"generation {name}", State.FINE, "kept to go back to")


async def _ask_elastic(settings: Settings) -> tuple[str, Mapping[str, Any], int, Set[str]]:
    """The server's version, the manifest of what is served, how many programs are there, and all names kept. Raises FinderError."""
    from api.root import access
    from search.elastic.client import check_server, make_client, part, translated
    from search.elastic.engine import ElasticIndex
    from search.elastic.load import kept_generations
    from search.elastic.names import Names

    client, names = make_client(access()), Names(settings.elasticsearch_alias)
    try:
        version = await check_server(client)
        manifest = (await ElasticIndex(client, names).current()).manifest
        with translated():
            counted = (await client.count(index=names.index(manifest["generation"]))).body
        return version, manifest, int(part(counted, "count")), (await kept_generations(client, names)).keys()
    finally:
        await client.close()


def check_lines(today: date) -> Check:
    """The crisis lines: how long ago the numbers were looked up, and whether a clinician has read what is said with them."""
    crisis = load_crisis()
    oldest = min(crisis.lines, key=lambda one: one.checked)
    found = f"looked up {oldest.checked} or later"
    if (today - oldest.checked).days > STALE_LINES:
        mend = "Look every number up, and write down the day in data/crisis.toml."
        return Check("crisis lines", State.WRONG, f"{oldest.number} was last looked up {oldest.checked}", mend)
    if waiting := [b.id for b in crisis.boxes if not b.reviewed]:
        return Check("crisis lines", State.LOOK, f"{found}; texts no clinician has reviewed: {', '.join(waiting)}", "Have them reviewed.")
    return Check("crisis lines", State.FINE, found)
