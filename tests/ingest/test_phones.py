"""Telephone numbers as the directories write them."""

import pytest

from ingest.phones import read_phone


@pytest.mark.parametrize(
    ("text", "number", "extension"),
    [
        ("205-216-0200", "+12052160200", ""),
        ("205-933-2430 x402", "+12059332430", "402"),
        ("205-933-2430 x0", "+12059332430", "0"),
        ("205-933-2430x402", "+12059332430", "402"),
        ("(205) 933-2430 ext. 7", "+12059332430", "7"),
        ("888-PARNEXT", "+18887276398", ""),
        ("319-351HELP", "+13193514357", ""),
        ("217-3488DUI", "+12173488384", ""),
        ("800-YSS8918", "+18009778918", ""),
        ("888-4FIX123", "+18884349123", ""),
        ("787-641-0773", "+17876410773", ""),
    ],
)
def test_a_number(text, number, extension):
    phone = read_phone(text)
    assert phone is not None and (phone.number, phone.extension) == (number, extension)


@pytest.mark.parametrize("text", ["", "none", "999-999-9999", "555-0142", "884-994-4325", "x12"])
def test_no_number(text):
    assert read_phone(text) is None


def test_states_in_free_association_have_their_own_numbering():
    phone = read_phone("691-350-2115 x123", "FM")
    assert phone is not None and (phone.number, phone.extension) == ("+6913502115", "123")
    assert read_phone("691-350-2115", "CO") is None
