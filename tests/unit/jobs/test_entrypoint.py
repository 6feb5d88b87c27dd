"""The jobs image's entrypoint, with a Python that says how it was called."""

import os
import subprocess
from pathlib import Path

import pytest

ENTRYPOINT = Path(__file__).parents[3] / "jobs" / "image" / "entrypoint"


@pytest.fixture
def programs(tmp_path: Path) -> Path:
    """A folder of programs, first in PATH."""
    _program(tmp_path / "python", 'echo "$$ $*"; exit 7')
    return tmp_path


def _program(path: Path, body: str) -> None:
    path.write_text(f"#!/bin/sh\n{body}\n")
    path.chmod(0o755)


def start(programs: Path, *arguments: str) -> tuple[subprocess.Popen[str], str, str]:
    environment = {"PATH": f"{programs}:{os.environ['PATH']}"}
    process = subprocess.Popen(
        [ENTRYPOINT, *arguments],
        env=environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    return process, *process.communicate()


@pytest.mark.parametrize(
    ("arguments", "called"),
    [
        (
            ("driver", "--config", "/etc/a b.json"),
            "-P -m tune_jobs --config /etc/a b.json",
        ),
        (("executor",), "-P -m tune_jobs.spark.executor"),
    ],
)
def test_a_role_replaces_the_shell_so_that_signals_reach_it(programs, arguments, called):
    process, said, _ = start(programs, *arguments)
    assert said == f"{process.pid} {called}\n"
    assert process.returncode == 7


@pytest.mark.parametrize("arguments", [(), ("worker",)])
def test_another_role_is_refused(programs, arguments):
    process, said, problem = start(programs, *arguments)
    assert (process.returncode, said) == (2, "")
    assert "driver or executor" in problem


def test_a_user_without_a_name_is_told_what_to_do(programs):
    _program(programs / "id", 'test "$1" = -u && echo 12345')
    process, said, problem = start(programs, "driver")
    assert (process.returncode, said) == (2, "")
    assert "user 12345" in problem
    assert "run as user 10001" in problem
