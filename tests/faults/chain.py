"""Runs one after the other: the driver that recovers in one run is the one that dies in the next."""

import random
import time
from dataclasses import dataclass, field
from pathlib import Path

from tune_contract.tunejob.sinks import SinkKind

from ..drivers import PATIENCE, Driver  # noqa: TID252
from .failures import Failure, Target, failures_of
from .job import Job
from .ledger import Plays
from .oracle import Verdict, compare
from .report import Line, Report
from .schedule import Mix, draw_of, make_plan

LOOK_AGAIN = 0.02  # seconds
WARM_UP = 3  # batches: only then are late plays behind the watermark


@dataclass
class Chain:
    """A job, what it reads, and what is seen of it."""

    job: Job
    plays: Plays
    report: Report
    _driver: Driver | None = field(default=None, init=False)

    @property
    def driver(self) -> Driver:
        assert self._driver is not None
        return self._driver

    def begin(self) -> None:
        """Start the first driver and let it commit some batches."""
        self._driver = self.job.start()
        for number in range(WARM_UP):
            self.plays.write(50, random.Random(number), Mix())
            self._settle()

    def run(self, failure: Failure, seed: int) -> None:
        """Let a driver die and another recover; then hold the sinks against the ledger."""
        draw = draw_of(seed, f"{failure.name} {failure.sink}")
        plan, faults = make_plan(draw), 1
        self.plays.write(plan.first, draw, plan.mix)
        with self.plays.playing(plan.burst, random.Random(draw.random()), plan.mix):
            failure.strike(Target(self.driver, self.job.fault_file, starts=False), draw)
            died = self._restart()
            if plan.twice:
                second = draw.choice(failures_of(list(self.job.sinks)))
                second.strike(Target(self.driver, self.job.fault_file, starts=True), draw)
                died, faults = self._restart(), 2
            self._wait_for_commit()
            self.report.recoveries.append(time.monotonic() - died)
        self._settle()
        for kind, verdict in self._verdicts().items():
            if failure.sink in (None, kind) or not verdict.good():
                events = self.plays.ledger.counts.total()
                self.report.add(Line(kind, failure.name, seed, faults, events, verdict))

    def end(self) -> None:
        """Drain the last driver; then nothing may have changed, and the dead letters are exact."""
        self.driver.ask_to_drain()
        assert self.driver.end().drained
        assert self._verdicts() == dict.fromkeys(self.job.sinks, Verdict(lost=0, doubled=0))
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

    def _restart(self) -> float:
        """Start the next driver; when the last one died."""
        died, self._newest = time.monotonic(), self.job.checkpoint.newest()
        self._forget(self.driver)
        self._driver = self.job.start()
        return died

    def _wait_for_commit(self) -> None:
        self._wait_for(lambda: self.job.checkpoint.newest() > self._newest)

    def _settle(self) -> None:
        """Wait until all that Kafka has is committed, by the checkpoint and by the driver's word."""
        self.plays.flush()
        ends = self.plays.ledger.ends
        self._wait_for(lambda: self._committed(ends) and self._reported(ends))

    def _committed(self, ends: dict[int, int]) -> bool:
        try:
            return self.job.checkpoint.holds(ends)
        except OSError:  # Spark removes old logs
            return False

    def _reported(self, ends: dict[int, int]) -> bool:
        report = self.driver.progress()
        return report is not None and report.offsets.get(self.plays.topic) == ends

    def _verdicts(self) -> dict[SinkKind, Verdict]:
        counts = self.plays.ledger.counts
        return {kind: compare(counts, sink.counts()) for kind, sink in self.job.sinks.items()}

    def _wait_for(self, true) -> None:
        deadline = time.monotonic() + PATIENCE
        while not true():
            assert self.driver.process.poll() is None, _tail(self.driver.log)
            assert time.monotonic() < deadline, _tail(self.driver.log)
            time.sleep(LOOK_AGAIN)

    def _forget(self, driver: Driver) -> None:
        if driver.process.stdin:
            driver.process.stdin.close()


def _tail(log: Path) -> str:
    return f"{log}:\n{log.read_text(errors='replace')[-4_000:]}"
