"""Writes files so that a reader, or the next run after a crash, never sees half of one."""

import os
from pathlib import Path

PRIVATE = 0o600  # connection strings hold passwords


def write_atomically(path: Path, text: str, mode: int = 0o644) -> None:
    """Replace a file's content in one step, making its folder when missing.

    The text is on the disk before the name points at it: after a power cut the file is either the
    old one or the new one.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{os.getpid()}.new")
    with open(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode), "w") as file:  # noqa: PTH123 - the mode has to be right from the start
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)
