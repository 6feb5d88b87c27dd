"""Points at which a test lets the driver die, as by SIGKILL. Off unless TUNE_FAULT_FILE is set.

The file names a point and, for the two points of a sink, which sink: `before-commit-log`,
`after-sink-commit postgres`. It is removed first: the driver that comes next lives.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from tune_contract.errors import InvalidInput
from tune_contract.tunejob.sinks import SinkKind
from tune_jobs.sinks.sink import Batch, Sink


class FaultPoint(StrEnum):
    """Where a batch can be cut off, in the order they come."""

    BEFORE_PARSE = "before-parse"
    """Spark has written down what the batch reads; nothing is read."""
    AFTER_PARSE = "after-parse"
    """The results are there, and in no sink."""
    BEFORE_SINK_COMMIT = "before-sink-commit"
    """A sink has all but made the batch durable."""
    AFTER_SINK_COMMIT = "after-sink-commit"
    """A sink has the batch; the next one does not."""
    BEFORE_COMMIT_LOG = "before-commit-log"
    """All sinks have the batch; Spark has not written down that it is done."""

    def of_sink(self) -> bool:
        """Whether each sink has such a point."""
        return self in (FaultPoint.BEFORE_SINK_COMMIT, FaultPoint.AFTER_SINK_COMMIT)


@dataclass(frozen=True)
class Fault:
    """A death that was asked for."""

    point: FaultPoint
    sink: SinkKind | None = None
    """None: whichever sink comes first."""


@dataclass(frozen=True)
class FaultPoints:
    """Where the driver looks whether it has to die."""

    file: Path | None
    die: Callable[[], None]
    """Ends Java and the driver; does not return."""

    def at(self, point: FaultPoint, sink: SinkKind | None = None) -> None:
        """Die if that was asked for.

        Raises:
            InvalidInput: the file names no point.
        """
        if self.file is None or not self.file.exists():
            return
        asked = parse_fault(self.file.read_text(encoding="utf-8"))
        if asked.point is point and asked.sink in (None, sink):
            self.file.unlink()
            self.die()

    def around(self, sinks: Sequence[Sink], kinds: Sequence[SinkKind]) -> list[Sink]:
        """The sinks with their points; as they are when there are none."""
        if self.file is None:
            return list(sinks)
        return [FaultySink(sink, kind, self) for sink, kind in zip(sinks, kinds, strict=True)]


@dataclass(frozen=True)
class FaultySink:
    """A sink around whose commit the driver may die."""

    sink: Sink
    kind: SinkKind
    points: FaultPoints

    def prepare(self) -> None:
        """As the sink does."""
        self.sink.prepare()

    def write(self, batch: Batch) -> None:
        """As the sink does, with a look before and after its commit."""

        def look() -> None:
            self.points.at(FaultPoint.BEFORE_SINK_COMMIT, self.kind)

        self.sink.write(replace(batch, about_to_commit=look))
        self.points.at(FaultPoint.AFTER_SINK_COMMIT, self.kind)

    def close(self) -> None:
        """As the sink does."""
        self.sink.close()


def parse_fault(text: str) -> Fault:
    """What the file asks for.

    Raises:
        InvalidInput: it is no point, or no sink.
    """
    words = text.split()
    try:
        point = FaultPoint(words[0] if words else "")
        sink = SinkKind(words[1]) if words[1:] else None
    except ValueError:
        raise _unknown(text) from None
    if len(words) > 2 or (sink and not point.of_sink()):  # noqa: PLR2004 - a point and a sink
        raise _unknown(text)
    return Fault(point, sink)


def _unknown(text: str) -> InvalidInput:
    points = ", ".join(f"{point}{' SINK' if point.of_sink() else ''}" for point in FaultPoint)
    return InvalidInput(
        f"TUNE_FAULT_FILE asks for {text.strip()!r}, which is no fault point",
        f"write one of: {points}; SINK is one of {', '.join(SinkKind)}, or left out",
    )
