from datetime import timedelta

import pytest

from tune_api.jobs.history import EVERY, POINTS, History, Sample


@pytest.fixture
def job(make_job):
    """job(rate, lag) -> a job that runs; job() -> one that does not."""

    def make(rate=None, lag=None):
        attempt = {"number": 1} if rate is not None else {}
        progress = {"inputRowsPerSecond": rate or 0.0, "lag": lag}
        return make_job(status={"attempt": attempt, "progress": progress})

    return make


def test_one_sample_each_five_seconds(job, now):
    history = History()
    for second in range(12):
        history.take([job(float(second), second)], now + timedelta(seconds=second))
    assert history.of(job()) == (Sample(0.0, 0), Sample(5.0, 5), Sample(10.0, 10))


def test_what_nobody_sampled_stays_empty(job, now):
    history = History()
    history.take([job(1.0)], now)
    history.take([], now + timedelta(seconds=2 * EVERY))
    history.take([job(2.0)], now + timedelta(seconds=3 * EVERY))
    assert history.of(job()) == (Sample(1.0, None), None, None, Sample(2.0, None))


def test_it_begins_with_the_first_sample_of_a_job(job, now):
    history = History()
    history.take([job()], now)
    history.take([job(1.0, 7)], now + timedelta(seconds=EVERY))
    assert history.of(job()) == (Sample(1.0, 7),)


def test_it_is_bounded_and_old_samples_go(job, now):
    history = History()
    for number in range(POINTS + 5):
        history.take([job(float(number))], now + timedelta(seconds=EVERY * number))
    assert [each.input_rows_per_second for each in history.of(job())] == [
        float(number) for number in range(5, POINTS + 5)
    ]
    history.take([], now + timedelta(days=365))
    assert history.of(job()) == ()


def test_a_clock_set_back_takes_nothing(job, now):
    history = History()
    history.take([job(1.0)], now)
    history.take([job(2.0)], now - timedelta(hours=1))
    assert history.of(job()) == (Sample(1.0, None),)
