"""Runs one after the other: the driver that recovers in one run is the one that dies in the next."""

import random
import time
from dataclasses import dataclass, field
from pathlib import Path

from tune_contract.tunejob.sinks import SinkKind

from ..drivers import PATIENCE, Driver  # noqa: TID252
from .failures import Failure, Target, deaths_of
from .job import Job
from .ledger import Plays
from .oracle import Verdict, compare
from .report import Line, Report
from .schedule import Mix, draw_of, make_plan
from .steady import SteadyPlays

LOOK_AGAIN = 0.02  # seconds
WARM_UP = 3  # batches: only then are late plays behind the watermark


@dataclass
class Chain:
    """A job, what it reads, and what is seen of it."""

    job: Job
    plays: Plays | SteadyPlays
    report: Report
    _driver: Driver | None = field(default=None, init=False)
    _newest: int = field(default=-1, init=False)
    """The batch that was committed when the last failure had struck."""
    _may_end: bool = field(default=False, init=False)
    """Whether the driver may end by itself: Kafka or PostgreSQL was away."""

    @property
    def driver(self) -> Driver:
        assert self._driver is not None
        return self._driver

    def begin(self) -> None:
        """Start the first driver and let it commit some batches."""
        self.start()
        for number in range(WARM_UP):
            self.plays.write(50, random.Random(number), Mix(malformed=0.1))
            self.settle()

    def start(self) -> None:
        """Start the first driver."""
        self._driver = self.job.start()

    def run(self, failure: Failure, seed: int) -> None:
        """Let a failure strike and the job recover; then hold the sinks against the ledger."""
        draw = draw_of(seed, f"{failure.name} {failure.sink}")
        plan = make_plan(draw)
        self.plays.write(plan.first, draw, plan.mix)
        with self.plays.playing(plan.burst, random.Random(draw.random()), plan.mix):
            faults, recovery = self.recover(failure, draw, twice=plan.twice)
        self.settle()
        events = self.plays.ledger.counts.total()
        for kind, verdict in self.verdicts().items():
            if failure.sink in (None, kind) or not verdict.good():
                line = Line(kind, failure.name, seed, faults, events, recovery, verdict)
                self.report.add(line)

    def recover(self, failure: Failure, draw: random.Random, *, twice: bool) -> tuple[int, float]:
        """Let a failure strike, and wait for the next commit: the faults, and seconds until it."""
        struck, faults = self._strike(failure, draw, starts=False), 1
        if twice and failure.deadly:
            second = draw.choice(deaths_of(list(self.job.sinks)))
            struck, faults = self._strike(second, draw, starts=True), 2
        self._wait_for(lambda: self.job.checkpoint.newest() > self._newest)
        self.report.recoveries.append(time.monotonic() - struck)
        return faults, self.report.recoveries[-1]

    def settle(self) -> None:
        """Wait until all that Kafka has is committed, by the checkpoint and by the driver's word."""
        self.plays.flush()
        ends = self.plays.ledger.ends
        self._wait_for(lambda: self._committed(ends) and self._reported(ends))

    def verdicts(self) -> dict[SinkKind, Verdict]:
        """What each sink has lost and doubled."""
        counts = self.plays.ledger.counts
        return {kind: compare(counts, sink.counts()) for kind, sink in self.job.sinks.items()}

    def end(self) -> None:
        """Drain the last driver; then nothing may have changed, and the dead letters are exact."""
        self.driver.ask_to_drain()
        assert self.driver.end().drained
        assert self.verdicts() == dict.fromkeys(self.job.sinks, Verdict(lost=0, doubled=0))
        dead = self.plays.ledger.dead
        for kind, sink in self.job.sinks.items():
            found = sink.dead_letters()
            assert found is None or found == dead, f"{kind}: other dead letters"
            assert sink.dead_letter_count() == dead.total(), f"{kind}: other dead letters"

    def close(self) -> None:
        """End what is left."""
        if self._driver is not None:
            if self._driver.process.poll() is None:
                self._driver.kill()
            self._forget(self._driver)

    def _strike(self, failure: Failure, draw: random.Random, *, starts: bool) -> float:
        """Let it strike, and start the next driver; when it struck."""
        struck = failure.strike(Target(self.driver, self.job.fault_file, starts), draw)
        self._newest = self.job.checkpoint.newest()
        self._may_end = not failure.deadly
        if failure.deadly:
            self._restart()
        return struck

    def _restart(self) -> None:
        self._forget(self.driver)
        self._driver = self.job.start()

    def _committed(self, ends: dict[int, int]) -> bool:
        try:
            return self.job.checkpoint.holds(ends)
        except OSError:  # Spark removes old logs
            return False

    def _reported(self, ends: dict[int, int]) -> bool:
        report = self.driver.progress()
        if report is None:
            return False
        # A driver that found all of it committed has read nothing itself.
        return report.idle or report.offsets.get(self.plays.topic) == ends

    def _wait_for(self, true) -> None:
        deadline = time.monotonic() + PATIENCE
        while not true():
            if self.driver.process.poll() is not None:
                assert self._may_end, _tail(self.driver.log)
                self._restart()
            assert time.monotonic() < deadline, _tail(self.driver.log)
            time.sleep(LOOK_AGAIN)

    def _forget(self, driver: Driver) -> None:
        if driver.process.stdin:
            driver.process.stdin.close()


def _tail(log: Path) -> str:
    return f"{log}:\n{log.read_text(errors='replace')[-4_000:]}"
