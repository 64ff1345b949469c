"""The page store: what is kept for how long, and files that do not hold what was written."""

from datetime import timedelta

import pytest

from ingest.pages import Page, PageStore
from tests.ingest.books import NOW

URL, LATER = "https://api.example/v2?page=1", NOW + timedelta(hours=1)
PLAIN = Page(URL, "", (("Content-Type", "application/json"),), b'{"rows"\n: []}')
TAGGED = Page(URL, "", (("ETag", '"a"'), ("Last-Modified", "Mon, 05 Jan 2026 09:00:00 GMT")), b"{}")


def store(tmp_path, now=NOW, inputs=("a",), **more):
    return PageStore(tmp_path, "s", inputs, now, **more)


def files(tmp_path):
    return [f for f in tmp_path.rglob("*") if f.is_file()]


def test_nothing_is_on_disk_before_there_is_a_page(tmp_path):
    s = store(tmp_path)
    s.whole(), s.drop()
    assert not list(tmp_path.iterdir()) and s.page(URL) is None


def test_a_run_cut_short_goes_on_with_its_pages_and_its_day(tmp_path):
    kept = store(tmp_path).keep(PLAIN)
    again = store(tmp_path, LATER)
    assert again.page(URL) == kept and kept.run == again.run and again.begun == NOW


@pytest.mark.parametrize("other", [{"inputs": ("b",)}, {"now": NOW + timedelta(hours=12)}])
def test_other_inputs_and_another_day_begin_anew(tmp_path, other):
    store(tmp_path).keep(PLAIN)
    again = store(tmp_path, **({"now": LATER} | other))
    assert (page := again.page(URL)) and page.run != again.run


def test_a_refused_run_is_gone_on_with_only_by_who_accepts_it(tmp_path):
    s = store(tmp_path)
    s.keep(PLAIN), s.whole()
    assert store(tmp_path, LATER).begun == LATER and store(tmp_path, LATER, judged=True).begun == NOW


def test_of_a_good_run_only_what_can_be_confirmed_stays(tmp_path):
    s, other = store(tmp_path), "https://api.example/v2?page=2"
    s.keep(PLAIN), s.keep(Page(other, "", TAGGED.headers, b"{}"))
    s.drop()
    assert s.page(URL) is None and len(files(tmp_path)) == 1
    later = store(tmp_path, LATER)
    page = later.page(other)
    assert page and page.run != later.run
    assert page.conditions == {"if-none-match": '"a"', "if-modified-since": "Mon, 05 Jan 2026 09:00:00 GMT"}
    later.keep(PLAIN), later.drop()
    assert not files(tmp_path), "what this run did not ask for is gone with it"


def test_what_the_server_wants_nobody_to_keep_goes_with_the_run(tmp_path):
    assert Page(URL, "", (*TAGGED.headers, ("Cache-Control", "private, No-Store")), b"").conditions == {}


@pytest.mark.parametrize("damage", [b"", b"{", b"[]\nx", b'{"url": "https://elsewhere.example"}\n', None])
def test_a_damaged_page_is_fetched_anew(tmp_path, damage):
    s = store(tmp_path)
    s.keep(PLAIN)
    for file in files(tmp_path):
        file.write_bytes(file.read_bytes()[:-3] if damage is None else damage)
    assert s.page(URL) is None and store(tmp_path, LATER).page(URL) is None
    s.drop()
    assert not files(tmp_path)
