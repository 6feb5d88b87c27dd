import logging
from pathlib import Path

import pytest
from confluent_kafka import Producer

from tune_contract.errors import InvalidInput
from tune_contract.runtime.connection import KafkaConnection
from tune_contract.runtime.reports import Ledger
from tune_contract.tunejob.disorder import DisorderSpec
from tune_producer.clock import SystemClock
from tune_producer.produce import produce
from tune_producer.stop import Stop

LOG = logging.getLogger("test")


@pytest.fixture
def run(broker, config):
    """run(total) -> the ledger after producing that many to a topic that has a record already."""
    producer = Producer({"bootstrap.servers": broker})
    producer.produce("plays", b"another's", partition=0)
    assert producer.flush(30) == 0

    def to_the_end(total: int, **settings: object) -> Ledger:
        kafka = KafkaConnection(bootstrap_servers=broker)
        update = {"kafka": kafka, "rate": 0.0, "total": total, **settings}
        stop = Stop()
        produce(config.model_copy(update=update), stop, SystemClock(stop), LOG)
        return Ledger.model_validate_json(Path(config.ledger_file).read_bytes())

    return to_the_end


def test_total_is_produced_and_kept_in_the_ledger(run):
    ledger = run(6_000)
    assert ledger.acknowledged == sum(ledger.by_key.values()) == 6_000
    assert ledger.complete


def test_higher_total_goes_on(run):
    first = run(100)
    second = run(150)
    assert second.acknowledged == 150
    assert second.run == first.run
    assert sum(second.offsets.values()) == sum(first.offsets.values()) + 50


def test_unknown_scenario_is_refused(run):
    with pytest.raises(InvalidInput, match="no scenario 'tides'"):
        run(10, scenario="tides")


def test_final_ledger_is_printed(run, capfd):
    ledger = run(10, print_ledger=True)
    (line,) = capfd.readouterr().out.splitlines()
    assert Ledger.model_validate_json(line) == ledger


def test_ledger_of_a_reached_total_is_printed(run, capfd):
    ledger = run(10)
    run(10, print_ledger=True)
    (line,) = capfd.readouterr().out.splitlines()
    assert Ledger.model_validate_json(line) == ledger


def test_lost_ledger_of_a_known_run(run, config):
    first = run(100, run="ab12")
    Path(config.ledger_file).unlink()
    second = run(150, run="ab12")
    assert second.acknowledged == 150
    assert sum(second.offsets.values()) == sum(first.offsets.values()) + 50
    assert sum(second.by_key.values()) == 150


def test_disorder_is_in_the_ledger(run):
    spec = DisorderSpec(late=0.2, duplicated=0.1, malformed=0.2, future=0.1)
    ledger = run(1_000, disorder=spec)
    counted = ledger.disorder
    assert ledger.acknowledged + counted.events() == ledger.next_sequence == 1_000
    assert min(counted.late, counted.duplicated, counted.malformed, counted.future) > 50
    assert ledger.complete


def test_waves_are_counted_by_track(run):
    ledger = run(4_500, scenario="waves")
    assert ledger.acknowledged == sum(ledger.by_key.values()) == 4_500
    assert set(ledger.by_key) == {f"w{number:02d}" for number in range(1, 11)}


def test_regions_are_counted_by_hour(run):
    ledger = run(2_000, scenario="regions", parameters={"span": "2d"})
    hours = {entry.minute for entry in ledger.entries}
    assert all(hour % 3_600_000 == 0 for hour in hours)
    assert len(hours) in {48, 49}
    assert sum(entry.count for entry in ledger.entries) == 2_000
