"""What was seen: a line for each run and sink, and how long recoveries took."""

import statistics
import sys
from dataclasses import dataclass, field

from tune_contract.tunejob.sinks import SinkKind

from .oracle import Verdict


@dataclass(frozen=True)
class Line:
    """One sink after one run."""

    sink: SinkKind
    failure: str
    seed: int
    faults: int
    events: int
    """Acknowledged so far, all of which the sink has to hold."""
    recovery: float
    """Seconds from the driver's last death to the next commit."""
    verdict: Verdict

    def __str__(self) -> str:
        return (
            f"{self.sink:9} {self.failure:19} seed {self.seed:<3} faults {self.faults}  "
            f"events {self.events:>9,}  lost {self.verdict.lost}  doubled {self.verdict.doubled}  "
            f"recovery {self.recovery:.1f} s"
        )


@dataclass
class Report:
    """All runs of a session."""

    lines: list[Line] = field(default_factory=list)
    recoveries: list[float] = field(default_factory=list)
    """Seconds from a driver's death to the next commit."""

    def add(self, line: Line) -> None:
        self.lines.append(line)
        print(line, file=sys.stdout, flush=True)

    def bad(self) -> list[str]:
        return [str(line) for line in self.lines if not line.verdict.good()]

    def summary(self) -> str:
        lost = sum(line.verdict.lost for line in self.lines)
        doubled = sum(line.verdict.doubled for line in self.lines)
        faults = len(self.recoveries)
        return (
            f"{len(self.lines)} lines, lost {lost}, doubled {doubled}; "
            f"{faults} recoveries: {distribution(self.recoveries)}"
        )


def distribution(seconds: list[float]) -> str:
    """`median 5.1 s, p90 6.0 s, worst 9.3 s`"""
    if not seconds:
        return "none"
    ordered = sorted(seconds)
    high = ordered[min(len(ordered) - 1, len(ordered) * 9 // 10)]
    return f"median {statistics.median(ordered):.1f} s, p90 {high:.1f} s, worst {ordered[-1]:.1f} s"
