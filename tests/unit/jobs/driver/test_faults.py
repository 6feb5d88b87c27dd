from dataclasses import dataclass, field

import pytest

from tune_contract.errors import InvalidInput
from tune_contract.tunejob.sinks import SinkKind
from tune_jobs.driver.faults import Fault, FaultPoint, FaultPoints, parse_fault
from tune_jobs.sinks.files import CSV, FileSink
from tune_jobs.sinks.sink import Batch


class Died(BaseException):
    """What a driver that is killed would not live to see."""


def die() -> None:
    raise Died


@dataclass
class Notes:
    """A sink that notes what it is asked to do."""

    done: list[str] = field(default_factory=list)

    def prepare(self) -> None:
        self.done.append("prepare")

    def write(self, batch: Batch) -> None:
        self.done.append("write")
        batch.about_to_commit()
        self.done.append("commit")

    def close(self) -> None:
        self.done.append("close")


@pytest.fixture
def file(tmp_path):
    return tmp_path / "fault"


@pytest.fixture
def points(file) -> FaultPoints:
    return FaultPoints(file, die)


@pytest.fixture
def write(points, make_batch):
    """write(*sinks) -> writes a batch to them, called postgres, csv and so on in that order."""

    def write(*sinks) -> None:
        for sink in points.around(sinks, [SinkKind.POSTGRES, SinkKind.CSV][: len(sinks)]):
            sink.write(make_batch(0))

    return write


def test_the_driver_dies_where_the_file_says_and_once(points, file):
    file.write_text("after-parse\n")
    points.at(FaultPoint.BEFORE_PARSE)
    with pytest.raises(Died):
        points.at(FaultPoint.AFTER_PARSE)
    assert not file.exists()
    points.at(FaultPoint.AFTER_PARSE)


def test_without_a_file_nothing_looks_and_sinks_are_as_they_are():
    points, sink = FaultPoints(None, die), Notes()
    points.at(FaultPoint.BEFORE_PARSE)
    assert points.around([sink], [SinkKind.CSV]) == [sink]


@pytest.mark.parametrize(
    ("fault", "first", "second"),
    [
        ("before-sink-commit postgres", ["write"], []),
        ("before-sink-commit csv", ["write", "commit"], ["write"]),
        ("before-sink-commit", ["write"], []),
        ("after-sink-commit postgres", ["write", "commit"], []),
        ("after-sink-commit csv", ["write", "commit"], ["write", "commit"]),
        ("after-sink-commit", ["write", "commit"], []),
    ],
)
def test_the_points_of_a_sink(write, file, fault, first, second):
    sinks = Notes(), Notes()
    file.write_text(fault)
    with pytest.raises(Died):
        write(*sinks)
    assert [sink.done for sink in sinks] == [first, second]


def test_a_sink_that_is_not_asked_for_is_written(write, file):
    sink = Notes()
    file.write_text("before-sink-commit redis")
    write(sink)
    assert sink.done == ["write", "commit"]
    assert file.exists()


def test_a_watched_sink_is_prepared_and_closed(points):
    sink = Notes()
    (watched,) = points.around([sink], [SinkKind.CSV])
    watched.prepare()
    watched.close()
    assert sink.done == ["prepare", "close"]


def test_files_are_cut_off_before_the_last_one(points, tmp_path, file, make_batch, make_row):
    batch = make_batch(0, make_row(0, "rock", 5), make_row(1, "rock", 7))
    sink = FileSink(str(tmp_path / "out"), CSV, [part.table for part in batch.tables])
    (watched,) = points.around([sink], [SinkKind.CSV])
    watched.prepare()
    file.write_text("before-sink-commit csv")
    with pytest.raises(Died):
        watched.write(batch)
    left = sorted(each.name for each in (tmp_path / "out" / "genre_counts").iterdir())
    assert left == [".2026-01-31T12-01-00Z.csv.tmp", "2026-01-31T12-00-00Z.csv"]


def test_every_point_is_understood():
    for point in FaultPoint:
        assert parse_fault(f"{point}\n") == Fault(point)
    asked = Fault(FaultPoint.AFTER_SINK_COMMIT, SinkKind.DELTA)
    assert parse_fault("after-sink-commit  delta") == asked


@pytest.mark.parametrize(
    "text",
    ["", "never", "before-parse postgres", "after-sink-commit mysql", "after-sink-commit csv now"],
)
def test_other_texts_are_refused_with_the_known_points(points, file, text):
    file.write_text(text)
    with pytest.raises(InvalidInput) as raised:
        points.at(FaultPoint.BEFORE_PARSE)
    assert raised.value.message == f"TUNE_FAULT_FILE asks for {text!r}, which is no fault point"
    assert raised.value.hint == (
        "write one of: before-parse, after-parse, before-sink-commit SINK, after-sink-commit SINK, "
        "before-commit-log; SINK is one of postgres, delta, parquet, csv, redis, kafka, or left out"
    )
    assert file.exists()
