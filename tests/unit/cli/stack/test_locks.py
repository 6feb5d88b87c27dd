import subprocess
import sys
from pathlib import Path

import pytest

from tune_cli.settings import Home
from tune_cli.stack.locks import is_free, jars_lock, lock, start_lock, try_lock, users_lock
from tune_cli.stack.state import ServiceName
from tune_contract.errors import TemporaryError

HOLDER = """
import sys, time
from pathlib import Path
from tune_cli.stack.locks import try_lock
held = try_lock(Path(sys.argv[1]))
print("held", flush=True)
time.sleep(60)
"""


def test_exclusive_lock_keeps_everybody_out_until_released(tmp_path):
    path = tmp_path / "new" / "lock"
    held = try_lock(path)
    assert try_lock(path) is None
    assert try_lock(path, shared=True) is None
    held.release()
    assert is_free(path)


def test_shared_locks_keep_out_only_the_exclusive(tmp_path):
    path = tmp_path / "lock"
    with lock(path, 1, shared=True), lock(path, 1, shared=True):
        assert not is_free(path)
    assert is_free(path)


def test_patience_ends(tmp_path):
    path = tmp_path / "lock"
    with lock(path, 0), pytest.raises(TemporaryError) as caught:
        lock(path, 0.05)
    assert caught.value.message == f"another command has held {path} for 0 s"


def test_killed_process_holds_nothing(tmp_path):
    path = tmp_path / "lock"
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(path)], stdout=subprocess.PIPE, text=True
    ) as holder:
        assert holder.stdout.readline() == "held\n"
        assert not is_free(path)
        holder.kill()
        holder.wait()
        assert is_free(path)


def test_each_purpose_has_its_own_file():
    home = Home(Path("/h"))
    files = [start_lock(home), jars_lock(home), *(users_lock(home, name) for name in ServiceName)]
    assert [str(file) for file in files] == [
        "/h/locks/start.lock",
        "/h/locks/jars.lock",
        "/h/locks/kafka.lock",
        "/h/locks/postgres.lock",
    ]
