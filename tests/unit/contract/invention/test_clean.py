import pytest

from tune_contract.invention.clean import clean


@pytest.mark.parametrize(
    "text", ["Café at Midnight", "夜に駆ける", "می‌خواهم", "R&B '99 (Live)", "🎸❤️", "👩‍🎤"]
)
def test_titles_of_all_the_world(text: str) -> None:
    assert clean(text) == text


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("a\x00", "U+0000"),
        ("a\tb", "U+0009"),
        ("\x1b[0m", "U+001B"),
        ("a\x85b", "U+0085"),
        ("a\u2028b", "U+2028"),
        ("a\u202eb", "U+202E"),
        ("a\u2066b", "U+2066"),
        ("a\u200bb", "U+200B"),
        ("\ufeffa", "U+FEFF"),
        ("\ue000", "U+E000"),
        ("\ud800", "U+D800"),
        ("\uffff", "U+FFFF"),
        ("\ufffd", "U+FFFD"),
        ("I <3 you", "U+003C"),
    ],
)
def test_what_no_title_needs(text: str, code: str) -> None:
    with pytest.raises(ValueError, match=f"has the character {code.replace('+', '[+]')}; use"):
        clean(text)
