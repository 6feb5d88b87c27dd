"""Write a file so that a reader sees the old text or the new, never half of one."""

from pathlib import Path


def write_whole(path: Path, text: str) -> None:
    """Write beside the file and rename; folders are made when missing."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(path.name + ".new")
    beside.write_text(text, encoding="utf-8")
    beside.replace(path)
