"""Where a checkpoint is on this machine, and those beside it."""

import re
from pathlib import Path

from tune_contract.errors import InvalidInput, NotFound
from tune_jobs.checkpoint.mark import MARK

_URI = re.compile(r"^[a-zA-Z][a-zA-Z0-9+.-]+:/")


def local_folder(location: str) -> Path:
    """The folder of a checkpoint.

    Raises:
        InvalidInput: it is in an object store, or another file system that is not this machine's.
    """
    path = location.removeprefix("file://")
    if _URI.match(path):
        raise InvalidInput(
            f"{location} is not a folder of this machine: only those are read here",
            "copy it with the store's own tool into a folder, as in `aws s3 sync`, and run "
            "`tune checkpoint verify --location FOLDER`; the driver itself checks it at each start",
        )
    return Path(path)


def existing_folder(location: str) -> Path:
    """The same, of one that is there.

    Raises:
        InvalidInput: see `local_folder`.
        NotFound: there is none.
    """
    folder = local_folder(location)
    if not folder.is_dir():
        raise NotFound(
            f"there is no checkpoint at {location}", "the job's first driver makes it: run it"
        )
    return folder


def beside(folder: Path) -> list[Path]:
    """All checkpoints of a job: a folder for each resetNonce, and what was put aside."""
    marks = (each.parent for each in folder.parent.glob(f"*/{MARK}"))
    return sorted({*marks, *([folder] if folder.is_dir() else [])})
