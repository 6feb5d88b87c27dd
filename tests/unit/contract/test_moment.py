from datetime import UTC, datetime, timedelta, timezone

from tune_contract.moment import EPOCH, epoch_milliseconds


def test_moments_count_from_1970_wherever_they_are_told():
    moment = datetime(2026, 1, 31, 12, 0, 0, 999, tzinfo=UTC)
    assert epoch_milliseconds(EPOCH) == 0
    assert epoch_milliseconds(moment) == 1_769_860_800_000
    elsewhere = moment.astimezone(timezone(timedelta(hours=5, minutes=30)))
    assert epoch_milliseconds(elsewhere) == 1_769_860_800_000
