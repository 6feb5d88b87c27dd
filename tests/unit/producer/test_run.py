from pathlib import Path

import orjson
import pytest

from tune_contract.errors import Unreachable
from tune_contract.runtime.reports import Ledger
from tune_contract.scenarios.waves import WavesParameters
from tune_producer.run import Run
from tune_producer.scenarios.waves import Waves
from tune_producer.share import Share


def written(config) -> Ledger:
    return Ledger.model_validate_json(Path(config.ledger_file).read_bytes())


def numbers(topic) -> list[int]:
    return sorted(int(orjson.loads(each)["event_id"][-15:]) for each in topic.all_values())


@pytest.mark.parametrize("rate", [0.0, 1000.0])
def test_total_is_exact(make_parts, topic, config, rate):
    Run(make_parts(total=12_345), rate).to_the_end()
    assert numbers(topic) == list(range(12_345))
    assert written(config).acknowledged == 12_345
    assert written(config).complete


def test_pace_is_the_rate(make_parts, clock):
    Run(make_parts(total=501), 100.0).to_the_end()
    assert 105.0 <= clock.seconds < 105.1


def test_slow_rate_sends_each_event_at_its_time(make_parts, topic):
    Run(make_parts(total=3), 0.5).to_the_end()
    times = sorted(orjson.loads(each)["timestamp"] for each in topic.all_values())
    assert [each - times[0] for each in times] == [0, 2000, 4000]


def test_ledger_is_written_on_the_way(make_parts, config, clock, topic):
    parts = make_parts(stop_at=102.1)
    Run(parts, 10.0).to_the_end()
    assert 20 <= written(config).acknowledged <= 23
    assert written(config).acknowledged == len(topic.all_values())
    assert not written(config).complete


def test_stop_with_everything_acknowledged_ends_well(make_parts, topic, config):
    Run(make_parts(stop_at=101.0), 100.0).to_the_end()
    assert written(config).acknowledged == len(topic.all_values())
    assert 98 <= written(config).acknowledged <= 101


def test_stop_without_kafka_gives_up_in_time(make_parts, topic, clock, config):
    topic.silent_from = 100.5
    with pytest.raises(Unreachable, match="not acknowledged before the stop"):
        Run(make_parts(stop_at=103.0), 100.0).to_the_end()
    assert 107.0 <= clock.seconds <= 109.0
    assert written(config).acknowledged == 0


def test_silent_kafka_is_behind(make_parts, topic, board):
    topic.silent_from = 100.5
    parts = make_parts(stop_at=103.0)
    with pytest.raises(Unreachable):
        Run(parts, 100.0).to_the_end()
    assert board.progress.behind


def test_refused_events_end_the_run(make_parts, topic):
    topic.refuses = True
    with pytest.raises(Unreachable, match="refused"):
        Run(make_parts(), 100.0).to_the_end()


def test_ledger_is_written_before_the_first_event(make_parts, topic, config):
    topic.refuses = True
    topic.records[1] = [b"another's"]
    with pytest.raises(Unreachable):
        Run(make_parts(), 100.0).to_the_end()
    assert written(config).offsets == {0: 0, 1: 1}


def test_the_rhythm_is_the_scenarios(make_parts, topic, ids):
    """A surge of 101 events at 10 a second: it takes as long, and has its most in the middle."""
    wave = {"name": "one", "size": 101, "shape": "surge"}
    parameters = WavesParameters.model_validate({"waves": [wave]})
    parts = make_parts(total=101, scenario=Waves(parameters, ids, Share()))
    Run(parts, 10.0).to_the_end()
    times = sorted(orjson.loads(each)["timestamp"] for each in topic.all_values())
    seconds = [(each - times[0]) / 1000 for each in times]
    assert seconds[50] == pytest.approx(5, abs=0.1)
    assert 8.5 < seconds[-1] < 10
    assert sum(4 <= each < 6 for each in seconds) > 2 * sum(1 <= each < 3 for each in seconds)


def test_end_is_reported(make_parts, board):
    Run(make_parts(total=10), 0.0).to_the_end()
    shown = board.progress
    assert (shown.acknowledged, shown.finished, shown.behind) == (10, True, False)
