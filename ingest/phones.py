"""Phone numbers as sources write them, in the one form that we keep."""

from __future__ import annotations

import re
from functools import lru_cache

import phonenumbers

from finder.listing import Phone, PhoneKind

_EXTENSION = re.compile(r"(?:[\s,;]+|(?<=\d))(?:x|ext\.?|extension)\s*(\d{1,6})$", re.IGNORECASE)
_OWN_NUMBERING = frozenset({"FM", "MH", "PW"})
"""States in free association: +691, +692, +680. All the others, Puerto Rico and Guam too, share +1."""


@lru_cache(maxsize=65_536)
def read_phone(text: str, state: str = "", kind: PhoneKind = PhoneKind.MAIN) -> Phone | None:
    """The number in E.164 with its extension; None where no telephone has it.

    Letters count as the digits of their keys ("888-PARNEXT"); an extension stands at the end, its "x" or "ext" apart from other letters.
    """
    extension = _EXTENSION.search(text)
    digits = phonenumbers.convert_alpha_characters_in_number(text[: extension.start()] if extension else text)
    try:
        number = phonenumbers.parse(digits, state if state in _OWN_NUMBERING else "US")
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number):
        return None
    return Phone(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164), extension[1] if extension else "", kind)
