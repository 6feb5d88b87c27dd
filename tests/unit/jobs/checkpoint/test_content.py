import io
import zipfile

import pytest

from tune_jobs.checkpoint.content import (
    archive_problem,
    log_problem,
    metadata_problem,
    query_id,
    source_problem,
    state_problem,
)

END = b"LZ4Block\x15" + bytes(12)
BLOCK = b"LZ4Block\x15" + (3).to_bytes(4, "little") + bytes(8) + b"abc"


@pytest.mark.parametrize(
    ("data", "whole"),
    [
        (b'v1\n{"a":1}\n-\n{"b":2}', True),
        (b"v2\n{}", True),
        (b"", False),
        (b"v1", False),
        (b'v1\n{"a":', False),
        (b"\xff\xfe", False),
        (b"{}", False),
    ],
)
def test_entries_of_logs(data, whole):
    assert (log_problem(data) == "") is whole
    assert (source_problem(b"\0" + data) == "") is whole


@pytest.mark.parametrize(
    ("data", "found"), [(b'{"id":"x"}', "x"), (b"{}", ""), (b"[1]", ""), (b"\xff", "")]
)
def test_metadata(data, found):
    assert query_id(data) == found
    assert (metadata_problem(data) == "") is bool(found)


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (BLOCK + END, ""),
        (END, ""),
        (BLOCK + BLOCK + END + BLOCK + END, ""),
        (BLOCK, "it is cut"),
        (BLOCK[:-1], "it is cut"),
        (BLOCK + END[:-1], "it is cut"),
        (BLOCK + END + b"x", "it is cut"),
        (b"", "it is empty"),
        (b"another codec", ""),
    ],
)
def test_files_of_the_state(data, problem):
    assert state_problem(data) == problem


def test_archives():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("metadata", "v1")
    data = out.getvalue()
    assert archive_problem(data) == ""
    assert archive_problem(data[:-5]) == "it is no whole archive"
    assert archive_problem(data.replace(b"v1", b"v2")) == "metadata in it is changed"
