"""A copy of all programs, kept up by a nightly job: the whole once, then what changed; nothing where nothing did.

The copy is one file of GeoJSON's Features by id. A server that no longer knows what changed since (410) is asked for the whole again.
With --reread, each night, the days on which programs were read are kept up as well: then the copy is what the whole would be, and most of
it is fetched whenever the sources were read again.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

from client import Client, Problem

FORM = "geojson"
EMPTY: dict[str, Any] = {"generation": "", "etag": "", "programs": {}}


def update(client: Client, path: Path, reread: bool = False) -> str:
    """What was done: "unchanged", "changes" or "whole"; the file is the copy of the server's generation then, or as it was."""
    held = json.loads(path.read_text("utf-8")) if path.exists() else EMPTY
    with client.export(FORM, etag=held["etag"]) as whole:
        if whole.status_code == 304:
            return "unchanged"
        etag = whole.headers["ETag"]
        if not held["generation"]:
            return _write(path, json.loads(whole.read()), {}, etag, "whole")
    try:
        with client.export(FORM, since=held["generation"], reread=reread) as some:
            return _write(path, json.loads(some.read()), held["programs"], etag, "changes")
    except Problem as e:
        if e.status != 410:
            raise
    with client.export(FORM) as whole:
        return _write(path, json.loads(whole.read()), {}, whole.headers["ETag"], "whole")


def _write(path: Path, collection: dict[str, Any], programs: dict[str, Any], etag: str, done: str) -> str:
    """Writes aside, then renames: whoever reads the copy reads all of one."""
    programs |= {feature["id"]: feature for feature in collection["features"]}
    aside = path.with_suffix(".new")
    generation = collection["about"]["generation"]
    aside.write_text(json.dumps({"generation": generation, "etag": etag if generation in etag else "", "programs": programs}), "utf-8")
    os.replace(aside, path)
    return done


if __name__ == "__main__":
    print(update(Client(sys.argv[1]), Path(sys.argv[2]), "--reread" in sys.argv[3:]))
