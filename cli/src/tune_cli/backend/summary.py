"""Sums a run up from its status, its ledgers and its tables."""

from tune_cli.backend.comparison import Comparison, comparable_table, compare, read_ledgers
from tune_cli.backend.run import RunEnd
from tune_cli.backend.run_summary import RunSummary
from tune_cli.backend.runner import OpenRun
from tune_cli.backend.tables import Rows, newest_rows, sums
from tune_contract.errors import NotFound
from tune_contract.pipelines.declaration import Pipeline
from tune_contract.runtime.reports import Ledger

_SHOWN_ROWS = 10


def summarize(end: RunEnd, opened: OpenRun, pipeline: Pipeline, seconds: float) -> RunSummary:
    """Sum a run up while its database is still there."""
    status = end.job.status
    ledgers = read_ledgers(opened.folder.ledgers(end.job.spec.produced_topic()))
    sent = opened.folder.sent.exists()
    comparable = end.all_read and not sent
    return RunSummary(
        job=end.job.metadata.name,
        namespace=end.job.metadata.namespace,
        phase=status.phase,
        seconds=seconds,
        restarts=status.restarts.count,
        progress=status.progress,
        acknowledged=sum(ledger.acknowledged for ledger in ledgers),
        failure=status.last_failure,
        first_result=end.first_result,
        comparison=_comparison(end, opened, pipeline, ledgers) if comparable else None,
        sent=sent,
    )


def top_rows(end: RunEnd, opened: OpenRun, pipeline: Pipeline) -> Rows | None:
    """The newest results; None when there are none in PostgreSQL."""
    schema = end.job.spec.results_schema(end.job.metadata.name)
    if not schema:
        return None
    try:
        return newest_rows(opened.stack.database_uri, schema, pipeline.tables[0], _SHOWN_ROWS)
    except NotFound:
        return None


def _comparison(
    end: RunEnd, opened: OpenRun, pipeline: Pipeline, ledgers: list[Ledger]
) -> Comparison | None:
    table, schema = comparable_table(pipeline), end.job.spec.results_schema(end.job.metadata.name)
    if table is None or not schema or not ledgers:
        return None
    try:
        counted = sums(opened.stack.database_uri, schema, table)
    except NotFound:
        counted = {}
    return compare(ledgers, counted)
