"""A checkpoint as Spark writes it, small and without Spark."""

import json
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from tune_contract.pipelines.genre_counts import GENRE_COUNTS
from tune_jobs.checkpoint.wanted import mark_of

STARTED = 1_790_000_000_000  # epoch milliseconds of batch 0
END = b"LZ4Block\x15" + bytes(12)


def lz4(*blocks: bytes) -> bytes:
    """Blocks as Spark frames them; their content is not looked into."""
    return (
        b"".join(
            b"LZ4Block\x15" + len(each).to_bytes(4, "little") + bytes(8) + each for each in blocks
        )
        + END
    )


def note(file: Path, data: bytes) -> None:
    """Write a file and the sums that Hadoop writes beside it."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(data)
    blocks = [data[start : start + 512] for start in range(0, len(data), 512)]
    sums = b"".join(zlib.crc32(block).to_bytes(4, "big") for block in blocks)
    file.with_name(f".{file.name}.crc").write_bytes(b"crc\0" + (512).to_bytes(4, "big") + sums)


@dataclass(frozen=True)
class Made:
    """A checkpoint with batches 0 to `last`, all committed, of two partitions."""

    folder: Path
    mark: bytes
    last: int

    def write(self) -> None:
        note(self.folder / "tunejob.json", self.mark)
        note(self.folder / "metadata", b'{"id":"query-1"}')
        if self.last < 0:  # the query was begun, and no batch of it
            return
        note(self.folder / "sources/0/0", b'\0v1\n{"music-plays":{"0":0}}')
        operator = {"stateStoreInfo": [{"storeName": "default", "numPartitions": 2}]}
        note(self.folder / "state/0/_metadata/metadata", b"v1\n" + json.dumps(operator).encode())
        for batch in range(self.last + 1):
            self.write_batch(batch)

    def write_batch(self, batch: int) -> None:
        conf = {
            "spark.sql.streaming.stateStore.providerClass": "org.x.HDFSBackedStateStoreProvider"
        }
        began = {"batchTimestampMs": STARTED + 1000 * batch, "conf": conf}
        log = f'v1\n{json.dumps(began)}\n{{"music-plays":{{"0":{10 * batch}}}}}'
        note(self.folder / f"offsets/{batch}", log.encode())
        note(self.folder / f"commits/{batch}", b'v1\n{"nextBatchWatermarkMs":5}')
        for partition in (0, 1):
            note(self.folder / f"state/0/{partition}/{batch + 1}.delta", lz4(bytes(600)))

    def remove(self, *paths: str) -> None:
        for path in paths:
            file = self.folder / path
            file.unlink()
            file.with_name(f".{file.name}.crc").unlink(missing_ok=True)

    def change(self, path: str, data: bytes) -> None:
        """Write a file without its sums: as on a store that has none."""
        self.remove(path)
        (self.folder / path).write_bytes(data)

    def files(self) -> set[str]:
        found = (each for each in self.folder.rglob("*") if each.is_file())
        return {
            str(each.relative_to(self.folder)) for each in found if not each.name.startswith(".")
        }


@pytest.fixture
def make_checkpoint(make_config, tmp_path) -> Callable[..., Made]:
    """make_checkpoint(last=3) -> one of the job that make_config makes."""

    def make(last: int = 3) -> Made:
        mark = mark_of(make_config(), GENRE_COUNTS).model_dump_json().encode()
        made = Made(tmp_path / "checkpoints" / "0", mark, last)
        made.write()
        return made

    return make
