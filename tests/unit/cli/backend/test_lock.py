import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tune_cli.backend.lock import hold, holder
from tune_contract.errors import Conflict

HOLDER = """
import sys, time
from pathlib import Path
from tune_cli.backend.lock import hold
with hold(Path(sys.argv[1]), "genres"):
    print("held", flush=True)
    time.sleep(60)
"""


def test_is_held_while_the_block_lasts(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    assert holder(path) is None
    with hold(path, "genres"):
        assert holder(path) == os.getpid()
    assert holder(path) is None


def test_a_second_run_is_told_who_holds_it_until_that_one_is_killed(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    other = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(path)], stdout=subprocess.PIPE, text=True
    )
    assert other.stdout is not None
    with other.stdout:
        assert other.stdout.readline() == "held\n"
    with (
        pytest.raises(Conflict, match=f"genres is already run by process {other.pid}"),
        hold(path, "genres"),
    ):
        pass
    assert holder(path) == other.pid
    other.send_signal(signal.SIGKILL)
    other.wait()
    with hold(path, "genres"):
        assert holder(path) == os.getpid()
