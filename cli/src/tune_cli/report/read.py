"""Reads the report from PostgreSQL, all of it as it was at one moment."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

import psycopg

from tune_cli.backend.tables import connected
from tune_cli.report.figures import Figures
from tune_cli.report.snapshot import DeepDive, LeaderboardReport, StreamState
from tune_contract.errors import NotFound
from tune_contract.pipelines.leaderboard import TRACKS, Dimension
from tune_contract.tunejob import TuneJob

WINDOWS = 10  # as many as are compared at a glance


@dataclass(frozen=True)
class ReportRequest:
    """What to report."""

    schema: str
    """Where the job's tables are."""
    top: int = 10
    """How many tracks of the board."""
    track: str = ""
    """The track of the deep dive; the first of the board when empty."""


def read_report(uri: str, job: TuneJob, request: ReportRequest, now: datetime) -> LeaderboardReport:
    """The report on a job.

    Args:
        uri: the database.
        job: a job of the pipeline leaderboard.
        request: what to report.
        now: the time of the report.

    Raises:
        NotFound: the job has not written its tables yet, or there is no such track.
        Unreachable: the database does not answer.
    """
    with _one_moment(uri) as connection:
        figures = Figures(connection, request.schema)
        board = figures.board(request.top)
        track = request.track or (board[0].track_id if board else "")
        return LeaderboardReport(
            job=job.metadata.name,
            namespace=job.metadata.namespace,
            time=now,
            board=board,
            windows=figures.windows(WINDOWS),
            statistics=figures.statistics(),
            stream=_stream(job),
            deep_dive=_deep_dive(figures, job.metadata.name, track) if track else None,
        )


@contextmanager
def _one_moment(uri: str) -> Iterator[psycopg.Connection]:
    """A transaction that does not see the batches that come meanwhile, and changes nothing."""
    with connected(uri) as connection:
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        connection.read_only = True
        yield connection


def _deep_dive(figures: Figures, job: str, wanted: str) -> DeepDive:
    track = figures.track(wanted)
    if track is None:
        hint = f"`tune results {job} {TRACKS.name} --limit 0` lists all"
        raise NotFound(f"{job} has no track {wanted}", hint)
    return DeepDive(
        track=track,
        platforms=figures.shares(wanted, Dimension.PLATFORM),
        regions=figures.shares(wanted, Dimension.REGION),
        hours=sorted(figures.shares(wanted, Dimension.HOUR), key=lambda part: part.value),
        completion=figures.completion(wanted),
    )


def _stream(job: TuneJob) -> StreamState:
    status = job.status
    return StreamState(
        phase=status.phase,
        attempt=status.attempt.number,
        restarts=status.restarts.count,
        last_batch=status.progress.batch_id,
        processed_rows_per_second=status.progress.processed_rows_per_second,
        lag=status.progress.lag,
        watermark=status.progress.watermark,
        late_rows=status.progress.late_rows,
    )
