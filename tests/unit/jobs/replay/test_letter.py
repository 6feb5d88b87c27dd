import hashlib

import pytest

from tune_jobs.replay.letter import Copy, Letter, Place, Record

PLACE = Place("plays", 2, 7)


def letter(kept: bytes | None, size: int) -> Letter:
    digest = None if kept is None else hashlib.sha256(kept).digest()
    return Letter(PLACE, size, len(kept or b""), digest)


@pytest.mark.parametrize(
    ("kept", "size", "value", "same"),
    [
        (b"abc", 3, b"abc", True),
        (b"abc", 3, b"abd", False),
        (b"ab", 3, b"abc", True),  # the table has a part
        (b"ab", 3, b"abcd", False),
        (b"ab", 3, b"axc", False),
        (None, 0, None, True),
        (None, 0, b"", False),
        (b"", 0, b"", True),
        (b"", 0, None, False),
    ],
)
def test_a_value_is_the_letters_or_another(kept, size, value, same):
    assert letter(kept, size).is_of(value) is same


@pytest.mark.parametrize(
    ("kept", "size", "whole"),
    [(b"abc", 3, True), (b"ab", 3, False), (None, 0, True), (None, -1, False)],  # the last: a gap
)
def test_a_whole_value_can_come_from_the_table(kept, size, whole):
    assert letter(kept, size).whole() is whole


def test_a_copy_keeps_the_headers_and_adds_where_it_comes_from():
    before = (("trace", b"1"), ("tune-replayed-from", b"plays/2/3"))
    copy = Copy(PLACE, Record(b"x", headers=before), from_kafka=True)
    assert copy.headers() == [*before, ("tune-replayed-from", b"plays/2/7")]
