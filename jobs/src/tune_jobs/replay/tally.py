"""What a replay has done, counted: each dead letter once."""

import json
from dataclasses import asdict, dataclass, replace


@dataclass(frozen=True)
class Tally:
    """Counts of dead letters."""

    selected: int = 0
    """That the filter lets through."""
    skipped: int = 0
    """Replayed before."""
    from_kafka: int = 0
    """Written as Kafka still had them, with key, headers and time."""
    from_table: int = 0
    """Written as the table has them: the value alone."""
    gone: int = 0
    """Not in Kafka any more, and the table has only a part."""
    refused: int = 0
    """Kafka took them no second time."""
    found: int = 0
    """Of an interrupted replay: they were in Kafka, and are noted now."""
    unknown: int = 0
    """Of an interrupted replay, and Kafka has nothing left that tells: taken for written."""

    def plus(self, **counts: int) -> "Tally":
        """With some counts raised."""
        return replace(self, **{name: getattr(self, name) + more for name, more in counts.items()})

    def left(self) -> int:
        """Dead letters that should have been written and were not."""
        return self.gone + self.refused

    def document(self) -> str:
        """As JSON."""
        return json.dumps(asdict(self))

    def sentences(self, job: str, *, dry: bool) -> list[str]:
        """For people.

        Args:
            job: the job's name.
            dry: nothing was written.
        """
        written = "would be written back" if dry else "written back"
        lines = [f"{job}: {self.selected:,} dead letters, {self.skipped:,} of them replayed before"]
        counts = (
            (self.from_kafka, f"{written} as Kafka has them"),
            (self.from_table, f"{written} from the table, without key, headers and time"),
            (self.gone, "cannot be: no longer in Kafka, and the table has only a part"),
            (self.refused, "refused by Kafka"),
            (self.found, "of an interrupted replay were in Kafka already"),
            (self.unknown, "of an interrupted replay may be in Kafka: --again writes them"),
        )
        return [*lines, *(f"  {count:,} {what}" for count, what in counts if count)]
