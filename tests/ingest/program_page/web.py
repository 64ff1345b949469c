"""A web of small sites on 127.0.0.1, one port each, of programs that do not exist: several shapes, and every fault that we know.

Who runs it sees each request with its time, so that a crawl's manners can be measured. All of it is made up here.
"""

from __future__ import annotations

import asyncio
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import pairwise
from threading import Event, Thread

PLACES = (
    ("Boulder", "CO", "80302", "303"),
    ("Denver", "CO", "80203", "720"),
    ("Columbus", "OH", "43215", "614"),
    ("Austin", "TX", "78701", "512"),
)
NAMES = ("Alder", "Birch", "Cedar", "Dogwood", "Elm", "Fir", "Gum", "Hazel", "Ivy", "Juniper")
FAULTS = (
    *(
        "none",
        "forbids",
        "no_robots",
        "loop",
        "soft_404",
        "endless",
        "binary",
        "huge",
        "french",
        "charset",
        "busy",
        "error",
        "close",
        "bomb",
    ),
    *("deep", "tracked", "elsewhere", "moved", "missing", "down", "script"),
)

Answer = tuple[int, dict[str, str], bytes]


@dataclass
class Web:
    """The sites: by port, the number of each. `asked`: every request with its time. `at`: after so many requests, what happens."""

    count: int
    at: tuple[int, Callable[[], object]] | None = None
    ports: dict[int, int] = field(default_factory=dict)
    asked: list[tuple[int, str, float]] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)
    hangs: bool = False

    @property
    def addresses(self) -> list[str]:
        """The sites' first pages, in order."""
        return [f"http://127.0.0.1:{port}/" for port in self.ports]

    def gaps(self) -> list[float]:
        """Seconds between each request to a host and the next one to it."""
        times: dict[int, list[float]] = defaultdict(list)
        for port, _, at in self.asked:
            times[port].append(at)
        return [later - earlier for own in times.values() for earlier, later in pairwise(own)]

    def answer(self, port: int, path: str, known: str) -> Answer | None:
        """What a site answers; None where it hangs up."""
        number = self.ports[port]
        fault = FAULTS[number % len(FAULTS)]
        before = sum(p == port and way == path for p, way, _ in self.asked)
        self.asked.append((port, path, time.monotonic()))
        if self.at and len(self.asked) == self.at[0]:
            self.at[1]()
            return None
        status, headers, body = faulty(fault, path, before) or plain(number, fault, path)
        if status == 0:
            return None
        tag = f'"{sha256(body).hexdigest()[:16]}"'
        if status == 200 and known == tag:
            status, body = 304, b""
        return status, {"ETag": tag, "Content-Type": "text/html; charset=utf-8", **headers}, body


def faulty(fault: str, path: str, before: int) -> Answer | None:
    """What a fault answers; None for the pages that it leaves alone. Status 0: it hangs up."""
    match fault, path:
        case "forbids", "/robots.txt":
            return 200, {}, b"User-agent: *\nDisallow: /\n"
        case "no_robots", "/robots.txt":
            return 0, {}, b""
        case "down", _:
            return 503, {"Retry-After": "0"}, b"<h1>Service Unavailable</h1>"
        case _, "/robots.txt":
            return 404, {}, b""
        case "loop", "/insurance":
            return 302, {"Location": "/insurance/again"}, b""
        case "loop", "/insurance/again":
            return 302, {"Location": "/insurance"}, b""
        case "soft_404", "/faq":
            return 200, {}, b"<title>Page not found</title><h1>Page not found</h1><p>Try our programs, they have all that you need.</p>"
        case "binary", "/team":
            return 200, {}, b"\x89PNG\r\n\x1a\n\x00\x00" * 50
        case "huge", "/team":
            return 200, {}, b"<p>" + b"treatment program words " * 250_000
        case "french", "/about":
            return 200, {}, ("<p>" + "Nous proposons un programme ambulatoire intensif avec des groupes pour vous. " * 9).encode()
        case "busy", "/iop" if not before:
            return 429, {"Retry-After": "0"}, b""
        case "error", "/insurance" if not before:
            return 500, {}, b""
        case "close", "/iop" if not before:
            return 0, {}, b""
        case "deep", "/about":
            return 200, {}, b"<div>" * 10_000 + b"<p>We have helped families for many years in our town.</p>"
        case "bomb", "/about":
            return (
                200,
                {},
                b'<script type="application/ld+json">' + b"[" * 100_000 + b"</script><p>We have helped families here for many years.</p>",
            )
        case "missing", "/insurance":
            return 404, {}, b"<h1>Not found</h1>"
        case "moved", "/":
            return 301, {"Location": "/home"}, b""
        case "script", "/team":
            return 200, {}, b"<div id=app></div><script>run()</script>"
    return None


