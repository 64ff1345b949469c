"""Bytes in any state to text: what is kept, what is left out, and where each block stands."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.extract.page import LONGEST, Kind, NotAPage, PageText, read_page

ADDRESS = "https://clinic.example/program"


def page(markup: str | bytes, content_type: str = "") -> PageText:
    return read_page(markup if isinstance(markup, bytes) else markup.encode(), ADDRESS, content_type)


def texts(markup: str) -> list[str]:
    return [block.text for block in page(markup).blocks]


def under(markup: str, text: str) -> tuple[str, ...]:
    return next(block.path for block in page(markup).blocks if block.text == text)


def test_blocks_come_in_order_with_their_headings() -> None:
    found = page(
        "<title>North Clinic</title><h1>Programs</h1><p>Two of them.</p><h2>Day</h2><ul><li>CBT<li>DBT</ul><h2>Evening</h2><p>At six."
    )
    assert [(b.kind, b.path, b.text) for b in found.blocks] == [
        (Kind.TITLE, (), "North Clinic"),
        (Kind.HEADING, (), "Programs"),
        (Kind.PARAGRAPH, ("Programs",), "Two of them."),
        (Kind.HEADING, ("Programs",), "Day"),
        (Kind.ITEM, ("Programs", "Day"), "CBT"),
        (Kind.ITEM, ("Programs", "Day"), "DBT"),
        (Kind.HEADING, ("Programs",), "Evening"),
        (Kind.PARAGRAPH, ("Programs", "Evening"), "At six."),
    ]
    assert found.title == "North Clinic"
    assert found.text == "\n".join(b.text for b in found.blocks)


def test_a_card_s_heading_ends_with_the_card() -> None:
    markup = (
        "<h1>Care</h1><div class=card><h3>PHP</h3><p>Daily.</p></div><div class=card><h3>IOP</h3><p>Thrice.</p></div><p>We take Aetna.</p>"
    )
    assert under(markup, "Thrice.") == ("Care", "IOP")
    assert under(markup, "We take Aetna.") == ("Care",)


def test_a_heading_in_a_wrapper_of_its_own_holds_for_what_follows() -> None:
    assert under("<div><div class=title><h2>IOP</h2></div><div><p>Nine hours.</p></div></div>", "Nine hours.") == ("IOP",)


def test_a_table_keeps_its_columns() -> None:
    found = page("<table><tr><th>Program<th>Hours</tr><tr><td>IOP<td>9 a week</tr></table>").blocks[-1]
    assert (found.kind, found.text) == (Kind.ROW, "IOP | 9 a week")
    assert [c.header for c in found.cells] == ["Program", "Hours"]


def test_a_bold_line_and_a_summary_are_headings_of_what_follows() -> None:
    assert under("<p><strong>Evening IOP</strong></p><p>At six.</p>", "At six.") == ("Evening IOP",)
    assert under("<details><summary>Do you take Medicaid?</summary><p>Yes.</p></details>", "Yes.") == ("Do you take Medicaid?",)


def test_what_introduces_a_list_stands_over_its_items() -> None:
    leads = {b.text: b.lead for b in page("<p>We accept:</p><ul><li>Aetna<li>Cigna</ul><p>More.</p>").blocks}
    assert leads == {"We accept:": "", "Aetna": "We accept:", "Cigna": "We accept:", "More.": ""}


@pytest.mark.parametrize(
    "markup",
    [
        "<nav>Detox</nav>",
        "<footer>Detox</footer>",
        "<script>Detox</script>",
        "<div hidden>Detox</div>",
        "<div style='display: none'>Detox</div>",
        "<div class='cookie-banner'>Detox</div>",
        "<template>Detox</template>",
        "<div role=navigation>Detox</div>",
    ],
)
def test_menus_footers_scripts_and_hidden_text_are_left_out(markup: str) -> None:
    assert texts(f"<p>One.</p>{markup}<p>Two.</p>") == ["One.", "Two."]


def test_a_closed_accordion_is_read() -> None:
    assert "Nine hours." in texts("<div class='accordion-panel' style='display:none'><p>Nine hours.</p></div>")


def test_voices_are_marked() -> None:
    found = page("<div class=testimonials><p>Saved me.</p></div><blockquote>Great.</blockquote><p>Ours.</p>").blocks
    assert [b.voice for b in found] == ["testimonial", "testimonial", ""]


def test_a_wrong_charset_loses_no_letter() -> None:
    for encoding in ("utf-8", "cp1252"):
        body = "<meta charset=utf-8><p>Español, café – “sí”".encode(encoding)
        assert page(body).text == "Español, café – “sí”"
    assert page("\ufeff<p>año".encode("utf-16")).text == "año"
    assert page(b"<p>ano", "text/html; charset=no-such").text == "ano"


def test_several_bodies_and_broken_line_ends() -> None:
    found = page("<h3>IOP</h3><body>Mon 5PM-6PM</br>Cost: $9</body><h3>Other</h3><body>Tue</body>")
    assert [(b.path, b.text) for b in found.blocks if b.kind is Kind.PARAGRAPH] == [
        (("IOP",), "Mon 5PM-6PM\nCost: $9"),
        (("Other",), "Tue"),
    ]


@pytest.mark.parametrize(
    "body", [b"\x89PNG\r\n\x1a\n\x00\x00\x00", b"%PDF-1.7 some text", b"PK\x03\x04abc", b"\x00" * 100, bytes(range(1, 32)) * 20]
)
def test_binary_data_is_refused(body: bytes) -> None:
    with pytest.raises(NotAPage):
        page(body)


def test_size_and_depth_are_survived() -> None:
    assert len(page("<p>An IOP, three days a week.</p>" * 60_000).text) <= LONGEST
    for nest in ("<div>", "<ul><li>", "<span><b>", "<table><tr><td>"):
        assert "the end" in page(nest * 10_000 + "the end").text


def test_a_page_with_nothing_in_it_is_empty() -> None:
    for markup in ("", " ", "<html></html>", "<!-- x -->", "---\ntitle: a\n---\n"):
        assert page(markup).blocks == ()


def test_a_broken_object_loses_no_good_one() -> None:
    good = json.dumps({"@graph": [{"@type": "MedicalClinic", "name": "North"}, {"@type": "WebPage", "dateModified": "2026-03-02T10:00"}]})
    markup = f'<script type="application/ld+json">{{"@type": </script><script type="application/ld+json">{good}</script>'
    bomb = f'<script type="application/ld+json">{"[" * 100_000}</script>'
    found = page(markup + bomb + "<div itemscope itemtype='https://schema.org/Clinic'><span itemprop=name>South</span></div>")
    assert [o.get("name") for o in found.objects] == ["North", None, "South"]
    assert found.modified == "2026-03-02"


def test_the_language_is_that_of_the_words() -> None:
    english, spanish = (
        "We offer care for you and your family in the evening with our team. " * 3,
        "Ofrecemos el programa para la familia con su equipo en la noche y los días. " * 3,
    )
    assert page(f"<html lang=es><p>{english}").language == "en"
    assert page(f"<html lang=en><p>{spanish}").language == "es"
    assert page("<html lang=fr><p>Bonjour").language == "fr"


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                "<p>",
                "</p>",
                "<h2>",
                "</h2>",
                "<td>",
                "<tr>",
                "<table>",
                "</table>",
                "<li>",
                "<ul>",
                "</ul>",
                "<br>",
                "<b>",
                "</b>",
                "a b",
                " ",
                "é:",
                "?",
                "&nbsp;",
                "<div hidden>",
                "</div>",
                "<",
            ]
        )
    )
)
def test_each_block_is_where_it_says(parts: list[str]) -> None:
    found = page("".join(parts))
    assert all(found.text[b.start : b.end] == b.text for b in found.blocks)
    assert all(found.text[c.start : c.end] in b.text for b in found.blocks for c in b.cells)
