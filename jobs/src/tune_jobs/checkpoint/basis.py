"""What the state in a checkpoint depends on, and which of it may change.

Spark takes most of these settings from the checkpoint itself and passes over what the session says:
a changed one would be neither done nor told. Others it takes from the session and reads the state
wrongly. So each is noted when the checkpoint is made, and held against what the driver would run.
"""

import hashlib
import json
from dataclasses import dataclass

from pydantic import JsonValue

Basis = dict[str, JsonValue]
"""Names as the user knows them -> values."""

PARTITIONS = "spark.sql.shuffle.partitions"
SPARK = "spark"
STATE_VERSION = "state version"
PARAMETER = "parameters."


@dataclass(frozen=True)
class Change:
    """A name whose value is another now."""

    name: str
    was: JsonValue
    now: JsonValue


def hash_of(basis: Basis) -> str:
    """SHA-256 over the basis, whatever the order of its names."""
    text = json.dumps(basis, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return f"sha256:{hashlib.sha256(text.encode()).hexdigest()}"


def changes(was: Basis, now: Basis) -> list[Change]:
    """What differs; what one of them does not know is not held against the other."""
    return [
        Change(name, value, now[name])
        for name, value in was.items()
        if name in now and now[name] != value
    ]


def fits(change: Change) -> bool:
    """Whether the state can be used with that change.

    The partitions stay as they were, whatever is asked for: a machine may have other cores. A later
    Spark reads what an earlier one of its major version wrote; an earlier one may not.
    """
    if change.name == PARTITIONS:
        return True
    if change.name == SPARK:
        was, now = _version(change.was), _version(change.now)
        return was[0] == now[0] and was <= now
    return False


def merged(was: Basis, now: Basis) -> Basis:
    """What to note of a checkpoint that is taken again: all that is known of it."""
    kept = {PARTITIONS: was[PARTITIONS]} if PARTITIONS in was else {}
    return {**was, **now, **kept}


def _version(text: JsonValue) -> list[int]:
    return [int(part) for part in str(text).split(".")]
