from datetime import UTC, datetime, timedelta

from tune_contract.runtime.job_events import MOST_EVENTS, EventType, JobEvent, JobEvents

NOON = datetime(2026, 1, 31, 12, tzinfo=UTC)


def event(message: str, minute: int = 0) -> JobEvent:
    time = NOON + timedelta(minutes=minute)
    return JobEvent(time=time, type=EventType.NORMAL, reason="StartDriver", message=message)


def test_the_newest_stands_first():
    told = JobEvents().with_one(event("a")).with_one(event("b"))
    assert [each.message for each in told.events] == ["b", "a"]


def test_what_is_told_again_is_counted():
    told = JobEvents().with_one(event("a")).with_one(event("a", 1)).with_one(event("a", 2))
    assert [(each.count, each.time) for each in told.events] == [(3, NOON + timedelta(minutes=2))]


def test_old_ones_go():
    told = JobEvents()
    for number in range(MOST_EVENTS + 5):
        told = told.with_one(event(str(number)))
    assert [each.message for each in told.events] == [
        str(number) for number in range(MOST_EVENTS + 4, 4, -1)
    ]
