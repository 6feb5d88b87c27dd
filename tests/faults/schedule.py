"""What happens in a run, drawn from its seed."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

Failure = TypeVar("Failure")
TWICE = 0.25  # the share of runs in which the driver that recovers is killed too


@dataclass(frozen=True)
class Mix:
    """The shares of records that no sink may count."""

    malformed: float = 0.0
    late: float = 0.0


@dataclass(frozen=True)
class Plan:
    """A run but for its failure."""

    first: int
    """Records at once, before anything goes wrong."""
    burst: int
    """Records in each burst that follows, until the driver has recovered."""
    mix: Mix
    twice: bool
    """Whether something happens to the driver that recovers."""


def draw_of(seed: int, name: str) -> random.Random:
    """The randomness of a run."""
    return random.Random(f"{seed} {name}")


def make_plan(draw: random.Random) -> Plan:
    return Plan(
        first=draw.randrange(1, 2_000),
        burst=draw.randrange(1, 40),
        mix=Mix(malformed=draw.choice([0, 0.001, 0.05]), late=draw.choice([0, 0.01, 0.2])),
        twice=draw.random() < TWICE,
    )


def shuffled(failures: Sequence[Failure], draw: random.Random) -> list[Failure]:
    """In an order of the seed's own: what came before a failure matters, too."""
    return draw.sample(failures, len(failures))
