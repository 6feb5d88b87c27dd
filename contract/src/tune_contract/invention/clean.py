"""Text that a language model wrote: it will be shown, so it must be nothing but text."""

import unicodedata
from typing import Annotated

from pydantic import AfterValidator, StringConstraints

_REFUSED = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
"""Unicode's categories of what is not seen, or turns round, hides or ends what stands beside it."""
_JOINERS = "\u200c\u200d"  # Persian and others cannot be written without them
_MARKS = "<>\ufffd"  # the beginnings of markup, and what stands where text was lost


def clean(text: str) -> str:
    """Return the text.

    Raises:
        ValueError: it holds a character that no title needs.
    """
    for character in text:
        unseen = unicodedata.category(character) in _REFUSED and character not in _JOINERS
        if unseen or character in _MARKS:
            raise ValueError(f"has the character U+{ord(character):04X}; use visible text, no < >")
    return text


def _constraints(longest: int) -> StringConstraints:
    return StringConstraints(strip_whitespace=True, min_length=1, max_length=longest)


ShortText = Annotated[str, _constraints(40), AfterValidator(clean)]
Line = Annotated[str, _constraints(120), AfterValidator(clean)]
Sentence = Annotated[str, _constraints(300), AfterValidator(clean)]
