"""Holds the results against the producer's ledger: every event counted once, none twice."""

from collections import Counter
from pathlib import Path

from pydantic import BaseModel

from tune_contract.pipelines.declaration import Pipeline, ResultTable
from tune_contract.pipelines.genre_counts import GENRE_COUNTS
from tune_contract.runtime.reports import Ledger


class Comparison(BaseModel, frozen=True):
    """Events by genre: what Kafka acknowledged, and what the table says."""

    acknowledged: int
    counted: int
    differing: dict[str, tuple[int, int]]
    """Genres whose two numbers differ."""

    def equal(self) -> bool:
        """Whether all agree."""
        return not self.differing


def read_ledgers(folder: Path) -> list[Ledger]:
    """What all producers of a job have had acknowledged in a topic."""
    return [Ledger.model_validate_json(file.read_bytes()) for file in sorted(folder.glob("*.json"))]


def compare(ledgers: list[Ledger], counted: dict[str, int]) -> Comparison:
    """Compare genre by genre: two errors must not cancel each other out."""
    acknowledged: Counter[str] = Counter()
    for ledger in ledgers:
        acknowledged.update(ledger.by_key)
    keys = sorted(acknowledged.keys() | counted.keys())
    pairs = {key: (acknowledged[key], counted.get(key, 0)) for key in keys}
    return Comparison(
        acknowledged=acknowledged.total(),
        counted=sum(counted.values()),
        differing={key: pair for key, pair in pairs.items() if pair[0] != pair[1]},
    )


def comparable_table(pipeline: Pipeline) -> ResultTable | None:
    """The table whose sums must equal the ledger; None when a pipeline counts something else."""
    return pipeline.tables[0] if pipeline.name == GENRE_COUNTS.name else None
