"""Which links are followed."""

from collections import Counter

import pytest

from ingest.sources.program_page.choose import best, choices, topic_of
from ingest.sources.program_page.markup import Link

HOSTS = frozenset({"site.example"})


def link(path: str, words: str = "") -> Link:
    return Link(f"https://www.site.example{path}", words)


@pytest.mark.parametrize(
    ("path", "words", "topic"),
    [
        ("/x", "Intensive Outpatient", 0),
        ("/our-programs.html", "", 0),
        ("/x", "Verify your insurance", 1),
        ("/seguros", "", 1),
        ("/x", "Preguntas frecuentes", 3),
        ("/meet_the_team/", "", 4),
        ("/x", "Quiénes somos", 5),
        ("/x", "More", None),
        ("/blog/what-is-iop", "What is an IOP?", None),
        ("/careers", "Join our team", None),
        ("/programmer", "", None),
    ],
)
def test_links_have_topics(path, words, topic):
    assert topic_of(link(path, words)) == topic


def test_only_the_site_itself_and_no_endless_list():
    links = [link("/iop"), link("/programs?page=2"), Link("https://elsewhere.example/iop", "IOP"), link("/insurance")]
    assert [c.address.rpartition("/")[2] for c in choices(links, HOSTS, 1, 0)] == ["iop", "insurance"]


def test_topics_take_turns():
    waiting = list(choices([*(link(f"/programs/{n}") for n in range(9)), link("/faq"), link("/insurance"), link("/about")], HOSTS, 1, 0))
    order: list[int] = []
    taken: Counter[int] = Counter()
    while waiting:
        choice = best(waiting, taken)
        waiting.remove(choice)
        taken[choice.topic] += 1
        order.append(choice.topic)
    assert order == [0, 0, 0, 1, 3, 5, 0, 0, 0, 0, 0, 0]
