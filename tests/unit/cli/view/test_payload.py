import base64

import pytest

from tune_cli.view.payload import escaped, plain, shortened


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (None, ""),
        (b"", ""),
        (b'{"genre": "pop"}', '{"genre": "pop"}'),
        (b"a\nb\tc\r", "a\\nb\\tc\\r"),
        (b"\0\x1b[31m", "\\x00\\x1b[31m"),  # nothing that a terminal would obey
        (b"p\xffp", "p\\xffp"),
        ("é😀\u2028\u202e".encode(), "é😀\\u2028\\u202e"),
    ],
)
def test_a_value_is_one_line_of_text(value: bytes | None, shown: str) -> None:
    assert escaped(value) == shown


def test_on_the_screen_it_is_cut() -> None:
    assert shortened(b"x" * 60) == "x" * 60
    assert shortened(b"x" * 1_000_000) == "x" * 59 + "…"
    assert shortened("😀".encode() * 100) == "😀" * 59 + "…"
    assert shortened(None) == ""


def test_for_programs_nothing_is_lost() -> None:
    assert plain(None) == (None, None)
    assert plain(b"") == ("", None)
    assert plain('{"é": "\\u0000"}'.encode()) == ('{"é": "\\u0000"}', None)
    text, coded = plain(b"p\xff")
    assert (text, base64.b64decode(coded or "")) == (None, b"p\xff")
