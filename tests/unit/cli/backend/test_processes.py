import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from tune_cli.backend.folders import RunFolder
from tune_cli.backend.processes import Child, Command, end_leftovers, leftovers

WAITS_FOR_PARENT = "import sys; print('up', flush=True); sys.stdin.read(); sys.exit(3)"
HAS_CHILD = """
import subprocess, sys
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
print(child.pid, flush=True)
sys.stdin.read()
"""
IGNORES_TERM = """
import signal, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
print("up", flush=True)
time.sleep(60)
"""
PARENT = """
import sys
from pathlib import Path
from tune_cli.backend.folders import RunFolder
from tune_cli.backend.processes import Child, Command
child = Child(Command((sys.executable, "-c", sys.argv[2]), RunFolder(Path(sys.argv[1]), "driver"), {}))
print(child.pid, flush=True)
sys.stdin.read()
"""
Start = Callable[..., Child]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    children: list[Child] = []

    def start_child(code: str, **environment: str) -> Child:
        folder = RunFolder(tmp_path / "runs" / str(len(children)), "driver")
        children.append(Child(Command((sys.executable, "-c", code), folder, environment)))
        return children[-1]

    yield start_child
    for child in children:
        child.kill()
        child.wait(5)
        child.let_go()


def said(child: Child) -> str:
    """Its first line, once it has written one."""
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        text = child.folder.log.read_text()
        if text.endswith("\n"):
            return text.strip()
        time.sleep(0.01)
    raise AssertionError("it wrote nothing")


def test_connection_strings_in_our_environment_are_ours_alone(start, monkeypatch):
    monkeypatch.setenv("TUNE_REDIS_URL", "redis://:secret@h")
    monkeypatch.setenv("TUNE_DATABASE_URL", "postgresql://u:secret@h/x")
    child = start("import os; print([x for x in os.environ.values() if 'secret' in x], flush=True)")
    assert said(child) == "[]"


def test_has_its_own_session_environment_and_log(start: Start) -> None:
    child = start("import os; print(os.environ['A'], os.getsid(0) == os.getpid())", A="b")
    assert child.wait(10) == 0
    assert child.folder.log.read_text() == "b True\n"


def test_sees_the_end_of_its_parent_as_a_closed_pipe(start: Start) -> None:
    child = start(WAITS_FOR_PARENT)
    assert said(child) == "up"
    assert child.exit_code() is None
    child.let_go()
    assert child.wait(10) == 3


def test_is_asked_to_end_once_and_alone(start: Start) -> None:
    child = start("import time; print('up', flush=True); time.sleep(60)")
    said(child)
    child.ask_to_end()
    asked = child.asked_to_end
    child.ask_to_end()
    assert child.asked_to_end == asked
    assert child.wait(10) == -signal.SIGTERM


def test_is_gone_only_when_its_whole_group_is(start: Start) -> None:
    child = start(HAS_CHILD)
    grandchild = int(said(child))
    os.kill(child.pid, signal.SIGKILL)
    assert child.wait(10) == -signal.SIGKILL
    assert not psutil.pid_exists(grandchild) or (
        psutil.Process(grandchild).status() == psutil.STATUS_ZOMBIE
    )


def test_kill_ends_the_group(start: Start) -> None:
    child = start(HAS_CHILD)
    said(child)
    child.kill()
    assert child.wait(10) == -signal.SIGKILL


def test_a_new_start_forgets_the_last_word(tmp_path: Path) -> None:
    folder = RunFolder(tmp_path, "driver")
    folder.termination.write_text("old")
    child = Child(Command((sys.executable, "-c", ""), folder, {}))
    assert child.wait(10) == 0
    assert not folder.termination.exists()
    child.let_go()


@pytest.mark.parametrize(("code", "patience"), [(WAITS_FOR_PARENT, 10.0), (IGNORES_TERM, 0.2)])
def test_finds_and_ends_what_a_killed_run_left(
    tmp_path: Path, start: Start, code: str, patience: float
) -> None:
    runs = tmp_path / "orphans"
    parent = psutil.Popen(
        [sys.executable, "-c", PARENT, str(runs / "driver-1"), code],
        stdin=-1,
        stdout=-1,
        text=True,
    )
    orphan = int(parent.stdout.readline())
    said_by_orphan = runs / "driver-1" / "driver.log"
    while said_by_orphan.read_text() != "up\n":
        time.sleep(0.01)
    unrelated = start(WAITS_FOR_PARENT)
    assert [process.pid for process in leftovers(runs)] == [orphan]
    parent.kill()
    parent.wait()
    parent.stdin.close()
    parent.stdout.close()
    end_leftovers(leftovers(runs), patience)
    assert leftovers(runs) == []
    assert unrelated.exit_code() is None
