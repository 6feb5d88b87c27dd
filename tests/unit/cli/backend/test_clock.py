import time
from datetime import UTC

from tune_cli.backend.clock import Clock, process_clock


def test_counts_from_the_start_of_the_process() -> None:
    assert process_clock().elapsed() > 0
    assert 5 <= Clock(time.monotonic() - 5).elapsed() < 10
    assert Clock(0).now().tzinfo is UTC
