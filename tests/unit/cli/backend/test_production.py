import json
import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tune_cli.backend.folders import RunFolder
from tune_cli.backend.production import Production
from tune_contract.errors import PermanentError
from tune_contract.runtime.producer_config import ProducerConfig
from tune_contract.runtime.reports import ProducerProgress
from tune_contract.tunejob.producer import ProducerSpec

FAKE = (sys.executable, str(Path(__file__).parent / "fake_producer.py"))
Produce = Callable[..., Production]


@pytest.fixture
def folder(tmp_path: Path) -> RunFolder:
    return RunFolder(tmp_path / "run", "producer")


@pytest.fixture
def produce(folder: RunFolder) -> Iterator[Produce]:
    """produce(total=5, ...) -> a production with that spec; closed after the test."""
    started: list[Production] = []

    def make(program: tuple[str, ...] = FAKE, **spec: object) -> Production:
        wanted = ProducerSpec.model_validate(spec)
        started.append(Production(wanted, "plays", "127.0.0.1:1", folder, program))
        return started[-1]

    yield make
    for production in started:
        production.close()


def until_begun(production: Production) -> None:
    deadline = time.monotonic() + 30
    while not production.ledger_file.exists():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def nothing(_: ProducerProgress) -> None:
    pass


def test_a_total_ends_by_itself(produce: Produce, folder: RunFolder) -> None:
    asked = {"parameters": {"users": 5}, "disorder": {"late": 0.1}}
    ledger = produce(total=5, rate=0, seed=3, **asked).until_end(None, nothing)
    assert (ledger.acknowledged, ledger.by_key, ledger.complete) == (5, {"jazz": 5}, True)
    config = ProducerConfig.model_validate_json(folder.config.read_bytes())
    assert (config.topic, config.kafka.bootstrap_servers) == ("plays", "127.0.0.1:1")
    assert (config.total, config.rate, config.seed) == (5, 0, 3)
    assert (config.parameters, config.disorder.late) == ({"users": 5}, 0.1)
    assert config.exit_with_parent


def test_after_its_time_it_is_asked_to_end(produce: Produce, folder: RunFolder) -> None:
    production = produce()
    until_begun(production)
    ledger = production.until_end(0.0, nothing)
    assert (ledger.acknowledged, ledger.complete) == (5, False)
    assert json.loads(folder.termination.read_bytes())["drained"] is True


def test_it_tells_how_it_goes_until_ctrl_c(produce: Produce) -> None:
    told: list[ProducerProgress] = []

    def interrupt(report: ProducerProgress) -> None:
        if not told:
            os.kill(os.getpid(), signal.SIGINT)
        told.append(report)

    ledger = produce().until_end(None, interrupt)
    assert not ledger.complete
    assert told[0] == ProducerProgress(acknowledged=5, rate=10)


def test_asked_twice_it_is_killed(produce: Produce) -> None:
    def interrupt_twice(_: ProducerProgress) -> None:
        os.kill(os.getpid(), signal.SIGTERM)
        os.kill(os.getpid(), signal.SIGINT)

    with pytest.raises(PermanentError, match=r"the producer failed: It was ended by SIGKILL\."):
        produce(scenario="stubborn").until_end(None, interrupt_twice)


def test_a_failure_is_told_with_its_log(produce: Produce, folder: RunFolder) -> None:
    with pytest.raises(PermanentError) as raised:
        produce(scenario="failing").until_end(None, nothing)
    assert raised.value.message == "the producer failed: as planned"
    assert raised.value.hint == f"see {folder.log}"


@pytest.mark.parametrize(
    ("script", "duration", "why"),
    [
        ("sleep 60", 0.0, "Ended before it had begun."),
        ("exit 0", None, "it has left no ledger"),
    ],
)
def test_without_a_ledger_nobody_knows_what_was_made(
    produce: Produce, script: str, duration: float | None, why: str
) -> None:
    with pytest.raises(PermanentError) as raised:
        produce(("sh", "-c", script)).until_end(duration, nothing)
    assert raised.value.message == f"the producer failed: {why}"


def test_close_ends_one_that_still_runs(produce: Produce, folder: RunFolder) -> None:
    production = produce(scenario="stubborn")
    until_begun(production)
    production.close()
    assert json.loads(folder.termination.read_bytes())["drained"] is True