def plain(number: int, fault: str, path: str) -> Answer:
    """A page of a site, as its shape has it."""
    way = path.partition("?")[0].rstrip("/") or "/"
    body = pages_of(number).get("/" if way == "/home" else way)
    if fault == "endless" and way.startswith("/programs"):
        further = int(way.rpartition("/")[2]) + 1 if way[-1].isdigit() else 2
        body = f"<h1>Programs</h1><p>Our programs, a further page of {further}.</p><a href='/programs/page/{further}'>more programs</a>"
    if body is None:
        return 404, {}, b"<h1>404</h1>"
    if fault == "endless" and way == "/":
        body += "<a href='/programs'>programs</a><a href='/programs?page=2'>more programs</a>"
    if fault == "elsewhere" and way == "/":
        body += "<a href='http://elsewhere.example/iop'>our IOP partner</a>"
    if fault == "tracked":
        body = body.replace("href='/iop'", "href='/iop/?utm_source=menu#top'")
    if fault == "charset" and way == "/team":
        return 200, {"Content-Type": "text/html; charset=utf-16"}, body.encode()
    return 200, {}, body.encode()


def pages_of(number: int) -> dict[str, str]:
    """By path, the pages of a site: in English or Spanish, of one kind of care or both, on one page or several."""
    city, state, code, area = PLACES[number % len(PLACES)]
    name = f"Made-up {NAMES[number % len(NAMES)]} {number} Recovery (synthetic)"
    days, hours, price = 3 + number % 3, 2 + number % 2, 1_000 + 10 * number
    phone = f"{area}-555-01{number % 100:02}"
    menu = "".join(f"<a href='{way}'>{words}</a> " for way, words in MENU.items())
    footer = f"<footer>{name}<br>{100 + number} Quillwood Avenue<br>{city}, {state} {code}<br>Call {phone} or 988 in a crisis</footer>"
    treats = ("alcohol and opioid addiction", "depression and anxiety", "depression and anxiety, and a separate addiction program")[
        number % 3
    ]
    if number % 5 == 4:
        iop = (
            f"<h1>Programa ambulatorio intensivo</h1><p>Nuestro programa ambulatorio intensivo (IOP) se reúne {days} días a la semana, "
            f"{hours} horas al día.</p><p>Tratamos la adicción al alcohol.</p><p>Aceptamos Medicaid.</p>"
        )
    else:
        iop = (
            f"<h1>Intensive Outpatient Program</h1><p>Our IOP meets {days} days a week, {hours} hours a day. We treat {treats}.</p>"
            f"<h2>Therapies</h2><ul><li>Group therapy</li><li>Individual therapy</li><li>CBT</li></ul>"
        )
    parts = {
        "/": f"<h1>{name}</h1><p>We help adults in {city} with {treats}, several half days a week, living at home.</p>",
        "/iop": iop,
        "/insurance": f"<h1>Insurance</h1><p>We accept Aetna and Medicaid. Self-pay price: ${price} per week.</p>",
        "/team": "<h1>Our team</h1><p>Our staff includes licensed counselors, nurses and a psychiatrist.</p>",
        "/faq": "<h1>Questions</h1><h2>Do you have a waitlist?</h2><p>No, we are accepting new clients now.</p>",
        "/about": "<h1>About us</h1><p>We are accredited by CARF and licensed by the state.</p><p>Last updated: March 5, 2025</p>",
        "/blog": "<h1>Blog</h1><p>Ten reasons to read our blog about intensive outpatient programs.</p>",
    }
    if FAULTS[number % len(FAULTS)] == "none" and number % 2 == 0:
        whole = "".join(parts.values())
        return {"/": f"<html><head><title>{name}</title></head><body>{whole}{footer}</body></html>"}
    return {
        way: f"<html><head><title>{MENU.get(way, 'Home')} | {name}</title></head><body><nav>{menu}</nav>{part}{footer}</body></html>"
        for way, part in parts.items()
    }


MENU = {"/iop": "Our IOP", "/insurance": "Insurance", "/team": "Our team", "/faq": "FAQ", "/about": "About us", "/blog": "Blog"}


@contextmanager
def served(web: Web) -> Iterator[Web]:
    """The web at its `addresses`, until the block ends."""
    started, loop = Event(), asyncio.new_event_loop()
    stop = asyncio.Event()

    async def whole() -> None:
        servers = []
        for number in range(web.count):
            server = await asyncio.start_server(lambda r, w: speak(web, r, w), "127.0.0.1", 0)
            web.ports[server.sockets[0].getsockname()[1]] = number
            servers.append(server)
        started.set()
        await stop.wait()
        for server in servers:
            server.close()
        for task in asyncio.all_tasks() - {asyncio.current_task()}:
            task.cancel()

    thread = Thread(target=lambda: loop.run_until_complete(whole()))
    thread.start()
    started.wait(30)
    try:
        yield web
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join(10)
        loop.close()


async def speak(web: Web, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """One connection, one request."""
    with suppress(OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        known = next((line.partition(":")[2].strip() for line in head.splitlines() if line.lower().startswith("if-none-match")), "")
        answer = web.answer(writer.get_extra_info("sockname")[1], head.split(" ")[1], known)
        if answer is None and web.hangs:
            await asyncio.sleep(60)
        if answer:
            status, headers, body = answer
            web.statuses[status] += 1
            lines = {"Content-Length": str(len(body)), "Connection": "close", **headers}
            writer.write(
                f"HTTP/1.1 {status} OK\r\n{''.join(f'{k}: {v}' + chr(13) + chr(10) for k, v in lines.items())}\r\n".encode() + body
            )
            await writer.drain()
    writer.close()
