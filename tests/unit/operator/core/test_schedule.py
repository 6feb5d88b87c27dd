from datetime import UTC, datetime

import pytest

from tune_contract.tunejob.compute import TriggerSpec
from tune_operator.core.schedule import BadScheduleError, next_run, schedule_line


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("line", "zone", "after", "expected"),
    [
        ("0 7 * * MON", None, "2026-01-01 12:00", "2026-01-05 07:00"),
        ("0 7 * * MON", "Europe/Oslo", "2026-01-01 12:00", "2026-01-05 06:00"),
        ("0 7 * * MON", "Europe/Oslo", "2026-07-01 12:00", "2026-07-06 05:00"),
        ("*/15 * * * *", None, "2026-01-01 12:00", "2026-01-01 12:15"),
        ("0 0 1 1 *", None, "2026-01-01 00:00", "2027-01-01 00:00"),
        ("30 2 * * *", "Europe/Oslo", "2026-03-28 12:00", "2026-03-29 01:00"),  # left out
        ("30 2 * * *", "Europe/Oslo", "2026-10-25 00:30", "2026-10-26 01:30"),  # came already
    ],
)
def test_the_next_time_in_utc(line, zone, after, expected):
    found = next_run(TriggerSpec(schedule=line, time_zone=zone), at(after))
    assert (found, found.tzinfo) == (at(expected), UTC)


@pytest.mark.parametrize(
    ("line", "zone", "message"),
    [
        ("61 0 1 1 0", None, "trigger.schedule '61 0 1 1 0' cannot be followed: write five fields"),
        ("a b c d e", None, r"as in 0 7 \* \* MON \(Bad minute\)"),
        ("0 0 30 2 *", None, r"\(Bad day-of-month\)"),
        ("0 0 */30 2 MON#2", None, r"trigger.schedule '0 0 \*/30 2 MON#2' never comes"),
        ("0 0 * * *", "Mars/Base", "trigger.timeZone Mars/Base is not known: write it as in"),
        ("0 0 * * *", "Europe", "trigger.timeZone Europe is not known"),
    ],
)
def test_one_that_cannot_be_followed_says_why(line, zone, message):
    with pytest.raises(BadScheduleError, match=message):
        next_run(TriggerSpec(schedule=line, time_zone=zone), at("2026-01-01 12:00"))


def test_the_line_tells_what_the_times_depend_on():
    assert schedule_line(TriggerSpec(schedule="0 7 * * *")) == "0 7 * * * UTC"
    oslo = TriggerSpec(schedule="0 7 * * *", time_zone="Europe/Oslo")
    assert schedule_line(oslo) == "0 7 * * * Europe/Oslo"
