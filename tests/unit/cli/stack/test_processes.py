import signal
import subprocess
import sys
import time

from tune_cli.stack.processes import ProcessRef, end_process, reference

STUBBORN = """
import signal, subprocess, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
print(child.pid, flush=True)
time.sleep(60)
"""


def python(code: str) -> "subprocess.Popen[str]":
    return subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)


def test_reference_is_true_until_the_process_ends():
    with python("import time; time.sleep(60)") as process:
        ref = reference(process.pid)
        assert ref.runs()
        end_process(ref, signal.SIGTERM, 5)
        assert not ref.runs()


def test_zombie_does_not_run():
    with python("") as process:
        ref = reference(process.pid)
        process.stdout.read()
        time.sleep(0.2)  # it has ended, and nobody waited for it
        assert not ref.runs()


def test_other_process_with_the_same_id_is_never_ended():
    with python("import time; time.sleep(60)") as process:
        earlier = ProcessRef(pid=process.pid, created=reference(process.pid).created - 10)
        assert not earlier.runs()
        end_process(earlier, signal.SIGKILL, 0.1)
        assert process.poll() is None
        process.kill()


def test_stubborn_process_is_killed_with_its_children():
    with python(STUBBORN) as process:
        child = reference(int(process.stdout.readline()))
        ref = reference(process.pid)
        end_process(ref, signal.SIGTERM, 0.2)
        assert not ref.runs()
        assert not child.runs()
