from pathlib import Path

import pytest

from tune_cli.backend.folders import RunFolder
from tune_cli.backend.outcome import log_tail, outcome
from tune_contract.runtime.reports import Termination
from tune_contract.tunejob.phase import FailureClass
from tune_operator.core.observed import ExitObserved


@pytest.fixture
def folder(tmp_path: Path) -> RunFolder:
    return RunFolder(tmp_path, "driver")


def test_its_own_word_counts_most(folder: RunFolder) -> None:
    said = Termination(exit_code=1, failure_class=FailureClass.KAFKA, message="no topic")
    folder.termination.write_text(said.model_dump_json())
    folder.log.write_text("last words\n")
    assert outcome(folder, -9, asked_to_end=True) == ExitObserved(
        1, FailureClass.KAFKA, "no topic", "last words"
    )


def test_a_broken_word_counts_nothing(folder: RunFolder) -> None:
    folder.termination.write_text('{"exitCode": 1, "cla')
    assert outcome(folder, 0, asked_to_end=False) == ExitObserved(0)


@pytest.mark.parametrize("code", [-9, 137])
def test_a_kill_is_nobodys_fault(folder: RunFolder, code: int) -> None:
    ended = outcome(folder, code, asked_to_end=False)
    assert ended == ExitObserved(code, FailureClass.INFRASTRUCTURE, "It was ended by SIGKILL.", "")


def test_memory_is_told_by_the_log(folder: RunFolder) -> None:
    folder.log.write_text("java.lang.OutOfMemoryError: Java heap space\n")
    assert outcome(folder, 3, asked_to_end=False).failure_class is FailureClass.OUT_OF_MEMORY


def test_any_other_end_is_the_applications_with_its_last_line(folder: RunFolder) -> None:
    folder.log.write_text("one\ntwo\n\n")
    assert outcome(folder, 1, asked_to_end=False) == ExitObserved(
        1, FailureClass.APPLICATION, "two", "one\ntwo\n"
    )
    folder.log.write_text("")
    assert outcome(folder, 1, asked_to_end=False).message == "It ended with exit code 1."


def test_one_that_was_asked_before_it_could_listen_has_drained(folder: RunFolder) -> None:
    ended = outcome(folder, -15, asked_to_end=True)
    assert (ended.exit_code, ended.drained) == (0, True)
    assert outcome(folder, -15, asked_to_end=False).failure_class is FailureClass.APPLICATION


def test_the_tail_is_twenty_lines(tmp_path: Path) -> None:
    log = tmp_path / "log"
    log.write_text("".join(f"{number}\n" for number in range(10_000)))
    assert log_tail(log).splitlines() == [str(number) for number in range(9_980, 10_000)]
    assert log_tail(tmp_path / "none") == ""
