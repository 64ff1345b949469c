"""Addresses on the web: what is one page under several of them, what is one site, and what is no page worth asking for. Pure."""

from __future__ import annotations

import re
from itertools import pairwise
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

from data.sites import load_sites

LONGEST = 500
"""Characters of an address beyond which it is a machine's."""

_INDEX = re.compile(r"/(?:index|default|home)\.(?:html?|php|aspx?)$", re.IGNORECASE)
_FILE = re.compile(r"\.(\w{2,5})$")
_PAGES = frozenset(("html", "htm", "shtml", "xhtml", "php", "asp", "aspx", "jsp", "cfm", "md", "txt"))
_PORTS = {"http": ":80", "https": ":443"}


def absolute(base: str, link: str) -> str:
    """The address that a link on a page leads to, without its fragment and tracking parameters; "" for what is no web page's."""
    try:
        parts = urlsplit(urljoin(base, link.strip()))
        host, port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError:
        return ""
    if parts.scheme not in _PORTS or not host or len(link) > LONGEST or parts.username or not host.isascii():
        return ""
    file = _FILE.search(parts.path.rpartition("/")[2])
    if file and file[1].lower() not in _PAGES and not file[1].isdigit():
        return ""
    tracking = load_sites().tracking
    query = [(name, value) for name, value in parse_qsl(parts.query, keep_blank_values=True) if not tracking.fullmatch(name.lower())]
    netloc = f"[{host}]" if ":" in host else host
    netloc += f":{port}" if port and f":{port}" != _PORTS[parts.scheme] else ""
    return urlunsplit((parts.scheme, netloc, parts.path or "/", urlencode(query), ""))


def site_of(address: str) -> str:
    """The site that an address belongs to: its host and port, "www." left out."""
    return urlsplit(address).netloc.removeprefix("www.")


def key_of(address: str) -> str:
    """What all addresses of one page have in common: without scheme, "www.", "index.html" and the last slash, its parameters in order."""
    parts = urlsplit(address)
    path = _INDEX.sub("/", parts.path).rstrip("/")
    return f"{site_of(address)}{path}?{urlencode(sorted(parse_qsl(parts.query)))}".rstrip("?")


def home_of(address: str) -> str:
    """The address of the site's first page."""
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}/"


def is_paging(address: str) -> bool:
    """True for a further page of a list, a day of a calendar: there may be no end of them."""
    sites, parts = load_sites(), urlsplit(address)
    steps = [step.lower() for step in parts.path.split("/") if step]
    counted = any(name in sites.paging_paths and after[:1].isdigit() for name, after in pairwise(steps))
    looped = len(steps) > 3 and len(set(steps)) <= len(steps) // 2  # /a/b/a/b: a relative link that leads to itself
    return counted or looped or any(name.lower() in sites.paging for name, _ in parse_qsl(parts.query))
