"""What a driver's pod reserves, where the user says nothing."""

import math
import string
from decimal import Decimal

from tune_contract.errors import InvalidInput
from tune_contract.tunejob.compute import DriverSpec
from tune_operator.kubernetes.manifests.plan import Manifest

_HEAP_UNITS = {"k": 2**10, "m": 2**20, "g": 2**30, "t": 2**40}
_UNITS: dict[str, Decimal] = {
    "": Decimal(1),
    "m": Decimal("0.001"),
    **{letter: Decimal(1000) ** power for power, letter in enumerate("kMGTPE", start=1)},
    **{f"{letter}i": Decimal(1024) ** power for power, letter in enumerate("KMGTPE", start=1)},
}
_MIB = 2**20
_BESIDE_HEAP = Decimal("1.4")
"""The JVM's own needs, as Spark reserves them for a driver with Python."""
_PYTHON_MIB = 384
CPU_PER_CORE = 250
"""Thousandths of a CPU for each core: a stream seldom needs them whole. There is no limit, so that
it may use what is free while it catches up."""


def driver_resources(driver: DriverSpec, *, executors: bool) -> Manifest:
    """The requests and limits of the driver's container.

    The memory limit is the request: a node that is short of memory ends those first that use more
    than they asked for.

    Raises:
        InvalidInput: the memory limit is below the heap.
    """
    requests, limits = dict(driver.resources.requests), dict(driver.resources.limits)
    default = f"{pod_memory_mib(driver.memory)}Mi"
    memory = requests.get("memory") or limits.get("memory") or default
    limits.setdefault("memory", memory)
    requests.setdefault("memory", memory)
    if "cpu" not in limits:  # Kubernetes' default for a request is the limit
        cores = 1 if executors else driver.cores
        requests.setdefault("cpu", cpu_request(cores))
    if _bytes(limits["memory"]) < heap_bytes(driver.memory):
        raise InvalidInput(
            f"spec.driver.resources: a memory limit of {limits['memory']} is less than the heap, "
            f"driver.memory {driver.memory}",
            f"leave it out, which gives {default}, or lower driver.memory",
        )
    return {"requests": requests, "limits": limits}


def cpu_request(cores: int) -> str:
    """The CPU that so many cores reserve."""
    return f"{cores * CPU_PER_CORE}m"


def pod_memory_mib(heap: str) -> int:
    """The MiB that a driver with such a heap needs, Python's process included."""
    return math.ceil(heap_bytes(heap) * _BESIDE_HEAP / _MIB) + _PYTHON_MIB


def heap_bytes(heap: str) -> int:
    """Spark's way to write memory, in bytes: `1g`."""
    return int(heap[:-1]) * _HEAP_UNITS[heap[-1].lower()]


def _bytes(quantity: str) -> Decimal:
    """Kubernetes' way to write memory, in bytes: `1Gi`."""
    number = quantity.rstrip(string.ascii_letters)
    return Decimal(number) * _UNITS[quantity[len(number) :]]
