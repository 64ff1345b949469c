"""A server on this machine whose answers are a function of what is asked."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from ingest.run import RunResult, run_source
from tests.ingest.books import NOW

Answer = Callable[[str, dict[str, str]], tuple[int, object]]


@contextmanager
def served(answer: Answer) -> Iterator[tuple[str, list[str]]]:
    """The server's address, and the paths that were asked for. `answer` is given path and query, and gives status and JSON."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            if parts.path == "/robots.txt":
                status, body = 404, b""
            else:
                asked.append(self.path)
                status, value = answer(parts.path, {k: v[0] for k, v in parse_qs(parts.query).items()})
                body = value if isinstance(value, bytes) else json.dumps(value).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}", asked
        finally:
            server.shutdown()
            thread.join()


def read(source: str, home: Path, *inputs: object) -> RunResult:
    """A run of a source over what is on this machine."""
    return run_source(source, [str(i) for i in inputs], home, now=NOW, allow_private=True, delay=0, progress=False)


def saved(source: str, name: str) -> Any:
    """The saved input of a source."""
    return json.loads((Path(__file__).parent.parent / "saved" / source / name).read_text("utf-8"))


def nothing_stored(home: Path) -> bool:
    """True where no run left a snapshot."""
    return not list(home.glob("snapshots/*/*/listings.jsonl.gz"))
