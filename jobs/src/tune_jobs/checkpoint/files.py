"""The files of a checkpoint, wherever they are, each checked as it is read."""

import os
import zlib
from pathlib import Path
from typing import Protocol

_CRC_MAGIC = b"crc\0"
_CRC_HEADER = 8  # bytes: the magic, and how many bytes of the file each sum is of
_SUM = 4  # bytes


class TornFile(Exception):  # noqa: N818 - reads as a sentence where it is raised
    """A file is not what was written."""


class UnreadableFile(Exception):  # noqa: N818
    """The file system refuses."""


class Files(Protocol):
    """A checkpoint's files, by their paths below its location."""

    def names(self, folder: str) -> list[str]:
        """What is in a folder, without hidden files; nothing when there is no such folder.

        Raises:
            UnreadableFile: the file system refuses.
        """

    def read(self, path: str) -> bytes | None:
        """All of a file; None when there is none.

        Raises:
            TornFile: it is not what was written.
            UnreadableFile: the file system refuses.
        """


class LocalFiles:
    """A checkpoint in a folder of this machine: no Java is needed to read it."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def names(self, folder: str) -> list[str]:
        """See `Files`."""
        try:
            found = os.listdir(self._root / folder)  # noqa: PTH208 - names are all we need
        except (FileNotFoundError, NotADirectoryError):
            return []
        except OSError as error:
            raise UnreadableFile(os.strerror(error.errno or 0)) from error
        return sorted(name for name in found if not name.startswith("."))

    def read(self, path: str) -> bytes | None:
        """See `Files`; held against the sums that Hadoop writes beside each file."""
        file = self._root / path
        data = _bytes(file)
        if data is not None:
            sums = _bytes(file.with_name(f".{file.name}.crc"))
            if sums is not None and not _fits(data, sums):
                raise TornFile("it does not fit its checksum")
        return data


def replace_file(file: Path, text: str) -> None:
    """Replace a file whole. Killed at any point, what is there can be read."""
    beside = file.with_name(f"{file.name}.tmp")
    with beside.open("w", encoding="utf-8") as written:
        written.write(text)
        written.flush()
        os.fsync(written.fileno())
    file.with_name(f".{file.name}.crc").unlink(missing_ok=True)  # it would not fit any more
    beside.replace(file)


def _bytes(file: Path) -> bytes | None:
    try:
        return file.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise UnreadableFile(os.strerror(error.errno or 0)) from error


def _fits(data: bytes, sums: bytes) -> bool:
    """Whether the sums are those of the data: a CRC-32 of each block, as Hadoop writes them."""
    if not sums.startswith(_CRC_MAGIC) or len(sums) < _CRC_HEADER:
        return True  # Hadoop, too, takes a file whose sums cannot be read
    block = int.from_bytes(sums[_SUM:_CRC_HEADER], "big") or 1
    written = sums[_CRC_HEADER:]
    starts = range(0, len(data), block)
    found = (zlib.crc32(data[start : start + block]).to_bytes(_SUM, "big") for start in starts)
    return b"".join(found) == written
