"""Whether what is in a file of a checkpoint is whole: `""`, or what is wrong with it."""

import io
import json
import zipfile

from pydantic import JsonValue

_LZ4_MAGIC = b"LZ4Block"
_LZ4_HEADER = 21  # bytes: magic, token, length of the block, length unpacked, checksum


def log_problem(data: bytes) -> str:
    """Of an entry of the offset or commit log: a version, and a JSON value a line."""
    return "" if parsed_log(data) else "it is no entry of a log"


def parsed_log(data: bytes) -> list[JsonValue]:
    """The values of such an entry; empty when it is none."""
    version, *lines = data.decode("utf-8", "replace").splitlines() or [""]
    if not version.startswith("v") or not lines:
        return []
    try:
        return [None if line == "-" else json.loads(line) for line in lines]
    except ValueError:
        return []


def source_problem(data: bytes) -> str:
    """Of a source's note: a byte of its own, and such an entry."""
    return log_problem(data.lstrip(b"\0"))


def metadata_problem(data: bytes) -> str:
    """Of the query's metadata."""
    return "" if query_id(data) else "it does not say the query's id"


def query_id(data: bytes) -> str:
    """The id in the query's metadata; empty when there is none."""
    try:
        found = json.loads(data)
    except ValueError:
        return ""
    return str(found.get("id", "")) if isinstance(found, dict) else ""


def state_problem(data: bytes) -> str:
    """Of a file of changes or a snapshot: LZ4 blocks up to an end mark; of other codecs nothing."""
    if not data:
        return "it is empty"
    if not data.startswith(_LZ4_MAGIC):
        return ""
    place, ended = 0, False
    while data.startswith(_LZ4_MAGIC, place) and place + _LZ4_HEADER <= len(data):
        length = int.from_bytes(data[place + 9 : place + 13], "little")
        ended = length == 0
        place += _LZ4_HEADER + length
    return "" if ended and place == len(data) else "it is cut"


def archive_problem(data: bytes) -> str:
    """Of a snapshot of RocksDB: a zip whose entries have checksums."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            broken = archive.testzip()
    except (zipfile.BadZipFile, EOFError):
        return "it is no whole archive"
    return f"{broken} in it is changed" if broken else ""
