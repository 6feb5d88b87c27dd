"""How much of each dead record is kept: all of a batch's are in memory before they are written.

Without a limit a thousand records of a megabyte would end the driver, and every one after it.
"""

from tune_contract.pipelines.dead_letters import MAX_PAYLOAD

ROOM = 64 * 1024 * 1024
"""Bytes for the payloads of one batch; the driver has 700 MB and more."""
_LEAST = 1024  # bytes: a play has 150 to 500


def kept_bytes(records: int, total: int) -> int:
    """The most bytes that are kept of each payload.

    Args:
        records: the batch's dead records.
        total: the bytes of their payloads, of each no more than MAX_PAYLOAD.
    """
    return MAX_PAYLOAD if total <= ROOM else max(_LEAST, ROOM // records)
