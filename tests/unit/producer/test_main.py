import subprocess
import sys
from pathlib import Path

import pytest

from tune_contract.runtime.reports import Ledger, Termination


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    """With standard input closed."""
    command = [sys.executable, "-m", "tune_producer", *arguments]
    return subprocess.run(
        command, check=False, capture_output=True, text=True, timeout=60, stdin=subprocess.DEVNULL
    )


@pytest.fixture
def start(tmp_path):
    def run_config(config) -> subprocess.CompletedProcess[str]:
        path = tmp_path / "config.json"
        path.write_text(config.model_dump_json())
        return run("--config", str(path))

    return run_config


@pytest.fixture
def end(config):
    def read() -> Termination:
        return Termination.model_validate_json(Path(config.termination_file).read_bytes())

    return read


def test_bad_config_is_one_line(tmp_path):
    done = run("--config", str(tmp_path / "none.json"))
    assert done.returncode == 2
    assert done.stderr == (
        f"tune-producer: cannot read {tmp_path}/none.json: "
        "No such file or directory (check --config)\n"
    )


def test_unknown_scenario_is_one_line(start, config, end):
    done = start(config.model_copy(update={"scenario": "tides"}))
    assert done.returncode == 2
    said = "tune-producer: there is no scenario 'tides' (use steady, waves, regions)\n"
    assert done.stderr == said
    assert end().exit_code == 2
    assert end().failure_class == "Application"


def test_reached_total_needs_no_kafka(start, config, end, tmp_path):
    done = {"acknowledged": 10, "next_sequence": 10, "complete": True}
    ledger = Ledger(topic="plays", scenario="steady", seed=7, run="00", **done)
    (tmp_path / "ledger.json").write_text(ledger.model_dump_json())
    assert start(config.model_copy(update={"total": 10})).returncode == 0
    assert end() == Termination(exit_code=0)


def test_closed_standard_input_ends_the_wait_for_kafka(start, config, end):
    done = start(config.model_copy(update={"exit_with_parent": True}))
    assert done.returncode == 0
    assert end() == Termination(exit_code=0, message="standard input was closed", drained=True)
