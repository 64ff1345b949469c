"""A page of results cut down to what its reader wants."""

from __future__ import annotations

from api.wire import Json

INCLUDE = ("answers,claims", "answers", "none")
"""What each result holds: answers with the claims that decided them, answers alone, neither."""


def trimmed(page: Json, include: str) -> Json:
    """The page with no more in its results than that; itself where that is everything. What it is made of is left as it is."""
    if include == INCLUDE[0]:
        return page
    repair = [{**x, **({"farther": _all(x["farther"], include)} if "farther" in x else {})} for x in page["repair"]]
    return {**page, "results": _all(page["results"], include), "virtual": _all(page["virtual"], include), "repair": repair}


def _all(results: list[Json], include: str) -> list[Json]:
    return [_result(result, include) for result in results]


def _result(result: Json, include: str) -> Json:
    rest = {name: value for name, value in result.items() if name != "answers"}
    return {**rest, "answers": [_answer(a) for a in result["answers"]]} if include == "answers" else rest


def _answer(answer: Json) -> Json:
    return {**answer, "parts": [{name: value for name, value in part.items() if name != "claims"} for part in answer["parts"]]}
