"""The sources that a nightly run reads: `sources.toml`, written by whoever runs the service."""

from __future__ import annotations

import tomllib
from pathlib import Path
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from finder.errors import BadParameter

FILE = "sources.toml"

EXAMPLE = """\
# What `iop-finder update` reads, in this order. A nightly job needs no more than that command.
# Every source keeps its last good run: one that is refused or cannot be reached tonight is served as it was.

# The directories: files, as addresses or paths (from this file's folder, where they do not begin with /).
[[source]]
name = "samhsa-directory"
inputs = ["lists/National_Directory_SA_Facilities_2022.xlsx", "lists/National_Directory_MH_Facilities_2022.xlsx"]
enabled = true

# FindTreatment.gov: without inputs, all states. Ask for leave first: FindTreatment@samhsa.hhs.gov
[[source]]
name = "findtreatment"
enabled = false

# Programs' own web sites: a few pages of each, one request a second a host. Set IOP_FINDER_CRAWL_CONTACT.
# [[source]]
# name = "program-page"
# inputs = ["https://www.some-program.example"]

# Any list, by a mapping of its columns (iop-finder csv-mapping drafts one).
# [[source]]
# name = "csv"
# inputs = ["lists/county.csv"]
# mapping = "lists/county.toml"
"""


class Configured(BaseModel):
    """One source to read. `inputs`: addresses and files; none: the source's own. `mapping`: of lists, what their columns mean."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    inputs: tuple[str, ...] = ()
    mapping: str = ""
    enabled: bool = True


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid")

    source: list[Configured] = Field(min_length=1)


def load_configured(path: Path) -> list[Configured]:
    """The sources that are to be read, files as whole paths. Raises BadParameter where the file is absent or says something else."""
    try:
        found = _File.model_validate(tomllib.loads(path.read_text("utf-8"))).source
    except FileNotFoundError as e:
        raise BadParameter("config", f"there is no {path.name}: iop-finder update --init writes an example") from e
    except ValidationError as e:
        first = e.errors()[0]
        raise BadParameter("config", f"{path.name}: {'.'.join(map(str, first['loc']))}: {first['msg']}") from e
    except (OSError, ValueError) as e:  # not TOML, not UTF-8
        raise BadParameter("config", f"{path.name} cannot be read: {e}") from e
    wanted = [s for s in found if s.enabled]
    if not wanted:
        raise BadParameter("config", f"{path.name}: no source in it is enabled")
    return [_placed(s, path.parent) for s in wanted]


def write_example(path: Path) -> None:
    """Returns nothing; the example is there then. Raises BadParameter where a file is there already."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(EXAMPLE)
    except FileExistsError as e:
        raise BadParameter("config", f"{path.name} is there already: nothing was written") from e


def _placed(source: Configured, folder: Path) -> Configured:
    """The source with its files' paths from the configuration's folder."""
    inputs = tuple(place if urlsplit(place).scheme in ("http", "https") else str(folder / place) for place in source.inputs)
    return source.model_copy(update={"inputs": inputs, "mapping": str(folder / source.mapping) if source.mapping else ""})
