"""What the short run is, and when there is none; `make bench` begins with a real one."""

import os
from pathlib import Path

import pytest

from tune_cli.commands.warm import TRAINING_EVENTS, _wait_stopped, training_job
from tune_cli.main import execute
from tune_cli.settings import Home, make_home
from tune_cli.stack.processes import reference
from tune_cli.stack.state import StackState, write_state
from tune_contract.errors import TemporaryError


def test_the_short_run_is_the_demo_with_an_end() -> None:
    job = training_job()
    assert (job.metadata.name, job.spec.pipeline) == ("genre-counts", "genre-counts")
    assert job.spec.bounded()
    assert job.spec.producer is not None
    assert job.spec.producer.total == TRAINING_EVENTS
    assert job.spec.producer.total / job.spec.producer.rate == 5  # seconds: some batches


def test_a_java_without_caches_is_told_and_nothing_starts(
    home: Home, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "java/bin").mkdir(parents=True)
    (tmp_path / "java/bin/java").touch()
    (tmp_path / "java/release").write_text('JAVA_VERSION="21.0.4"\n')
    monkeypatch.setenv("TUNE_JAVA_HOME", str(tmp_path / "java"))
    assert execute(["warm", "--home", str(home.root)]) == 0
    assert capsys.readouterr().err == "Java 21.0.4 has no such caches; Java 25 has.\n"
    assert not home.root.exists()


def test_a_home_is_removed_only_when_nobody_writes_into_it(home: Home) -> None:
    make_home(home)
    _wait_stopped(home, patience=0.0)
    write_state(home.state, StackState(supervisor=reference(os.getpid())))
    with pytest.raises(TemporaryError, match="the services of the short run do not stop"):
        _wait_stopped(home, patience=0.0)
