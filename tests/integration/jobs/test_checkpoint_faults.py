"""Broken checkpoints of a real driver: what is found, what a driver does, and the way back."""

import csv
import json
import shutil
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from tune_contract.tunejob.phase import FailureClass
from tune_jobs.checkpoint.files import LocalFiles
from tune_jobs.checkpoint.main import main
from tune_jobs.checkpoint.report import Verdict
from tune_jobs.checkpoint.verify import verify

FAST = {"interval": "200ms"}
BATCHES = 5


@pytest.fixture
def folder(uri_file) -> Path:
    return uri_file.parent


@pytest.fixture
def counted(database, schema_name, folder) -> Callable[[str], Counter[tuple[datetime, str]]]:
    """counted(sink) -> (window_start, genre) -> plays, as the sink has them."""

    def rows(sink: str) -> list[tuple[datetime, str, int]]:
        if sink == "postgres":
            table = sql.Identifier(schema_name, "genre_counts")
            with psycopg.connect(database.uri) as connection:
                select = sql.SQL("SELECT window_start, genre, count FROM {}").format(table)
                return connection.execute(select).fetchall()
        files = (folder / "csv" / "genre_counts").iterdir()
        lines = [line for file in files for line in list(csv.reader(file.open(newline="")))[1:]]
        return [(datetime.fromisoformat(line[0]), line[2], int(line[3])) for line in lines]

    def count(sink: str) -> Counter[tuple[datetime, str]]:
        found = rows(sink)
        counts = Counter({(window, genre): plays for window, genre, plays in found})
        assert len(counts) == len(found), f"{sink} has two rows of one key"
        return counts

    return count


@pytest.fixture
def count_batches(start_driver, plays, folder) -> Callable[..., Path]:
    """count_batches() -> the checkpoint of a driver that was killed after five batches."""

    def count(*sinks: str) -> Path:
        driver = start_driver(*sinks, trigger=FAST)
        for number in range(BATCHES):
            plays.write(200)
            driver.until(
                lambda report, number=number: (report.batch_id or 0) >= number and report.idle
            )
        driver.kill()
        return folder / "checkpoint"

    return count


def newest(checkpoint: Path, log: str = "commits") -> int:
    return max(int(each.name) for each in (checkpoint / log).iterdir() if each.name.isdigit())


def remove(*files: Path) -> None:
    for file in files:
        file.unlink()
        file.with_name(f".{file.name}.crc").unlink(missing_ok=True)


