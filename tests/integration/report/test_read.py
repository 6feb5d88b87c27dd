"""All figures are of one moment, and nothing is changed by reading them."""

from datetime import UTC, datetime

import psycopg
import pytest
from psycopg import sql

from tune_cli.report.figures import Figures
from tune_cli.report.read import ReportRequest, read_report
from tune_contract.errors import NotFound
from tune_contract.tunejob import TuneJob

NOON = datetime(2026, 1, 31, 12, tzinfo=UTC)


def test_all_figures_are_of_one_moment(
    written: None,
    job: TuneJob,
    database: object,
    schema_name: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A batch that is committed between two of the statements is in none of them."""
    first, tracks = Figures.board, sql.Identifier(schema_name, "tracks")

    def board_and_batch(self: Figures, top: int) -> object:
        found = first(self, top)
        with psycopg.connect(database.uri) as other:
            other.execute(sql.SQL("UPDATE {} SET streams = streams + 100").format(tracks))
        return found

    monkeypatch.setattr(Figures, "board", board_and_batch)
    request = ReportRequest(schema_name)
    assert read_report(database.uri, job, request, NOON).statistics.plays == 5
    assert read_report(database.uri, job, request, NOON).statistics.plays == 305


def test_nothing_can_be_changed_meanwhile(
    written: None,
    job: TuneJob,
    database: object,
    schema_name: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    delete = sql.SQL("DELETE FROM {}").format(sql.Identifier(schema_name, "tracks"))
    monkeypatch.setattr(Figures, "board", lambda self, _: self._connection.execute(delete))
    with pytest.raises(psycopg.errors.ReadOnlySqlTransaction):
        read_report(database.uri, job, ReportRequest(schema_name), NOON)


def test_an_unknown_schema_is_told(job: TuneJob, database: object) -> None:
    with pytest.raises(NotFound, match="the job has no results yet"):
        read_report(database.uri, job, ReportRequest("nobody_made_me"), NOON)
