"""How long to wait before a restart. Deterministic: the same failure always waits as long."""

import hashlib
import math
from datetime import timedelta

from tune_contract.tunejob.lifecycle import BackoffSpec

JITTER = 0.15  # enough to spread jobs that failed together, too little to surprise a reader


def base_delay(policy: BackoffSpec, failures: int) -> timedelta:
    """The wait before the restart after so many failures in a row (1 or more), without jitter."""
    if policy.factor == 1:
        return policy.initial
    steps_to_max = math.log(policy.max / policy.initial, policy.factor)
    if failures - 1 >= steps_to_max:  # asked before the power is taken, which could overflow
        return policy.max
    return min(policy.initial * policy.factor ** (failures - 1), policy.max)


def delay(policy: BackoffSpec, failures: int, seed: str) -> timedelta:
    """The wait with jitter: within 15 % of `base_delay`, never above `policy.max`.

    Args:
        policy: initial wait, factor and longest wait.
        failures: failures in a row, 1 or more.
        seed: what sets one job apart from another, as its uid.
    """
    return min(base_delay(policy, failures) * (1 + _jitter(f"{seed}/{failures}")), policy.max)


def _jitter(seed: str) -> float:
    drawn = int.from_bytes(hashlib.sha256(seed.encode()).digest()[:8])
    return JITTER * (2 * drawn / (2**64 - 1) - 1)
