"""What the writer of batches has to know of its query."""

from collections.abc import Callable
from dataclasses import dataclass

from tune_contract.pipelines.declaration import Input, ResultTable
from tune_contract.runtime.connection import KafkaConnection
from tune_contract.tunejob.kafka import OnDataLoss
from tune_jobs.catalogue.watch import CatalogueWatch
from tune_jobs.source.offsets import Offsets


@dataclass(frozen=True)
class BatchPlan:
    """One query."""

    source: Input
    tables: tuple[ResultTable, ...]
    kafka: KafkaConnection
    initial: Callable[[], Offsets]
    """Where batch 0 starts; known once the query runs."""
    catalogue: CatalogueWatch | None = None
    """What tracks are called, if the job has a file that says it."""
    lakes: tuple[ResultTable, ...] = ()
    """The tables with a row for each event, if a sink holds them."""
    on_data_loss: OnDataLoss = OnDataLoss.FAIL
    """Whether records that Kafka has deleted unread are passed over, and noted."""
