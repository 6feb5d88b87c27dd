import os
import subprocess

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
