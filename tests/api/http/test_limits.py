"""How often, how much and how long: who goes beyond is told so, and no address is kept."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from starlette.testclient import TestClient

from api.http import limits
from api.http.app import by_choice, make_app
from api.http.callers import CountedCallers
from api.settings import hand_down, settings
from search.service import Finder
from tests.api.conftest import CommandLine
from tests.api.http.conftest import problem

KEY = "a key of the tests"


def counted(rate: str = "3/minute") -> CountedCallers:
    """Callers counted in memory."""
    return CountedCallers(rate, "memory://", KEY)


def test_who_comes_too_often_is_told_when_to_come_again(http: TestClient) -> None:
    finder: Finder = http.app.state.finder  # type: ignore[attr-defined]
    with TestClient(make_app(finder, counted())) as limited:
        assert [limited.get("/v1/terms").status_code for _ in range(3)] == [200] * 3
        for reply in (limited.get("/v1/terms"), limited.post("/v1/search", json={"text": "x"}), limited.get("/")):
            problem(reply, 429)
            assert 1 <= int(reply.headers["retry-after"]) <= 60 and reply.headers["access-control-allow-origin"] == "*"
        assert limited.head("/v1/terms").status_code == 429
        assert limited.get("/healthz").status_code == limited.get("/readyz").status_code == 200


def test_each_caller_has_turns_of_their_own() -> None:
    async def come(*addresses: str) -> list[bool]:
        callers = counted("2/minute")
        return [bool(await callers.wait(address)) for address in addresses]

    assert asyncio.run(come("192.0.2.1", "192.0.2.1", "192.0.2.2", "192.0.2.1")) == [False, False, False, True]
    assert asyncio.run(come("2001:db8::1", "2001:db8::2", "2001:db8::3", "2001:db8:0:1::1")) == [False, False, True, False]
    assert asyncio.run(come("testclient", "testclient", "testclient")) == [False, False, True]


def test_no_address_is_kept() -> None:
    async def kept(callers: CountedCallers) -> str:
        for address in ("192.0.2.77", "2001:db8:77::1"):
            await callers.wait(address)
        return str(vars(callers._limiter.storage))

    one, other = asyncio.run(kept(counted())), asyncio.run(kept(CountedCallers("3/minute", "memory://", "another key of ours")))
    assert "LIMIT" in one.upper() and "192.0.2" not in one and "2001" not in one.replace("0x", "")
    assert not {part for part in one.split("/") if len(part) == 32} & {part for part in other.split("/") if len(part) == 32}


def test_a_store_that_fails_lets_everyone_in(caplog: pytest.LogCaptureFixture) -> None:
    async def come() -> int:
        return await CountedCallers("1/minute", "redis://127.0.0.1:1", KEY).wait("192.0.2.1")

    assert asyncio.run(come()) == 0 and "callers are not counted" in caplog.text and "192.0.2.1" not in caplog.text


class Slow:
    """An index that never answers."""

    async def current(self) -> Any:
        """Waits for ever."""
        await asyncio.Event().wait()

    async def close(self) -> None:
        """Nothing to close."""


def test_an_answer_that_takes_too_long_is_given_up(http: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "ANSWER_SECONDS", 0.01)
    finder: Finder = http.app.state.finder  # type: ignore[attr-defined]
    slow = TestClient(make_app(Finder(Slow(), finder.vocabulary, finder.questions)))  # type: ignore[arg-type]
    reply = slow.get("/v1/search")
    assert problem(reply, 503)["type"] == "/problems/too-slow" and int(reply.headers["retry-after"]) > 0


def test_a_body_that_does_not_come_is_given_up(http: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "BODY_SECONDS", 0.01)
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        if not sent:
            await asyncio.Event().wait()
        return {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        sent.append(message)

    headers = [(b"content-type", b"application/json"), (b"content-length", b"10")]
    scope = {"type": "http", "method": "POST", "path": "/v1/search", "query_string": b"", "headers": headers, "http_version": "1.1"}
    asyncio.run(make_app(http.app.state.finder)({**scope, "scheme": "http"}, receive, send))  # type: ignore[attr-defined]
    assert sent[0]["status"] == 408 and b"/problems/body-too-slow" in sent[1]["body"]


def test_settings_choose(monkeypatch: pytest.MonkeyPatch) -> None:
    settings.cache_clear()
    assert by_choice() == (None, None)
    for name, value in {"RATE_LIMIT": "120/minute", "METRICS": "true"}.items():
        monkeypatch.setenv(f"IOP_FINDER_{name}", value)
    settings.cache_clear()
    callers, metrics = by_choice()
    assert callers and metrics
    monkeypatch.setenv("IOP_FINDER_RATE_LIMIT_KEY", "")  # put back afterwards
    hand_down()
    key = settings().rate_limit_key
    settings.cache_clear()
    assert settings().rate_limit_key == key and len(key) == 64 and key not in repr(settings())
    settings.cache_clear()


@pytest.mark.parametrize(
    ("name", "value"),
    [("RATE_LIMIT", "many"), ("RATE_LIMIT", "0/minute"), ("RATE_LIMIT_STORE", "file:///x"), ("RATE_LIMIT_KEY", "short"), ("METRICS", "x")],
)
def test_a_setting_that_cannot_be_used(iop: CommandLine, name: str, value: str) -> None:
    said = iop("serve", "--port", "0", **{f"IOP_FINDER_{name}": value})
    assert said.code == 2 and said.err.startswith(f"iop-finder: IOP_FINDER_{name}: ") and len(said.err.splitlines()) == 1
