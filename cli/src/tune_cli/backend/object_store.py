"""Hands the access to an object store from the user's environment to the job's drivers."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from tune_cli.files import PRIVATE, write_atomically
from tune_contract.runtime.object_store import read_store
from tune_contract.tunejob import TuneJobSpec


def needed_keys(spec: TuneJobSpec, keys: Mapping[str, str]) -> Mapping[str, str]:
    """What of the environment the job's `s3a://` paths need; nothing when it has none.

    Raises:
        InvalidInput: something is missing or wrong.
    """
    paths = [sink.delta.path for sink in spec.sinks if sink.delta and sink.delta.bucket()]
    for path in paths:
        read_store(keys, f"the environment, for {path}")
    return keys if paths else {}


@contextmanager
def store_folder(folder: Path, keys: Mapping[str, str]) -> Iterator[None]:
    """Files as a cluster mounts them from a secret, for as long as drivers may start."""
    _clear(folder)  # a run that was killed may have left some
    try:
        for name, value in keys.items():
            write_atomically(folder / name, value, PRIVATE)
        yield
    finally:
        _clear(folder)


def _clear(folder: Path) -> None:
    for file in folder.glob("*"):
        file.unlink()
