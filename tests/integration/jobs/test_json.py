"""Which records may be counted, and what is said of each that may not."""

import pytest
from pyspark.sql import functions as F  # noqa: N812

from tune_contract.events.play import Play
from tune_contract.pipelines.dead_letters import MAX_PAYLOAD
from tune_contract.pipelines.declaration import Input
from tune_contract.pipelines.genre_counts import GENRE_COUNTS
from tune_jobs.parsing.json import event_schema, parse, reason

SOURCE = GENRE_COUNTS.inputs["plays"]
NOW = 1_700_000_000_000
PLAY = b'{"genre":"%s","timestamp":1700000000000}'
NO_GENRE = "genre: missing, or not of type string"
NO_TIMESTAMP = "timestamp: missing, or not of type bigint"
NO_TEXT = "genre: not a text"
NO_OBJECT = "not a JSON object"
NO_JSON = "not valid JSON"
TOO_LARGE = "larger than 1048576 bytes"


def padded(size: int) -> bytes:
    """A play of exactly that many bytes."""
    start, end = b'{"genre":"pop","timestamp":1,"x":"', b'"}'
    return start + b"x" * (size - len(start) - len(end)) + end


GOOD = {
    "a play": (PLAY % b"pop", "pop", NOW),
    "fields we do not need": (b'{"x":[1,{"y":2}],"timestamp":5,"genre":"pop"}', "pop", 5),
    "spaces around": (b' \t\r\n{"genre" : "pop" , "timestamp" : 5 }\r\n ', "pop", 5),
    "begins with a digit": (PLAY % b"80s", "80s", NOW),
    "looks like a number": (PLAY % b"-5", "-5", NOW),
    "digits with spaces before": (b'{"timestamp": 5, "genre": "80"}', "80", 5),
    "digits behind a comma": (b'{"timestamp":5,"genre":"80"}', "80", 5),
    "looks like a boolean": (PLAY % b"true", "true", NOW),
    "looks like a list": (PLAY % b"[pop]", "[pop]", NOW),
    "looks like an object": (PLAY % b"{}", "{}", NOW),
    "braces in a text": (PLAY % b"a}b{c", "a}b{c", NOW),
    "a quoted text": (PLAY % b'\\"pop\\"', '"pop"', NOW),
    "the word null": (PLAY % b"null", "null", NOW),
    "the word NaN": (PLAY % b"NaN", "NaN", NOW),
    "escapes": (PLAY % b"\\u00e9\\ud83d\\ude00\\n", "é😀\n", NOW),
    "UTF-8": (PLAY % "é😀".encode(), "é😀", NOW),
    "a replacement character of its own": (PLAY % "\ufffd".encode(), "\ufffd", NOW),
    "128 characters of 4 bytes": (PLAY % ("😀" * 128).encode(), "😀" * 128, NOW),
    "the first instant": (b'{"genre":"pop","timestamp":0}', "pop", 0),
    "5 minutes ahead": (b'{"genre":"pop","timestamp":1700000300000}', "pop", NOW + 300_000),
    "bad bytes elsewhere": (b'{"genre":"pop","timestamp":1,"x":"\xff"}', "pop", 1),
    "as large as can be": (padded(MAX_PAYLOAD), "pop", 1),
    # Java knows no half of a pair: it puts a question mark in its place.
    "half of a pair": (PLAY % b"p\\ud800p", "p?p", NOW),
}
POISON = {
    "tombstone": (None, "no value (a tombstone)"),
    "no bytes": (b"", "empty"),
    "a byte too large": (padded(MAX_PAYLOAD + 1), TOO_LARGE),
    "10 MB of text": (b"x" * 10_000_000, TOO_LARGE),
    "10 MB of genre": (PLAY % (b"p" * 10_000_000), TOO_LARGE),
    "words": (b"not json", NO_OBJECT),
    "spaces": (b"   ", NO_OBJECT),
    "bytes": (b"\xff\xfe\x00", NO_OBJECT),
    "a list": (b"[%s]" % (PLAY % b"pop"), NO_OBJECT),
    "null": (b"null", NO_OBJECT),
    "a number": (b"5", NO_OBJECT),
    "a text": (b'"pop"', NO_OBJECT),
    "a byte order mark": (b"\xef\xbb\xbf" + PLAY % b"pop", NO_OBJECT),
    "a comment": (b"/**/" + PLAY % b"pop", NO_OBJECT),
    "cut off": ((PLAY % b"pop")[:-1], NO_JSON),
    "words behind": (PLAY % b"pop" + b" words", NO_JSON),
    "a bracket behind": (PLAY % b"pop" + b"}", NO_JSON),
    "two plays": (PLAY % b"pop" + PLAY % b"rock", NO_JSON),
    "two plays in two lines": (PLAY % b"pop" + b"\n" + PLAY % b"rock", NO_JSON),
    "two plays and a comma": (PLAY % b"pop" + b"," + PLAY % b"rock", NO_JSON),
    "a comma too many": (b'{"genre":"pop","timestamp":5,}', NO_JSON),
    "no quotes": (b'{genre:"pop","timestamp":5}', NO_JSON),
    "NaN": (b'{"genre":NaN,"timestamp":5}', NO_JSON),
    "Infinity": (b'{"genre":Infinity,"timestamp":5}', NO_JSON),
    "a leading zero": (b'{"genre":"pop","timestamp":007}', NO_JSON),
    "an unknown escape": (PLAY % b"\\q", NO_JSON),
    "2000 levels": (b'{"a":' * 2000 + b"1" + b"}" * 2000, NO_JSON),
    # What Spark asks to tell these two apart from a missing field takes them for JSON.
    "single quotes": (b"{'genre':'pop','timestamp':5}", NO_GENRE),
    "a bare line end": (PLAY % b"a\nb", NO_GENRE),
    "no fields": (b"{}", NO_GENRE),
    "no genre": (b'{"timestamp":5}', NO_GENRE),
    "genre in capitals": (b'{"GENRE":"pop","timestamp":5}', NO_GENRE),
    "null genre": (b'{"genre":null,"timestamp":5}', NO_GENRE),
    "empty genre": (PLAY % b"", "genre: empty"),
    "129 characters": (PLAY % (b"p" * 129), "genre: longer than 128 characters"),
    "number for genre": (b'{"genre":5,"timestamp":5}', NO_TEXT),
    "fraction for genre": (b'{"genre":-0.5,"timestamp":5}', NO_TEXT),
    "huge number for genre": (b'{"genre":1e400,"timestamp":5}', NO_TEXT),
    "number for genre, quoted in another text": (
        b'{"x":"\\"genre\\":\\"5\\"","\\"genre":"5","genre":5,"timestamp":5}',
        NO_TEXT,
    ),
    "boolean for genre": (b'{"genre":true,"timestamp":5}', NO_TEXT),
    "list for genre": (b'{"genre":["pop"],"timestamp":5}', NO_TEXT),
    "object for genre": (b'{"genre":{"a":"pop"},"timestamp":5}', NO_TEXT),
    "bad bytes in genre": (PLAY % b"p\xffp", "genre: not valid UTF-8"),
    "NUL in genre": (PLAY % b"p\\u0000p", "genre: contains a NUL"),
    "no timestamp": (b'{"genre":"pop"}', NO_TIMESTAMP),
    "a number, where a text looks like the field": (
        b'{"x":",\\"genre\\":\\"","genre":5,"timestamp":1}',
        NO_TEXT,
    ),
    "text for timestamp": (b'{"genre":"pop","timestamp":"5"}', NO_TIMESTAMP),
    "fraction for timestamp": (b'{"genre":"pop","timestamp":1.5}', NO_TIMESTAMP),
    "exponent for timestamp": (b'{"genre":"pop","timestamp":1e3}', NO_TIMESTAMP),
    "boolean for timestamp": (b'{"genre":"pop","timestamp":true}', NO_TIMESTAMP),
    "beyond 64 bits": (b'{"genre":"pop","timestamp":9223372036854775808}', NO_TIMESTAMP),
    "before 1970": (
        b'{"genre":"pop","timestamp":-1}',
        "timestamp: not between 1970 and 9999",
    ),
    "seconds": (
        b'{"genre":"pop","timestamp":1700000000}',
        "timestamp: seconds; give milliseconds",
    ),
    "a time of day": (
        b'{"genre":"pop","timestamp":"2026-01-31T12:00:00Z"}',
        NO_TIMESTAMP,
    ),
    "the year 10000": (
        b'{"genre":"pop","timestamp":253402300800000}',
        "timestamp: not between 1970 and 9999",
    ),
    "a moment more than 5 minutes ahead": (
        b'{"genre":"pop","timestamp":1700000300001}',
        "timestamp: more than 5 minutes in the future",
    ),
}


