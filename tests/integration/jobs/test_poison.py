"""5,000 generated records, most of them poison, through a real driver: in = good + dead, exactly.

The judge is written from docs/dead-letters.md in plain Python and knows nothing of Spark. The corpus
is the same in each run.
"""

import codecs
import json
import random
import sys
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import psycopg
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from psycopg import sql

RECORDS = 5_000
MIB = 1024 * 1024
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
NEWEST = 1_767_225_600_000  # 2026-01-01: no record is of about now, as minutes would decide
LIMITS = {  # least and most characters of the texts
    "event_id": (1, 128), "user_id": (1, 128), "track_id": (1, 128), "genre": (1, 128),
    "title": (0, 512), "artist": (0, 512), "region": (0, 64), "platform": (0, 64),
}  # fmt: skip
NEEDED = {
    "genre-counts": ("genre", "timestamp"),
    "leaderboard": ("event_id", "user_id", "track_id", "title", "artist", "region", "platform",
                    "completed", "timestamp"),
}  # fmt: skip
BAD_BYTES = "\ue000"  # stands for bytes that are no UTF-8; the corpus has no such character

# --- The judge ---


class NotStrictError(ValueError):
    """JSON that Python reads and RFC 8259 does not know."""


def judge(value: bytes | None, needed: tuple[str, ...]) -> dict[str, object] | None:
    """The needed fields of a record that counts; None for a dead letter."""
    if not value or len(value) > MIB or nesting(value) > 1_000:
        return None
    text = value.decode("utf-8", "bad-bytes")
    try:
        event = json.loads(
            text, parse_constant=refuse, parse_int=whole, object_pairs_hook=last_ones
        )
    except ValueError:
        return None
    if not isinstance(event, dict) or not all(name in event for name in needed):
        return None
    fields = {name: event[name] for name in needed}
    if not all(good(name, field) for name, field in fields.items()):
        return None
    return {
        name: paired(field) if isinstance(field, str) else field for name, field in fields.items()
    }


def good(name: str, field: object) -> bool:
    if name == "timestamp":
        seconds = 10**8 <= field < 10**11 if type(field) is int else True
        return type(field) is int and 0 <= field < NEWEST + 86_400_000 and not seconds
    if name == "completed":
        return type(field) is bool
    least, most = LIMITS[name]
    fits = isinstance(field, str) and least <= len(field) <= most
    return fits and "\0" not in field and BAD_BYTES not in field


