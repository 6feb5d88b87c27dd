"""How far a stream is behind its topics."""

Offsets = dict[str, dict[int, int]]
"""topic -> partition -> the next offset."""


def lag(committed: Offsets, ends: Offsets) -> int | None:
    """Events between what is committed and the topics' ends; None when that cannot be told."""
    if not ends:
        return None
    behind = 0
    for topic, partitions in ends.items():
        for partition, end in partitions.items():
            position = committed.get(topic, {}).get(partition)
            if position is None:
                return None
            behind += max(0, end - position)
    return behind
