import pytest
from pydantic import ValidationError

from tune_api.ingest.reason import invalid, seconds
from tune_contract.events import Play


def reason(line: bytes) -> str:
    with pytest.raises(ValidationError) as raised:
        Play.model_validate_json(line)
    return str(invalid(3, raised.value, Play))


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"duration_ms": -5}, "duration_ms: -5: input should be greater than or equal to 0"),
        ({"genre": None}, "genre: is missing"),
        ({"timestamp": None}, "timestamp: is missing"),
        ({"genre": ""}, "genre: '': string should have at least 1 character"),
        ({"completed": "yes"}, "completed: 'yes': input should be a valid boolean"),
        (
            {"genre": None, "title": 7},
            "title: 7: input should be a valid string (also wrong: genre)",
        ),
        ({"timestamp": "1769860800000"},
            "timestamp: '1769860800000' is text; give a number, without quotes",
        ),
        (
            {"timestamp": "2026-01-31T12:00:00Z"},
            "timestamp: '2026-01-31T12:00:00Z' is text; "
            "give milliseconds since 1970-01-01 UTC, as in 1769860800000",
        ),
        (
            {"timestamp": "2026-01-31"},
            "timestamp: '2026-01-31' is text; "
            "give milliseconds since 1970-01-01 UTC, as in 1769817600000",
        ),
        (
            {"timestamp": "noon"},
            "timestamp: is text; give milliseconds since 1970-01-01 UTC, as a number",
        ),
        (
            {"timestamp": 1699999999.25},
            "timestamp: 1699999999.25 looks like seconds; give milliseconds, as in 1699999999250",
        ),
        (
            {"timestamp": 1769860800000000},
            "timestamp: 1769860800000000 looks like microseconds; "
            "give milliseconds, as in 1769860800000",
        ),
        (
            {"timestamp": 1769860800000000000},
            "timestamp: 1769860800000000000 looks like nanoseconds; "
            "give milliseconds, as in 1769860800000",
        ),
        ({"timestamp": -1}, "timestamp: -1: input should be greater than or equal to 0"),
        ({"timestamp": True}, "timestamp: True: input should be a valid integer"),
    ],
)  # fmt: skip
def test_a_wrong_field_says_what_to_do(play, changed, expected):
    assert reason(play(**changed)) == expected


def test_what_is_no_event_at_all():
    assert reason(b"7").startswith("7: input should be an object")
    assert "invalid JSON" in reason(b'{"event_id": ')


def test_a_time_in_seconds_shows_the_right_one():
    error = seconds(3, 1699999999)
    assert (error.index, error.path, error.retry) == (3, "timestamp", False)
    assert error.reason.endswith("as in 1699999999000")
