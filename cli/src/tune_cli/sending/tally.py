"""What became of the events that were sent."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Refused:
    """An event that the API did not take."""

    number: int
    """Its line, or its place in the array, from 1."""
    reason: str


@dataclass(frozen=True)
class Tally:
    """Events by what became of them."""

    accepted: int = 0
    """Written to Kafka."""
    duplicates: int = 0
    """In Kafka already, by their event_id."""
    refused: tuple[Refused, ...] = ()

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(
            self.accepted + other.accepted,
            self.duplicates + other.duplicates,
            self.refused + other.refused,
        )
