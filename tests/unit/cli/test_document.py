from pathlib import Path

import pytest

from tune_cli.document import MAX_BYTES, read_tunejob
from tune_contract.errors import InvalidInput, NotFound
from tune_contract.tunejob import TuneJobStatus
from tune_contract.tunejob.problems import InvalidDocument

GOOD = """
apiVersion: tunejob.io/v1alpha1
kind: TuneJob
metadata: {name: genres, uid: from-a-cluster}
spec:
  pipeline: genre-counts
  kafka: {topics: {plays: {name: music-plays}}}
  sinks: [{csv: {path: out}}]
status: {phase: Running}
"""


def write(folder: Path, content: str | bytes) -> Path:
    path = folder / "job.yaml"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def test_reads_a_job_without_the_clusters_uid_and_status(tmp_path: Path) -> None:
    job = read_tunejob(write(tmp_path, GOOD))
    assert job.metadata.name == "genres"
    assert job.metadata.uid == ""
    assert job.status == TuneJobStatus()


def test_a_missing_file_is_not_found(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match=r"none\.yaml: no such file"):
        read_tunejob(tmp_path / "none.yaml")


def test_a_folder_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="cannot be read: Is a directory"):
        read_tunejob(tmp_path)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("a: 1\nb: [", "is not YAML: line 2: "),
        ("a: 1\nb:\n  c: 1\n  c: 2\n", "is not YAML: line 4: the key 'c' stands twice"),
        ("a: 2026-99-99", "is not YAML: month must be in 1..12"),
        (b"\xff\xfe\xff", "is not UTF-8 text"),
        ("x: " + "y" * MAX_BYTES, "is larger than 1 MiB"),
        ("[" * 5000, "is nested too deeply"),
        ("a: &a [1]\nb: [" + "*a, " * 21 + "]", "line 2: more than 20 aliases"),
        ("!!python/object/apply:os.system [id]", "could not determine a constructor"),
        ("just text", "expected a mapping with kind: TuneJob"),
        ("", "expected a mapping with kind: TuneJob"),
    ],
)
def test_says_what_is_wrong_with_the_text(
    tmp_path: Path, content: str | bytes, message: str
) -> None:
    with pytest.raises(InvalidInput) as caught:
        read_tunejob(write(tmp_path, content))
    assert message in caught.value.message


def test_says_every_problem_of_the_job_at_once(tmp_path: Path) -> None:
    content = GOOD.replace("csv:", "cvs:").replace("genres", "Genres")
    with pytest.raises(InvalidDocument) as caught:
        read_tunejob(write(tmp_path, content))
    assert [problem.path for problem in caught.value.problems] == [
        "metadata.name",
        "spec.sinks[0].cvs",
    ]