def cut(file: Path) -> None:
    data = file.read_bytes()
    file.write_bytes(data[: len(data) // 2])


def flip(file: Path) -> None:
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 1
    file.write_bytes(data)


@dataclass(frozen=True)
class Damage:
    """Something that happens to a checkpoint whose last batch is N."""

    path: str
    do: Callable[[Path], None]
    verdict: Verdict
    good: int | None
    """The last good batch, counted from N."""
    driver: bool = False
    """Whether a driver is started on it too."""

    def file(self, checkpoint: Path) -> str:
        last = newest(checkpoint)
        return self.path.format(last=last, before=last - 1, early=last - 2, state=last + 1)


def empty(file: Path) -> None:
    file.write_bytes(b"")


def garbage(file: Path) -> None:
    remove(file)
    file.write_bytes(b"\xff\x00 garbage")


def empty_folder(folder: Path) -> None:
    remove(*(each for each in folder.iterdir() if not each.name.startswith(".")))


DAMAGES = (
    Damage("offsets/{last}", empty, Verdict.TORN, -1),
    Damage("commits/{last}", cut, Verdict.TORN, -1),
    Damage("commits/{early}", remove, Verdict.MISSING, 0),
    Damage("offsets/{last}", remove, Verdict.MISSING, -1, driver=True),
    Damage("state/0/1/{state}.delta", remove, Verdict.MISSING, -1),
    Damage("state/0/1/{state}.delta", cut, Verdict.TORN, -1),
    Damage("state/0/0/{state}.delta", flip, Verdict.TORN, -1),
    Damage("state/0/0/{last}.delta", flip, Verdict.TORN, -2),
    Damage("metadata", remove, Verdict.MISSING, 0, driver=True),
    Damage("metadata", garbage, Verdict.TORN, 0),
    Damage("tunejob.json", remove, Verdict.FOREIGN, 0),
    Damage("tunejob.json", garbage, Verdict.TORN, 0),
    Damage(
        "offsets/{last}", lambda file: empty_folder(file.parent), Verdict.MISSING, None, driver=True
    ),
)


def damaged(checkpoint: Path, copy: Path, damage: Damage) -> str:
    """A copy with that damage; the file that it is about."""
    shutil.copytree(checkpoint, copy)
    if newest(copy, "offsets") > newest(copy):  # killed in a batch
        remove(copy / "offsets" / str(newest(copy, "offsets")))
    file = damage.file(copy)
    damage.do(copy / file)
    return file


def test_every_damage_is_found_with_the_last_good_batch(count_batches, folder):
    checkpoint = count_batches("csv")
    last = newest(checkpoint)
    assert verify(LocalFiles(checkpoint), "c", "uid-1").verdict.usable()
    for number, damage in enumerate(DAMAGES):
        copy = folder / f"copy-{number}"
        file = damaged(checkpoint, copy, damage)
        report = verify(LocalFiles(copy), str(copy), "uid-1")
        assert [(each.verdict, each.file) for each in report.findings] == [(damage.verdict, file)]
        good = None if damage.good is None else last + damage.good
        assert (report.verdict, report.last_good_batch) == (damage.verdict, good), damage


@pytest.mark.nightly
def test_no_driver_goes_on_from_a_broken_checkpoint(start_driver, count_batches, folder):
    checkpoint = count_batches("csv")
    last = newest(checkpoint)
    before = {path: path.read_bytes() for path in (folder / "csv").rglob("*.csv")}
    for number, damage in enumerate(each for each in DAMAGES if each.driver):
        copy = folder / f"copy-{number}"
        file = damaged(checkpoint, copy, damage)
        ended = start_driver("csv", checkpoint={"location": str(copy)}).end()
        assert ended.failure_class is FailureClass.CHECKPOINT, ended
        assert ended.message.startswith(f"the checkpoint {copy} is broken: {file} is missing: ")
        whole = "no batch of it is whole " if damage.good is None else "the last good batch is "
        good = "" if damage.good is None else f"{last + damage.good} "
        assert f"{whole}{good}(`tune checkpoint verify genre-counts` tells all." in ended.message
    assert {path: path.read_bytes() for path in (folder / "csv").rglob("*.csv")} == before


def test_the_way_back_from_a_torn_state(  # noqa: PLR0913, PLR0917 - fixtures
    start_driver, count_batches, plays, counted, folder, capsys
):
    sinks = ("csv", "postgres")
    checkpoint = count_batches(*sinks)
    last = newest(checkpoint)
    older = folder / "older"
    shutil.copytree(checkpoint, older)
    for log in ("offsets", "commits"):
        remove(
            *(
                each
                for each in (older / log).iterdir()
                if each.name.isdigit() and int(each.name) > last - 2
            )
        )

    # An older copy would have its next batches passed over.
    ended = start_driver(*sinks, checkpoint={"location": str(older)}).end()
    assert ended.failure_class is FailureClass.CHECKPOINT
    assert ended.message.startswith(
        f"the checkpoint {older} goes to batch {last - 2}, and its sink has batch "
    )

    torn = checkpoint / f"state/0/1/{last + 1}.delta"
    cut(torn)
    plays.write(200)
    ended = start_driver(*sinks).end()
    assert ended.failure_class is FailureClass.CHECKPOINT
    assert ended.message.startswith(
        f"the checkpoint {checkpoint} is broken: state/0/1/{last + 1}.delta is torn: it does not fit "
        f"its checksum; the last good batch is {last - 1} "
    )
    assert f"`tune checkpoint restore genre-counts --to-batch {last - 1}`" in ended.message

    config = ["--config", str(folder / "job-2.json")]
    capsys.readouterr()
    assert main(["verify", *config, "--json"]) == 1
    report = json.loads(capsys.readouterr().out)
    assert (report["verdict"], report["lastGoodBatch"]) == ("torn", last - 1)
    # Further back than needed: more comes again.
    assert main(["restore", *config, "--to-batch", str(last - 2)]) == 0
    assert main(["verify", *config]) == 0

    ended = start_driver(*sinks).end()
    assert (ended.exit_code, ended.failure_class) == (0, None), ended.message
    for sink in sinks:
        assert counted(sink) == plays.expected, sink
    assert main(["verify", *config]) == 0
    assert newest(checkpoint) > last - 2
