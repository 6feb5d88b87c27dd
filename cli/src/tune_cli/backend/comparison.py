"""Holds the results against the producer's ledger: every event counted once, none twice."""

from collections import Counter
from pathlib import Path

from pydantic import BaseModel

from tune_contract.pipelines.declaration import Pipeline, ResultTable
from tune_contract.pipelines.genre_counts import GENRE_COUNTS
from tune_contract.runtime.reports import Ledger

ALL = "all"
BY_GENRE = ("genre",)


class Comparison(BaseModel, frozen=True):
    """Events by genre: what Kafka acknowledged, and what the table says."""

    acknowledged: int
    counted: int
    spare: int = 0
    """Late events and extra copies: whether a pipeline counts them, too, is its own choice."""
    differing: dict[str, tuple[int, int]]
    """Genres whose two numbers differ; `all` stands for all of them."""

    def equal(self) -> bool:
        """Whether all agree."""
        return not self.differing


def read_ledgers(folder: Path) -> list[Ledger]:
    """What all producers of a job have had acknowledged in a topic."""
    return [Ledger.model_validate_json(file.read_bytes()) for file in sorted(folder.glob("*.json"))]


def compare(ledgers: list[Ledger], counted: dict[str, int]) -> Comparison:
    """Compare genre by genre: two errors must not cancel each other out.

    Only sums can be compared when a scenario's ledger counts by something else.
    """
    acknowledged: Counter[str] = Counter()
    for ledger in ledgers:
        acknowledged.update(ledger.by_key)
    spare = sum(ledger.disorder.late + ledger.disorder.duplicated for ledger in ledgers)
    total, counted_total = acknowledged.total(), sum(counted.values())
    by_genre = all(ledger.counted_by == BY_GENRE for ledger in ledgers)
    keys = sorted(acknowledged.keys() | counted.keys()) if by_genre else []
    pairs = {key: (acknowledged[key], counted.get(key, 0)) for key in keys}
    differing = {key: pair for key, pair in pairs.items() if _differ(*pair, spare)}
    if not differing and _differ(total, counted_total, spare):
        differing = {ALL: (total, counted_total)}
    return Comparison(acknowledged=total, counted=counted_total, spare=spare, differing=differing)


def _differ(acknowledged: int, counted: int, spare: int) -> bool:
    return not acknowledged <= counted <= acknowledged + spare


def comparable_table(pipeline: Pipeline) -> ResultTable | None:
    """The table whose sums must equal the ledger; None when a pipeline counts something else."""
    return pipeline.tables[0] if pipeline.name == GENRE_COUNTS.name else None
