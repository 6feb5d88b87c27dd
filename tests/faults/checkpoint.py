"""How far a job's checkpoint is, by the logs that Spark keeps there."""

import json
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Checkpoint:
    folder: Path

    def newest(self) -> int:
        """The last batch that is committed; -1 = none."""
        commits = (self.folder / "commits").glob("[0-9]*")
        return max((int(each.name) for each in commits), default=-1)

    def holds(self, ends: dict[int, int]) -> bool:
        """Whether the batches that are committed have read up to these offsets."""
        newest = self.newest()
        if newest < 0:
            return False
        log = (self.folder / "offsets" / str(newest)).read_text()
        (partitions,) = json.loads(log.splitlines()[-1]).values()
        return all(partitions.get(str(number), 0) >= end for number, end in ends.items())
