import os
import subprocess
import sys

import psutil

from .memory import MIB, Memory, resident


def test_each_tenth_of_the_time_has_a_line():
    memory = Memory(os.getpid, [number * MIB for number in range(25)])
    assert len(memory.lines()) == 10
    assert memory.lines()[0] == "memory  1: min     0  median     0  max     1 MiB"
    assert memory.lines()[-1] == "memory 10: min    22  median    23  max    24 MiB"


def test_a_process_that_is_gone_has_none():
    process = subprocess.Popen(["true"])
    process.wait()
    assert resident(process.pid) == 0


def test_a_copy_of_a_process_is_not_counted_again():
    script = "import os; os.fork(); print(flush=True); input()"
    command = [sys.executable, "-c", script]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        process.stdout.read(2)  # both are there
        alone = psutil.Process(process.pid).memory_info().rss
        assert alone <= resident(process.pid) < 1.5 * alone
        process.kill()