def last_ones(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """Of a name that comes twice the last; a number or a boolean that is none is passed over."""
    found: dict[str, object] = {}
    for name, field in pairs:
        if name not in found or right_type(name, field):
            found[name] = field
    return found


def right_type(name: str, field: object) -> bool:
    if name == "timestamp":
        return field is None or (type(field) is int and -(2**63) <= field < 2**63)
    return name != "completed" or field is None or type(field) is bool


def refuse(constant: str) -> None:
    raise NotStrictError(constant)


def whole(digits: str) -> int:
    if len(digits.lstrip("-")) > 1_000:
        raise NotStrictError("more than 1,000 digits")
    return int(digits)


def paired(text: str) -> str:
    """Half of a surrogate pair is no character: a question mark stands for it."""
    return "".join("?" if 0xD800 <= ord(each) < 0xE000 else each for each in text)


def nesting(value: bytes) -> int:
    """How deep brackets are nested, more or less: texts with brackets are shallow here."""
    deepest = depth = 0
    for byte in value if len(value) <= MIB else b"":
        depth += (byte in b"[{") - (byte in b"]}")
        deepest = max(deepest, depth)
    return deepest


@pytest.fixture(scope="module", autouse=True)
def python_ready():
    """Python reads 3,000 levels, and has a name for bytes that are no UTF-8."""
    codecs.register_error("bad-bytes", lambda error: (BAD_BYTES, error.end))
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(20_000)
    yield
    sys.setrecursionlimit(before)


# --- The corpus ---

TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\ue000\ufffd"), max_size=12)
WORDS = (
    "pop",
    "rock",
    "80s",
    "5",
    "-5",
    "true",
    "null",
    "NaN",
    "[x]",
    "a}b{c",
    'a"b\\',
    "é😀",
    " ",
)
SMALL = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), TEXTS)
ANYTHING = st.recursive(
    SMALL, lambda some: st.lists(some, max_size=3) | st.dictionaries(TEXTS, some, max_size=3), max_leaves=8
)  # fmt: skip
RAW = st.sampled_from([
    b"NaN", b"Infinity", b"-Infinity", b"1e400", b"-1e400", b"-1", b"-0", b"0", b"007", b"+1", b".5",
    b"1.", b"1.0", b"1e3", b"1E3", b"9223372036854775807", b"9223372036854775808", b"1" * 999,
    b"1" * 1_200, b"1700000000", b"100000000", b"99999999", b"99999999999", b"100000000000",
    b"253402300799999", b"253402300800000", b"99999999999999", b'"1700000000000"',
    b'"2026-01-31T12:00:00Z"', b"null", b"true", b"false", b"True", b'"true"', b"[]", b"{}", b'{"a":1}',
    b"", b"'pop'", b"pop", b'""', b'"\\u0000"', b'"a\0b"', b'"a\nb"', b'"\\ud800"', b'"\\udc00\\ud800"',
    b'"\\ud83d\\ude00"', b'"\xff"', b'"a\xc3"', b'"\xed\xa0\x80"', b'"\\q"', b'"\\u12"', b'"5"', b"5",
    b'"' + b"p" * 128 + b'"', b'"' + b"p" * 129 + b'"', '"{}"'.format("😀" * 64).encode(),
    '"{}"'.format("😀" * 65).encode(), b'"' + b"p" * 512 + b'"', b'"' + b"p" * 513 + b'"',
])  # fmt: skip
# Of a name that comes twice Spark passes over such a text; elsewhere the record is a dead letter.
NO_ESCAPE = {b'"\\q"', b'"\\u12"'}
KINDS = (
    ["valid"] * 8 + ["raw"] * 8 + ["fuzzed"] * 6 + ["duplicate"] * 4
    + ["missing", "truncated", "truncated", "deep", "around", "around", "other", "bytes", "twice", "renamed"]
)  # fmt: skip
AROUND = st.sampled_from([
    b"", b" ", b"\n", b"\r\n\t ", b"\xef\xbb\xbf", b"\0", b"\x0b", b"\xc2\xa0", b",", b"}", b"x", b"//", b"{",
])  # fmt: skip
JUNK = st.sampled_from([b'"', b",", b"{", b"}", b"\\", b":", b"\0"])
OTHER = st.one_of(
    st.just(None), st.just(b""), st.just(b"   "), st.just(b"\n"), st.just(b"\xef\xbb\xbf"),
    st.sampled_from([b"null", b"[]", b"{}", b"5", b'"pop"', b"not JSON", b"[{}]", b"\xff\xfe\0", b"{", b"}"]),
    ANYTHING.map(lambda each: json.dumps(each).encode()),
)  # fmt: skip


@st.composite
def records(draw, needed: tuple[str, ...]) -> bytes | None:
    kind = draw(st.sampled_from(KINDS))
    if kind == "other":
        return draw(OTHER)
    if kind == "bytes":
        return draw(st.binary(max_size=40))
    value = draw(objects(needed, kind))
    if kind == "truncated":
        return value[: draw(st.integers(0, len(value) - 1))]
    if kind == "around":
        return draw(AROUND) + value + draw(AROUND)
    if kind == "twice":
        return value + draw(st.sampled_from([b"", b"\n", b","])) + value
    if kind == "fuzzed":
        at = draw(st.integers(0, len(value) - 1))
        junk = draw(st.binary(max_size=1) | JUNK)
        return value[:at] + junk + value[at + draw(st.integers(0, 2)) :]
    return value