@pytest.fixture(scope="module")
def judged(spark):
    """All records' event, good and reason by their names, from one query."""
    values = {name: row[0] for name, row in (GOOD | POISON).items()}
    rows = [(name, None if value is None else bytearray(value)) for name, value in values.items()]
    now = F.timestamp_millis(F.lit(NOW))
    records = spark.createDataFrame(rows, "name string, value binary").repartition(8)
    parsed = parse(records, SOURCE, now).withColumn("reason", reason(SOURCE, now))
    found = parsed.select("name", "event", "good", "reason").collect()
    return {row["name"]: row for row in found}


@pytest.mark.parametrize("name", GOOD)
def test_record_that_may_be_counted(judged, name):
    _, genre, timestamp = GOOD[name]
    row = judged[name]
    assert (row["good"], row["reason"]) == (True, None)
    assert row["event"].asDict() == {"genre": genre, "timestamp": timestamp}


@pytest.mark.parametrize("name", POISON)
def test_record_that_may_not(judged, name):
    row = judged[name]
    assert (row["good"], row["reason"]) == (False, POISON[name][1])


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (b'{"duration_ms":-1}', "duration_ms: less than 0"),
        (b'{"duration_ms":"5"}', "duration_ms: missing, or not of type bigint"),
        (b'{"duration_ms":0}', None),
    ],
)
def test_numbers_have_their_bounds(spark, value, said):
    source = Input(Play, fields=("duration_ms",))
    now = F.timestamp_millis(F.lit(NOW))
    records = spark.createDataFrame([(bytearray(value),)], "value binary")
    (row,) = parse(records, source, now).select("good", reason(source, now)).collect()
    assert tuple(row) == (said is None, said)


def test_other_columns_stay(spark):
    records = spark.createDataFrame([(7, bytearray(b"{}"))], "offset bigint, value binary")
    parsed = parse(records, SOURCE, F.current_timestamp())
    assert parsed.columns == ["offset", "value", "event", "good"]


def test_schema_is_of_the_needed_fields_only():
    assert event_schema(SOURCE) == "`genre` string, `timestamp` bigint"
