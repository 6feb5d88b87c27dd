from datetime import UTC, datetime, timedelta, timezone

from tune_contract.moment import EPOCH, epoch_milliseconds, utc_text


def test_moments_count_from_1970_wherever_they_are_told():
    moment = datetime(2026, 1, 31, 12, 0, 0, 999, tzinfo=UTC)
    assert epoch_milliseconds(EPOCH) == 0
    assert epoch_milliseconds(moment) == 1_769_860_800_000
    elsewhere = moment.astimezone(timezone(timedelta(hours=5, minutes=30)))
    assert epoch_milliseconds(elsewhere) == 1_769_860_800_000


def test_moments_are_told_in_utc():
    noon = datetime(2026, 1, 31, 12, 0, tzinfo=UTC)
    assert utc_text(noon) == "2026-01-31T12:00:00Z"
    assert utc_text(noon.astimezone(timezone(timedelta(hours=2)))) == "2026-01-31T12:00:00Z"
    assert utc_text(noon.replace(microsecond=250_000)) == "2026-01-31T12:00:00.250000Z"