@st.composite
def objects(draw, needed: tuple[str, ...], kind: str) -> bytes:
    """An object with the fields of a play, and what is wrong with it by its kind."""
    pairs = draw(plays(needed))
    place = draw(st.integers(0, len(needed) - 1))
    name, field = pairs[place]
    if kind == "raw":
        pairs[place] = (name, draw(RAW))
    elif kind == "missing":
        del pairs[place]
    elif kind == "renamed":
        pairs[place] = (name.upper(), field)
    elif kind == "duplicate":
        raw = RAW.filter(lambda each: each not in NO_ESCAPE)
        value = draw(raw | st.just(field) | ANYTHING.map(dumped))
        pairs.insert(draw(st.integers(0, len(pairs))), (name, value))
    elif kind == "deep":
        levels = draw(st.sampled_from([3, 50, 900, 1_100, 3_000]))
        pairs.append(("deep", b"[" * levels + b"]" * (levels - draw(st.integers(0, 1)))))
    return written(pairs, draw(st.sampled_from([b"", b" ", b"\n"])))


@st.composite
def plays(draw, needed: tuple[str, ...]) -> list[tuple[str, bytes]]:
    """The fields of a play that counts, those that are needed first, and one of another kind."""
    dice = random.Random(draw(st.integers(0, 2**32)))  # a draw of its own for each would be slow
    fields: dict[str, object] = dict.fromkeys(needed)
    for name in needed:
        if name == "timestamp":
            fields[name] = NEWEST - dice.choice([dice.randrange(600_000), dice.randrange(10**12)])
        elif name == "completed":
            fields[name] = dice.random() < 0.5
        else:
            fields[name] = dice.choice(WORDS) + dice.choice(["", "", str(dice.randrange(50))])
    texts = [name for name in needed if name in LIMITS]
    fields[draw(st.sampled_from(texts))] = draw(TEXTS)
    pairs = [(name, dumped(field, escapes=dice.random() < 0.5)) for name, field in fields.items()]
    if draw(st.booleans()):
        pairs.append(("x" + draw(TEXTS), dumped(draw(ANYTHING))))
    return pairs


def dumped(field: object, *, escapes: bool = True) -> bytes:
    return json.dumps(field, ensure_ascii=escapes).encode()


def written(pairs: list[tuple[str, bytes]], space: bytes) -> bytes:
    fields = (dumped(name) + b":" + space + value for name, value in pairs)
    return b"{" + (b"," + space).join(fields) + b"}"


