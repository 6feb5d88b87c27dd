import json
from io import BytesIO

import pytest

from tune_cli.sending.records import BATCH_BYTES, Record, Source, batches, read_records
from tune_contract.errors import InvalidInput


def read(text: bytes) -> Source:
    return read_records(BytesIO(text), "plays.json")


def test_lines_keep_their_numbers_and_their_bytes() -> None:
    source = read(b'\n{"a":  1}\r\n\n{"b": \n{"c":3}')
    assert source.unit == "line"
    assert list(source.records) == [(2, b'{"a":  1}'), (4, b'{"b":'), (5, b'{"c":3}')]


def test_lines_are_not_read_before_they_are_sent() -> None:
    file = BytesIO(b'{"a":1}\n' * 10)
    records = read_records(file, "x").records
    next(records)
    assert file.tell() < 80


def test_an_array_is_taken_apart() -> None:
    source = read(b' [ {"a": 1},\n 7, {"b": "\xc3\xa9"}]')
    assert source.unit == "event"
    assert [(each.number, json.loads(each.value)) for each in source.records] == [
        (1, {"a": 1}),
        (2, 7),
        (3, {"b": "é"}),
    ]
    assert [each.number for each in read(b'[{"a": 1}]').records] == [1]


def test_one_object_may_have_several_lines() -> None:
    source = read(b'{\n  "a": 1\n}\n')
    assert list(source.records) == [(1, b'{"a":1}')]


def test_lines_of_which_the_first_is_broken_are_lines_all_the_same() -> None:
    source = read(b'\n{"a": \n{"b":2}\n')
    assert source.unit == "line"
    assert list(source.records) == [(2, b'{"a":'), (3, b'{"b":2}')]


@pytest.mark.parametrize(
    ("text", "message"),
    [(b"", "plays.json has no event"), (b" \n\n", "has no event"), (b"[{}", "is not JSON: ")],
)
def test_a_file_without_events_is_told(text: bytes, message: str) -> None:
    with pytest.raises(InvalidInput, match=message):
        list(read(text).records)


def test_a_batch_has_so_many_events_and_so_many_bytes_at_most() -> None:
    records = [Record(number, b"x") for number in range(5)]
    assert [len(batch) for batch in batches(records, 2)] == [2, 2, 1]
    large = [Record(number, b"x" * (BATCH_BYTES // 2)) for number in range(3)]
    assert [len(batch) for batch in batches(large, 1000)] == [1, 1, 1]
    assert [len(batch) for batch in batches([Record(1, b"x" * 2 * BATCH_BYTES)], 9)] == [1]
