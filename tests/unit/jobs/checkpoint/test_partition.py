import pytest

from tune_jobs.checkpoint.files import LocalFiles
from tune_jobs.checkpoint.inspection import Inspection
from tune_jobs.checkpoint.partition import Partition, version_of

END = b"LZ4Block\x15" + bytes(12)


@pytest.mark.parametrize(
    ("names", "loads", "lacks"),
    [
        (["1.delta", "2.delta"], [1, 2], "3.delta"),
        (["2.delta", "3.delta"], [], "1.delta"),
        (["2.snapshot", "3.delta"], [2, 3], "4.delta"),
        (["1.delta", "3.delta"], [1], "2.delta"),
        (["1.changelog", "2.changelog"], [1, 2], "3.changelog"),
        (["1_0a-b.changelog", "2_0c.changelog", "2_0d.changelog"], [1, 2], "3.changelog"),
        (["SSTs", "_metadata", "x.delta"], [], "1.delta"),
    ],
)
def test_versions_are_snapshots_and_the_changes_since(tmp_path, names, loads, lacks):
    for name in names:
        (tmp_path / name).write_bytes(END)
    partition = Partition.of(".", Inspection(LocalFiles(tmp_path)))
    assert [version for version in range(1, 9) if not partition.lacks(version)] == loads
    assert partition.lacks(8) == lacks


@pytest.mark.parametrize(
    ("name", "version"),
    [("7.delta", 7), ("7_x-1.zip", 7), ("7", None), ("schema", None), ("x.delta", None)],
)
def test_versions_of_files(name, version):
    assert version_of(name) == version