def corpus(needed: tuple[str, ...]) -> list[bytes | None]:
    found: list[bytes | None] = []
    long = json.dumps({"genre": "pop", "timestamp": NEWEST, "x": "p" * (2 * MIB)}).encode()
    found += [long, b"x" * (2 * MIB), b'"' * (2 * MIB), b"{" * (2 * MIB), long * 5]

    @settings(
        max_examples=RECORDS - len(found), derandomize=True, database=None, deadline=None,
        phases=[Phase.generate], suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(records(needed))
    def collect(record: bytes | None) -> None:
        found.append(record)

    collect()
    random.Random(7).shuffle(found)
    return found


# --- The driver ---


@dataclass(frozen=True)
class Written:
    """A record and where it is."""

    value: bytes | None
    partition: int
    offset: int


@pytest.fixture
def write(plays):
    """write(values) -> each with its place."""

    def write(values: list[bytes | None]) -> list[Written]:
        found: list[Written] = []
        for value in values:
            plays.producer.produce(
                plays.topic, value,
                on_delivery=lambda error, message, value=value: found.append(
                    Written(value, message.partition(), message.offset() if error is None else -1)
                ),
            )  # fmt: skip
            plays.producer.poll(0)
        assert plays.producer.flush(60) == 0
        assert len(found) == len(values)
        assert min(each.offset for each in found) >= 0
        return found

    return write


@pytest.fixture
def query(database, schema_name):
    def query(text: str) -> list[tuple[object, ...]]:
        with psycopg.connect(database.uri) as connection:
            return connection.execute(sql.SQL(text).format(sql.Identifier(schema_name))).fetchall()

    return query


def judged(written: list[Written], needed: tuple[str, ...]):
    """Those that count, and the places of those that do not."""
    verdicts = [(each, judge(each.value, needed)) for each in written]
    dead = {(each.partition, each.offset) for each, fields in verdicts if fields is None}
    return [fields for _, fields in verdicts if fields is not None], dead


def check_dead(query, written: list[Written], dead: set[tuple[int, int]]) -> None:
    """Each dead record is there once, with a reason, and nothing else is."""
    rows = query('SELECT partition, "offset", reason, payload_size, payload FROM {}.dead_letters')
    told = {(partition, offset): reason for partition, offset, reason, _, _ in rows}
    values = {(each.partition, each.offset): each.value for each in written}
    wrong = {values[place] and values[place][:300]: told.get(place) for place in set(told) ^ dead}
    assert wrong == {}
    assert len(rows) == len(told)
    assert all(told.values())
    for partition, offset, _, size, payload in rows:
        value = values[partition, offset]
        assert (size, payload) == (len(value or b""), value and value[:MIB])


def window(timestamp: object) -> datetime:
    return EPOCH + timedelta(milliseconds=int(str(timestamp)) // 60_000 * 60_000)


def test_genre_counts(start_driver, write, query):
    needed = NEEDED["genre-counts"]
    written = write(corpus(needed))
    assert len(written) == RECORDS
    good_ones, dead = judged(written, needed)
    assert 1_000 < len(good_ones) < 4_000  # the corpus is of both kinds
    assert start_driver("postgres").end().exit_code == 0
    check_dead(query, written, dead)
    expected = Counter((window(each["timestamp"]), each["genre"]) for each in good_ones)
    rows = query("SELECT window_start, genre, count FROM {}.genre_counts")
    assert {(start, genre): count for start, genre, count in rows} == expected
    assert expected.total() + len(dead) == RECORDS

    # A batch of large ones: 75 MiB of them would be kept, were there no limit.
    large = write([b"x" * (MIB + 1)] * 75)
    assert start_driver("postgres").end().exit_code == 0
    rows = query(
        "SELECT payload_size, length(payload), count(*) FROM {}.dead_letters "
        f"WHERE length(payload) > {MIB // 2} AND length(payload) < {MIB} GROUP BY 1, 2"
    )
    assert rows == [(MIB + 1, 64 * MIB // len(large), len(large))]
    assert query("SELECT count(*) FROM {}.dead_letters") == [(len(dead) + len(large),)]


@pytest.mark.nightly
def test_leaderboard(start_driver, write, query):
    needed = NEEDED["leaderboard"]
    written = write(corpus(needed))
    assert len(written) == RECORDS
    good_ones, dead = judged(written, needed)
    assert 1_000 < len(good_ones) < 4_000
    parameters = {"window": "1m", "watermark": "1h", "deduplicate": False}
    driver = start_driver("postgres", pipeline="leaderboard", parameters=parameters)
    assert driver.end().exit_code == 0
    check_dead(query, written, dead)
    rows = query("SELECT track_id, streams, completed FROM {}.tracks")
    assert {track: (streams, completed) for track, streams, completed in rows} == {
        track: (count, sum(each["completed"] for each in good_ones if each["track_id"] == track))
        for track, count in Counter(each["track_id"] for each in good_ones).items()
    }
    rows = query("SELECT window_start, track_id, streams FROM {}.track_windows")
    assert {(start, track): streams for start, track, streams in rows} == Counter(
        (window(each["timestamp"]), each["track_id"]) for each in good_ones
    )
    rows = query(
        "SELECT track_id, value, streams FROM {}.track_breakdown WHERE dimension = 'region'"
    )
    assert {(track, region): streams for track, region, streams in rows} == Counter(
        (each["track_id"], each["region"]) for each in good_ones
    )
    assert len(good_ones) + len(dead) == RECORDS
