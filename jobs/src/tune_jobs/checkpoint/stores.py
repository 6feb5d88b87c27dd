"""The state of a query: a folder for each operator, in it one for each partition."""

from dataclasses import dataclass
from functools import cached_property

from pydantic import Field, ValidationError

from tune_contract.model import LenientModel
from tune_jobs.checkpoint.content import log_problem
from tune_jobs.checkpoint.inspection import Inspection
from tune_jobs.checkpoint.partition import Partition
from tune_jobs.checkpoint.report import Verdict


class _Store(LenientModel):
    store_name: str = "default"
    num_partitions: int = 0


class _Operator(LenientModel):
    """What Spark notes of an operator."""

    state_store_info: list[_Store] = Field(default_factory=list)


@dataclass(frozen=True)
class Stores:
    """All partitions of all operators."""

    inspection: Inspection

    @cached_property
    def partitions(self) -> list[Partition]:
        """Those that should be there by the operators' notes, or are."""
        return [
            Partition.of(folder, self.inspection)
            for operator in self.inspection.numbers("state")
            for folder in self._folders(f"state/{operator}")
        ]

    def check(self, newest: int) -> None:
        """Look into every file, and whether the newest version can be loaded."""
        for partition in self.partitions:
            partition.check()
        for partition in self.partitions:
            lacking = partition.lacks(newest)
            if lacking:
                message = f"the state after batch {newest - 1} needs it"
                self.inspection.find(Verdict.MISSING, f"{partition.folder}/{lacking}", message)

    def loads(self, version: int) -> bool:
        """Whether every partition can be loaded at a version."""
        return all(not partition.lacks(version) for partition in self.partitions)

    def _folders(self, root: str) -> list[str]:
        stores = self._noted(root)
        if not stores:
            return [f"{root}/{number}" for number in self.inspection.numbers(root)]
        return [
            f"{root}/{number}" + ("" if each.store_name == "default" else f"/{each.store_name}")
            for each in stores
            for number in range(each.num_partitions)
        ]

    def _noted(self, root: str) -> list[_Store]:
        data = self.inspection.content(f"{root}/_metadata/metadata", log_problem)
        try:
            text = (data or b"").partition(b"\n")[2]
            return _Operator.model_validate_json(text).state_store_info
        except ValidationError:
            return []
