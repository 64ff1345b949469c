"""The API over some rows, on the wire that respx stands in for."""

from typing import Any

import httpx
import respx

from tests.ingest.findtreatment.made import API, page


class Server:
    """The API over some rows; `faults` are given, in turn, instead of answers to requests of a page."""

    def __init__(self, mock: respx.MockRouter, own: list[dict[str, Any]], size: int | None = None) -> None:
        self.rows, self.size = own, size
        self.asked: list[dict[str, str]] = []
        self.faults: dict[str, list[httpx.Response | Exception]] = {}
        mock.get(url__startswith=API).mock(side_effect=self.answer)

    def found(self, query: dict[str, str]) -> list[dict[str, Any]]:
        return [r for r in self.rows if query.get("sType", "both") in ("both", r["typeFacility"].lower())]

    def answer(self, request: httpx.Request) -> httpx.Response:
        query = dict(request.url.params)
        self.asked.append(query)
        if faults := self.faults.get(query["page"]):
            fault = faults.pop(0)
            if isinstance(fault, Exception):
                raise fault
            return fault
        found, number, size = self.found(query), int(query["page"]), self.size or int(query["pageSize"])
        return httpx.Response(200, json=page(found[(number - 1) * size : number * size], number, -(-len(found) // size), len(found)))
