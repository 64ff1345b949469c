"""Addresses and telephones that a site states."""

import json

import pytest

from ingest.sources.program_page.page import make_page
from ingest.sources.program_page.places import addresses_in, phones_of, places_of


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Visit us at 410 Quillwood Ave, Suite 5, Boulder, CO 80302 today", "410 Quillwood Ave, Suite 5|Boulder|CO|80302"),
        ("410 Quillwood Ave\nSuite 5\nBoulder, Colorado 80302-1234", "410 Quillwood Ave, Suite 5|Boulder|CO|80302"),
        ("1200 N. Main Street Boulder, CO 80302", "1200 N. Main Street|Boulder|CO|80302"),
        ("Our office | 77 Elm Road | Colorado Springs, CO 80903 | Map", "77 Elm Road|Colorado Springs|CO|80903"),
        ("We serve all of Boulder, CO 80302", "|Boulder|CO|80302"),
        ("Boulder, TX 80302", None),
        ("call 80302", None),
        ("CO 80302", None),
        ("In 2019 we treated 12000 people IN 46204", None),
    ],
)
def test_postal_addresses(text, found):
    assert [f"{a.street}|{a.city}|{a.state}|{a.zip}" for a in addresses_in(text)] == ([found] if found else [])


def read(*bodies: str):
    return [
        make_page(f"<p>{'word ' * 12}</p>{b}".encode(), f"https://site.example/{n}", "", "", "2026-01-05") for n, b in enumerate(bodies)
    ]


def test_places_once_each_structured_data_first():
    address = {"streetAddress": "9 Oak St", "addressLocality": "Denver", "addressRegion": "CO", "postalCode": "80203"}
    stated = json.dumps({"@type": "Clinic", "address": address})
    footer = "<footer>410 Quillwood Ave, Boulder, CO 80302</footer>"
    found = places_of(read(footer, footer, f'{footer}<script type="application/ld+json">{stated}</script>'))
    assert [p.address.street for p in found] == ["9 Oak St", "410 Quillwood Ave"]
    assert found[1].pages == {"https://site.example/0", "https://site.example/1", "https://site.example/2"}


def test_telephones_without_crisis_lines_and_faxes():
    pages = read(
        "<p>Call 303-555-0142 or text 988. National helpline 1-800-662-4357. Fax: 303-555-0199</p>",
        '<a href="tel:+1-303-555-0142">call</a> <a href="tel:3035550143">admissions</a>',
    )
    assert [p.number for p in phones_of(pages, "CO")] == ["+13035550142", "+13035550143"]
